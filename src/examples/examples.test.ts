import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MODULE_NAMES } from '../contract/lua-modules/index.ts';
import { loadRegistry } from '../project/kinds/load-registry.ts';
import { exportedFunctions, readModule } from '../binary/binary.ts';
import { readComponent } from '../binary/component/reader.ts';
import { checkExport } from '../project/binaries/check-export.ts';
import { findFunction, parseWit } from '../wit/parser.ts';
import { compileWat } from '../toolchain/wat-compiler.ts';
import { fetchBinary } from './fetch-binary.ts';
import { examples, hello, type ExampleFiles } from './index.ts';
import { readBinary } from './testing/read-binary.ts';

const load = (files: ExampleFiles) => loadRegistry(files, { luaModules: MODULE_NAMES });

/** What can be called of a core module or a component. */
function methodsOf(bytes: Uint8Array): readonly string[] {
  const module = readModule(bytes);
  if (module.ok) return [...exportedFunctions(module.value).keys()];
  const component = readComponent(bytes);
  if (!component.ok) throw new Error(component.error.message);
  return component.value.functions.map((exported) => exported.method);
}

describe('the examples', () => {
  it('are all listed, hello first', () => {
    const here = new URL('.', import.meta.url);
    const folders = readdirSync(here).filter((name) => existsSync(new URL(`${name}/expected.ts`, here)));
    expect(new Set(examples.map((example) => example.id))).toEqual(new Set(folders));
    expect(examples[0]).toBe(hello);
  });

  it.each(examples)('$id has all files of its folder', async (example) => {
    const folder = fileURLToPath(new URL(`./${example.id}/`, import.meta.url));
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
    expect(Object.keys(await example.files(readBinary)).toSorted()).toEqual(names.toSorted());
  });

  it.each(examples)('$id loads without a diagnostic, and its WebAssembly text fits its WIT', async (example) => {
    const loaded = load(await example.files(readBinary));
    expect(loaded.diagnostics).toEqual([]);
    expect([...loaded.byId.keys()]).toContain(example.main.id);
    for (const entry of loaded.entries) {
      if (entry.type !== 'function.wat') continue;
      const { source, wit, method } = entry.config;
      const compiled = await compileWat(source.text);
      if (!compiled.ok) throw new Error(`${entry.id}: ${compiled.error[0]!.line}: ${compiled.error[0]!.message}`);
      const shape = readModule(compiled.value.bytes);
      const parsed = parseWit(wit!.text);
      expect(parsed.problems).toEqual([]);
      const found = findFunction(parsed, method);
      if (!shape.ok || !found.ok) throw new Error(`${entry.id} has no ${method}`);
      expect(checkExport(found.value.type, exportedFunctions(shape.value), shape.value.memory)).toBeNull();
    }
  });

  it.each(examples)('$id names the digest and an export of each binary that it calls', async (example) => {
    const files = await example.files(readBinary);
    const called = load(files).entries.flatMap((entry) =>
      entry.type === 'function.wasm' || entry.type === 'process.wasm' ? [entry] : [],
    );
    expect(called.length > 0).toBe(Object.keys(files).some((path) => path.endsWith('.wasm')));
    for (const entry of called) {
      const bytes = files[`wasm${entry.config.path}`];
      if (!(bytes instanceof Uint8Array)) throw new Error(`${entry.id}: ${entry.config.path} is not there`);
      expect(entry.config.hash).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
      expect(methodsOf(bytes)).toContain(entry.config.method);
    }
  });
});

describe('a binary of an example', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is fetched as bytes', async () => {
    const answer = vi.fn(() => Promise.resolve(new Response(Uint8Array.of(0, 0x61, 0x73, 0x6d))));
    vi.stubGlobal('fetch', answer);
    expect(await fetchBinary('./assets/users.wasm')).toEqual(Uint8Array.of(0, 0x61, 0x73, 0x6d));
    expect(answer).toHaveBeenCalledExactlyOnceWith('./assets/users.wasm');
  });

  it('that is not there makes its example fail to load, and no other', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('gone', { status: 404, statusText: 'Not Found' })));
    const [users, errors] = ['users', 'errors'].map((id) => examples.find((example) => example.id === id)!);
    await expect(users!.files()).rejects.toThrow('404 Not Found');
    expect(Object.keys(await errors!.files())).toContain('main.lua');
  });
});
