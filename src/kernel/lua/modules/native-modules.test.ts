import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, describe } from 'vitest';
import type { EntryId } from '../../../contract/api.ts';
import { isWrittenIn } from '../../../project/kinds/index.ts';
import { loadRegistry } from '../../../project/kinds/load-registry.ts';
import { LuaLoader } from '../load-chunk.ts';
import { createVm } from '../vm/vm.ts';
import { FETCHED_MODULES } from './fetched.ts';
import type { LuaModule } from './module.ts';
import { NativeModules } from './native-modules.ts';

const module = (name: string): LuaModule => ({ spec: { name, doc: '', functions: {} }, create: () => () => {} });

describe('natives that come in a file of their own', () => {
  it('are fetched once, when a project lists them', async () => {
    let loads = 0;
    const far = module('far');
    const load = async (): Promise<LuaModule> => {
      loads++;
      return far;
    };
    const natives = new NativeModules({ near: module('near'), far: { load } });
    expect(natives.need(['near', 'unknown'])).toBeNull();
    expect(() => natives.get('far')).toThrow('a world wants the Lua module far, which nobody has loaded');
    await natives.need(['far', 'near', 'far']);
    expect([natives.get('far'), natives.get('unknown'), natives.need(['far']), loads]).toEqual([far, null, null, 1]);
  });

  it('are asked for again where they could not be fetched', async () => {
    let isDown = true;
    const far = module('far');
    const natives = new NativeModules({
      far: { load: () => (isDown ? Promise.reject(new Error('no network')) : Promise.resolve(far)) },
    });
    const lacking = await natives.need(['far']);
    expect(lacking?.get('far')).toMatchObject({
      kind: 'Unavailable',
      message: 'the Lua module far could not be loaded: no network',
      retryable: true,
    });
    isDown = false;
    expect((await natives.need(['far']))?.size).toBe(0);
    expect(natives.get('far')).toBe(far);
  });

  it('refuse the entry that lists them where they are lacking', async () => {
    const { entries } = loadRegistry({
      '_index.yaml': `version: "1.0"
namespace: app
entries:
  - {name: f, kind: function.lua, method: f, modules: [hash], source: "return { f = function() end }"}
`,
    });
    const [entry] = entries;
    if (!entry || !isWrittenIn(entry, 'lua')) throw new Error('no Lua entry');
    const natives = new NativeModules({ hash: { load: () => Promise.reject(new Error('no network')) } });
    const loader = new LuaLoader(
      createVm({ now: () => 0 }),
      () => Promise.resolve(),
      (await natives.need(['hash'])) ?? undefined,
    );
    expect(await loader.load(entry)).toMatchObject({
      program: null,
      error: { message: 'the Lua module hash could not be loaded: no network' },
      diagnostics: [{ code: 'lua-module-load', entry: 'app:f' as EntryId }],
    });
  });

  it('are none of those that the example of a first visit lists', () => {
    const folder = new URL('../../../examples/hello/', import.meta.url);
    const { entries } = loadRegistry(
      Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])),
    );
    const listed = entries.flatMap((entry) => (isWrittenIn(entry, 'lua') ? entry.config.modules : []));
    expect(listed).not.toEqual([]);
    expect(listed.filter((name) => Object.hasOwn(FETCHED_MODULES, name))).toEqual([]);
  });
});
