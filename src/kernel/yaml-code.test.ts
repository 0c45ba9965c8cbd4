/** Code that most projects need and the first example does not is fetched with the first one that does. */
import { describe, expect, it } from 'vitest';
import { readYaml } from '../project/registry/yaml-text.ts';
import { LUA_PARTS, LuaParts } from './lua/parts.ts';
import { createTestKernel } from './testing/test-kernel.ts';
import { YamlCode } from './yaml-code.ts';

const index = (entry: string): string => `namespace: app\nentries:\n  - ${entry}\n`;
const KNOWN = index('{name: store, kind: store.memory}');
const OTHER = index('{name: other, kind: store.memory}');

function codeWithout({ isOffline = false } = {}) {
  const told = { asked: 0, isOffline };
  const yaml = new YamlCode(() => {
    told.asked++;
    return told.isOffline ? Promise.reject(new Error('no network')) : Promise.resolve({ readYaml });
  });
  yaml.keep([[KNOWN, readYaml(KNOWN)]]);
  return { yaml, told };
}

describe('what reads YAML', () => {
  it('is not fetched for texts that were read before, whatever else the project has', async () => {
    const { yaml, told } = codeWithout();
    const { kernel, settle } = createTestKernel({ yaml });
    const files = { '_index.yaml': KNOWN, 'a.lua': 'return {}', 'a.wasm': new Uint8Array([0xff, 0xfe, 0, 1]) };
    expect(await settle(kernel.open(files))).toMatchObject({ ok: true, entries: [{ id: 'app:store' }] });
    expect(told.asked).toBe(0);
  });

  it.each(['_index.yaml', 'src/more.yml', 'data.json', 'wippy.lock'])(
    'is fetched once for another %s',
    async (path) => {
      const { yaml, told } = codeWithout();
      const { kernel, settle } = createTestKernel({ yaml });
      const files = { '_index.yaml': KNOWN, [path]: OTHER };
      expect(await settle(kernel.open(files))).toMatchObject({ ok: true });
      expect(await settle(kernel.apply({ '_index.yaml': OTHER }))).toMatchObject({ entries: [{ id: 'app:other' }] });
      expect(told.asked).toBe(1);
    },
  );

  it('that cannot be fetched changes nothing of what runs, says why, and is asked for again', async () => {
    const { yaml, told } = codeWithout({ isOffline: true });
    const { kernel, settle } = createTestKernel({ yaml });
    await settle(kernel.open({ '_index.yaml': KNOWN }));
    const refused = { kind: 'Unavailable', message: 'what reads definitions could not be loaded: no network' };
    expect(await settle(kernel.apply({ '_index.yaml': OTHER }))).toMatchObject({ ok: false, error: refused });
    told.isOffline = false;
    expect(await settle(kernel.apply({ '_index.yaml': OTHER }))).toMatchObject({ entries: [{ id: 'app:other' }] });
    expect(told.asked).toBe(2);
  });
});

describe('what converts payloads', () => {
  const source = 'return {m = function() return payload.new({1}):transcode(payload.format.JSON):data() end}';
  const file = { '_index.yaml': index(`{name: f, kind: function.lua, method: m, source: "${source}"}`) };

  it('is fetched with any text that is not known to do without, and with every chunk', async () => {
    let asked = 0;
    const load = async (): Promise<void> => void asked++;
    const engine = () => Promise.resolve(LUA_PARTS.engine);
    const parts = new LuaParts(engine, LUA_PARTS.natives, load);
    parts.keep(['return {}']);
    await parts.need([], ['return {}', 'return {}']);
    expect(asked).toBe(0);
    expect(parts.need([], ['return {}'])).toBeNull();
    await parts.need([], ['return {}', source]);
    expect([asked, parts.need([])]).toEqual([1, null]);

    const others = new LuaParts(engine, LUA_PARTS.natives, load);
    await others.fetchMore();
    expect(asked, 'nothing for a project without Lua').toBe(1);
    await others.need([]);
    expect(asked).toBe(2);
  });

  it('refuses entries where it cannot be fetched', async () => {
    const parts = new LuaParts(
      () => Promise.resolve(LUA_PARTS.engine),
      LUA_PARTS.natives,
      () => Promise.reject(new Error('no network')),
    );
    const { kernel, settle } = createTestKernel({ lua: parts });
    expect(await settle(kernel.open(file))).toMatchObject({
      ok: false,
      error: { kind: 'Unavailable', message: expect.stringContaining('no network') },
    });
  });
});
