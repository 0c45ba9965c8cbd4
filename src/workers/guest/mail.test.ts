import { describe, expect, it } from 'vitest';
import { Mail } from './mail.ts';

function later(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('mail', () => {
  it('is taken at once where nothing has to be fetched', () => {
    const taken: string[] = [];
    const mail = new Mail();
    mail.take(null, () => taken.push('a'));
    mail.take(null, () => taken.push('b'));
    expect(taken).toEqual(['a', 'b']);
  });

  it('waits for what it needs, and for what came before it', async () => {
    const taken: string[] = [];
    const mail = new Mail();
    const [first, second] = [later(), later()];
    mail.take(first.promise, () => taken.push('a'));
    mail.take(second.promise, () => taken.push('b'));
    mail.take(null, () => taken.push('c'));
    second.resolve();
    await second.promise;
    expect(taken).toEqual([]);
    first.resolve();
    const all = new Promise<void>((done) => {
      mail.take(null, done);
    });
    await all;
    expect(taken).toEqual(['a', 'b', 'c']);
    mail.take(null, () => taken.push('d'));
    expect(taken).toEqual(['a', 'b', 'c', 'd']);
  });
});
