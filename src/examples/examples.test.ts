import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../kernel/registry/load.ts';
import { exportedFunctions, readModule } from '../kernel/wasm/binary.ts';
import { checkExport } from '../kernel/wit/flatten.ts';
import { findFunction, parseWit } from '../kernel/wit/parser.ts';
import { compileWat } from '../toolchain/wat-compiler.ts';
import { examples, hello } from './index.ts';

describe('the examples', () => {
  it('are all listed, hello first', () => {
    const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true }).filter((item) => item.isDirectory());
    expect(new Set(examples.map((example) => example.id))).toEqual(new Set(folders.map((folder) => folder.name)));
    expect(examples[0]).toBe(hello);
  });

  it.each(examples)('$id loads without a diagnostic, and its WebAssembly fits its WIT', async (example) => {
    const files = await example.files();
    const loaded = loadRegistry(files, { luaModules: new Set(['funcs', 'time']) });
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
      expect(checkExport(found.value.type, exportedFunctions(shape.value))).toBeNull();
    }
  });
});
