import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../base/effort.ts';
import { isWrittenIn } from '../../project/kinds/index.ts';
import { loadRegistry } from '../../project/kinds/load-registry.ts';
import { LuaLoader, type LuaLoad } from './load-chunk.ts';
import { createVm } from './vm/vm.ts';

const LONG = 'local x = 1 + 2 -- a line\n'.repeat(150).replace(/^/, 'local function f()\n').concat('end\n').repeat(40);

function luaEntries(sources: Readonly<Record<string, string>>) {
  const { entries } = loadRegistry({
    '_index.yaml': `namespace: app\nentries:\n${Object.keys(sources)
      .map((name) => `  - {name: ${name}, kind: function.lua, method: main, source: "file://${name}.lua"}\n`)
      .join('')}`,
    ...Object.fromEntries(Object.entries(sources).map(([name, text]) => [`${name}.lua`, text])),
  });
  return entries.filter((entry) => isWrittenIn(entry, 'lua'));
}

/** A VM whose clock goes on by ten milliseconds each time it is looked at. */
function tickingVm() {
  let nowMs = 0;
  return createVm({ now: () => (nowMs += 10) });
}

describe('a long text of an entry', () => {
  it('is compiled in portions, between which all else has its turn', async () => {
    let turns = 0;
    const loader = new LuaLoader(tickingVm(), () => {
      turns++;
      return Promise.resolve();
    });
    const [entry] = luaEntries({ long: `${LONG}\nreturn { main = function() end }` });
    const loaded = await loader.load(entry!);
    expect(loaded.program).not.toBeNull();
    expect(turns).toBeGreaterThan(3);
  });

  it('lets shorter ones that come after it wait, so that libraries are there before their importers', async () => {
    const order: string[] = [];
    const loader = new LuaLoader(tickingVm(), () => Promise.resolve());
    const entries = luaEntries({ a: `${LONG}\nreturn { main = function() end }`, b: 'return { main = print }' });
    await Promise.all(entries.map((entry) => loader.load(entry).then(() => order.push(entry.id))));
    expect(order).toEqual(['app:a', 'app:b']);
  });

  it('is left when its project goes, and is no mistake of its author', async () => {
    const loader = new LuaLoader(tickingVm(), () => Promise.reject(new Interrupted()));
    const [entry] = luaEntries({ long: LONG });
    const loaded: LuaLoad = await loader.load(entry!);
    expect(loaded).toMatchObject({ program: null, error: { kind: 'Canceled' }, diagnostics: [] });
  });
});
