import { describe, expect, it } from 'vitest';
import { err, ok } from '../../base/result.ts';
import type { TranslationProblem } from '../../contract/ports.ts';
import { ModuleCache } from './module-cache.ts';

const BYTES = new Uint8Array([1]);
const MODULE = {} as WebAssembly.Module;

function counting(
  fails = false,
  reason: TranslationProblem['reason'] = 'unavailable',
): { cache: ModuleCache; made: string[] } {
  const made: string[] = [];
  const cache = new ModuleCache(
    {
      compileWat: async (source) => (
        made.push(`wat ${source}`),
        fails ? err([]) : ok({ module: MODULE, bytes: BYTES })
      ),
      compileModule: async () => (made.push('module'), fails ? err('no') : ok(MODULE)),
      translate: async (_bytes, digest) => (
        made.push(`translate ${digest}`),
        fails ? err({ reason, message: 'why' }) : ok({ id: '', source: '', modules: {} })
      ),
      compileMetered: async () => null,
      giveUp: () => {},
    },
    { sha256: async () => (made.push('digest'), 'd') },
  );
  return { cache, made };
}

describe('a module cache', () => {
  it('makes everything once, also when asked twice at the same time', async () => {
    const { cache, made } = counting();
    const ask = (): Promise<unknown> =>
      Promise.all([
        cache.compileWat('a'),
        cache.compileWat('b'),
        cache.compileModule(BYTES, 'd'),
        cache.translate(BYTES, 'd'),
        cache.sha256(BYTES),
      ]);
    await Promise.all([ask(), ask()]);
    expect(made).toEqual(['wat a', 'wat b', 'module', 'translate d', 'digest']);
  });

  it('forgets what was not asked for since the last sweep', async () => {
    const { cache, made } = counting();
    await cache.compileWat('a');
    await cache.translate(BYTES, 'd');
    cache.sweep();
    await cache.compileWat('a');
    cache.sweep();
    await cache.compileWat('a');
    await cache.translate(BYTES, 'd');
    expect(made).toEqual(['wat a', 'translate d', 'translate d']);
  });

  it('tries again what failed', async () => {
    const { cache, made } = counting(true);
    for (let round = 0; round < 2; round++)
      await Promise.all([cache.compileWat('a'), cache.compileModule(BYTES, 'd'), cache.translate(BYTES, 'd')]);
    expect(made).toEqual(['wat a', 'module', 'translate d', 'wat a', 'module', 'translate d']);
  });

  it.each(['malformed', 'untranslatable', 'hostile', 'late'] as const)(
    'asks once about a component that is %s, whatever is forgotten meanwhile',
    async (reason) => {
      const { cache, made } = counting(true, reason);
      for (let round = 0; round < 3; round++) {
        expect(await cache.translate(BYTES, 'd')).toEqual(err({ reason, message: 'why' }));
        cache.sweep();
        cache.sweep();
      }
      expect(made).toEqual(['translate d']);
      await cache.translate(BYTES, 'other');
      expect(made).toEqual(['translate d', 'translate other']);
      // Another project knows nothing of it.
      const next = counting(true, reason);
      await next.cache.translate(BYTES, 'd');
      expect(next.made).toEqual(['translate d']);
    },
  );
});
