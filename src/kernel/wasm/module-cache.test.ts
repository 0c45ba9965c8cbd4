import { describe, expect, it } from 'vitest';
import { err, ok } from '../../base/result.ts';
import { parseText } from '../../binary/component/testing/wasm-tools.ts';
import { ModuleCache } from './module-cache.ts';

const BYTES = new Uint8Array([1]);
const MODULE = {} as WebAssembly.Module;

function counting(fails = false): { cache: ModuleCache; made: string[] } {
  const made: string[] = [];
  const cache = new ModuleCache(
    {
      compileWat: async (source) => (
        made.push(`wat ${source}`),
        fails ? err([]) : ok({ module: MODULE, bytes: BYTES })
      ),
      compileModule: async (bytes) => (made.push(`module of ${bytes.length}`), fails ? err('no') : ok(MODULE)),
      giveUp: () => {},
    },
    { sha256: async () => (made.push('digest'), 'd') },
  );
  return { cache, made };
}

/** Two core modules, of which one is there twice. */
const COMPONENT = await parseText(`(component
  (core module $a (func (export "f")))
  (core module $b (import "a" "f" (func)))
  (core instance $i (instantiate $a)) (core instance (instantiate $b (with "a" (instance $i))))
  (core instance (instantiate $a)))`);

const MODULES = [expect.stringMatching(/^module of \d\d$/), expect.stringMatching(/^module of \d\d$/)];

describe('a module cache', () => {
  it('makes everything once, also when asked twice at the same time', async () => {
    const { cache, made } = counting();
    const ask = (): Promise<unknown> =>
      Promise.all([
        cache.compileWat('a'),
        cache.compileWat('b'),
        cache.compileModule(BYTES, 'd'),
        cache.component(COMPONENT, 'c'),
        cache.sha256(BYTES),
      ]);
    await Promise.all([ask(), ask()]);
    expect(made.toSorted()).toEqual(['digest', 'module of 1', ...MODULES, 'wat a', 'wat b']);
  });

  it('forgets what was not asked for since the last sweep', async () => {
    const { cache, made } = counting();
    await cache.compileWat('a');
    await cache.component(COMPONENT, 'c');
    cache.sweep();
    await cache.compileWat('a');
    cache.sweep();
    await cache.compileWat('a');
    await cache.component(COMPONENT, 'c');
    expect(made).toEqual(['wat a', ...MODULES, ...MODULES]);
  });

  it('tries again what failed', async () => {
    const { cache, made } = counting(true);
    for (let round = 0; round < 2; round++) await Promise.all([cache.compileWat('a'), cache.compileModule(BYTES, 'd')]);
    expect(made).toEqual(['wat a', 'module of 1', 'wat a', 'module of 1']);
  });

  it('remembers of components that cannot be linked the last few hundred', async () => {
    const { cache, made } = counting(true);
    const count = 300;
    for (let number = count; number > 0; number--) await cache.component(COMPONENT, `c${number}`);
    expect(made).toHaveLength(count);
    await cache.component(COMPONENT, 'c1');
    expect(made).toHaveLength(count);
    await cache.component(COMPONENT, `c${count}`);
    expect(made).toHaveLength(count + 1);
  });

  it('asks once about a component that cannot be linked, whatever is forgotten meanwhile', async () => {
    const { cache, made } = counting(true);
    const refused = err(expect.stringMatching(/^this browser does not compile its core module at byte \d+: no$/));
    for (let round = 0; round < 3; round++) {
      expect(await cache.component(COMPONENT, 'c')).toEqual(refused);
      cache.sweep();
      cache.sweep();
    }
    expect(made).toEqual([MODULES[0]]);
    expect(await cache.component(COMPONENT, 'other')).toEqual(refused);
    expect(made).toEqual(MODULES);
    // Another project knows nothing of it.
    const next = counting(true);
    await next.cache.component(COMPONENT, 'c');
    expect(next.made).toEqual([MODULES[0]]);
  });

  it('says where a component stops making sense', async () => {
    const { cache, made } = counting();
    const answer = await cache.component(COMPONENT.slice(0, -1), 'c');
    expect(answer).toEqual(err(expect.stringMatching(/ at byte \d+$/)));
    expect(made).toEqual([]);
  });
});
