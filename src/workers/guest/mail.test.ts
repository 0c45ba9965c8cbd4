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
    mail.take(1, null, () => taken.push('a'));
    mail.take(1, null, () => taken.push('b'));
    expect(taken).toEqual(['a', 'b']);
  });

  it('waits for what it needs, and for what came before it for the same program', async () => {
    const taken: string[] = [];
    const mail = new Mail();
    const [first, second] = [later(), later()];
    mail.take(1, first.promise, () => taken.push('a'));
    mail.take(1, second.promise, () => taken.push('b'));
    mail.take(1, null, () => taken.push('c'));
    second.resolve();
    await second.promise;
    expect(taken).toEqual([]);
    first.resolve();
    const all = new Promise<void>((done) => {
      mail.take(1, null, done);
    });
    await all;
    expect(taken).toEqual(['a', 'b', 'c']);
    mail.take(1, null, () => taken.push('d'));
    expect(taken).toEqual(['a', 'b', 'c', 'd']);
  });

  it('of a program does not wait for the code of another one', () => {
    const taken: string[] = [];
    const mail = new Mail();
    mail.take(1, later().promise, () => taken.push('never'));
    mail.take(2, null, () => taken.push('a'));
    expect(taken).toEqual(['a']);
  });

  it('goes on after work that throws, which is heard of', async () => {
    const [taken, heard] = [[] as string[], [] as unknown[]];
    const mail = new Mail((thrown) => heard.push(thrown));
    const broken = new Error('broken');
    mail.take(1, Promise.resolve(), () => {
      throw broken;
    });
    await new Promise<void>((done) => {
      mail.take(1, null, done);
    });
    mail.take(1, null, () => taken.push('a'));
    expect([taken, heard]).toEqual([['a'], [broken]]);
  });
});
