import { describe, expect, it } from 'vitest';
import { err, ok } from '../base/result.ts';
import { WatCache } from './wat-cache.ts';

/** Modules of 10 bytes; texts that begin with `!` do not compile. */
function counting(capacityBytes?: number): { cache: WatCache; compiled: string[] } {
  const compiled: string[] = [];
  const compile = async (source: string): ReturnType<WatCache['compile']> => {
    compiled.push(source);
    return source.startsWith('!') ? err([]) : ok({ bytes: new Uint8Array(10) });
  };
  return { cache: new WatCache(compile, capacityBytes), compiled };
}

describe('the cache of compiled texts', () => {
  it('compiles a text once and a mistake every time', async () => {
    const { cache, compiled } = counting();
    for (const source of ['a', 'a', '!b', '!b', 'a']) await cache.compile(source);
    expect(compiled).toEqual(['a', '!b', '!b']);
  });

  it('gives up the text that was not used for the longest time', async () => {
    const { cache, compiled } = counting(24);
    for (const source of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.compile(source);
    expect(compiled).toEqual(['a', 'b', 'c', 'b']);
  });
});
