import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { sha256 } from '../../kernel/testing/digest.ts';
import { Diagnoser } from './diagnoser.ts';
import { check, lua, project, underlined } from './testing/projects.ts';

describe('binaries while typing', () => {
  const adder = new Uint8Array(readFileSync(new URL('../../../samples/fixtures/adder.wasm', import.meta.url)));
  const binary = (fields: string, bytes: Uint8Array = adder, more = ''): ProjectFiles =>
    project(
      `  - {name: d, kind: fs.directory, directory: wasm}\n  - {name: f, kind: function.wasm, fs: app:d, ${fields}}\n${more}`,
      { 'wasm/f.wasm': bytes },
    );
  const hash = `hash: "sha256:${sha256(adder)}"`;
  const METHOD = 'method: "docs:adder/add#add"';

  it('are held against path, hash, method, wit and imports, each at its place', async () => {
    const cases: [ProjectFiles, string, RegExp][] = [
      [binary(`path: g.wasm, ${hash}, ${METHOD}`), 'g.wasm', /^failed to open file: g\.wasm$/],
      [binary(`path: f.wasm, hash: "sha256:00", ${METHOD}`), '"sha256:00"', /^hash verification failed: hash mismatch/],
      [binary(`path: f.wasm, ${hash}, method: sub`), 'sub', /^calls will fail: .*export "sub" not found in component$/],
      [binary(`path: f.wasm, ${hash}, ${METHOD}, wit: "x"`), '"x"', /^wit is ignored/],
      [
        binary(`path: f.wasm, ${hash}, ${METHOD}, imports: [wasi:nope]`),
        'wasi:nope',
        /^unsupported wasm host import: wasi:nope$/,
      ],
      [
        binary(`path: f.wasm, ${hash.replace(/"$/, 'x"')}, ${METHOD}`, new TextEncoder().encode('no')),
        `"sha256:${sha256(adder)}x"`,
        /^hash verification failed/,
      ],
    ];
    for (const [files, at, message] of cases) {
      const found = await check(files);
      expect(found.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
      expect(underlined(files, found[0]!)).toBe(at);
    }
  });

  it('that are right say nothing, and give the types of calls', async () => {
    const call = (args: string): string => lua(`return function() return funcs.call("app:f", ${args}) end`);
    expect(await check(binary(`path: f.wasm, ${hash}, ${METHOD}`, adder, call('1, 2')))).toEqual([]);
    const [said] = await check(binary(`path: f.wasm, ${hash}, ${METHOD}`, adder, call('1')));
    expect(said).toMatchObject({ code: 'call-arity', message: 'the call will fail: expected 2 arguments, got 1' });
  });

  it('that are one in several checks are read and hashed once', async () => {
    let hashed = 0;
    const diagnoser = new Diagnoser({ compileWat, sha256: async (bytes) => (hashed++, sha256(bytes)) });
    const files = binary(`path: f.wasm, ${hash}, ${METHOD}`);
    expect(await diagnoser.check(files)).toEqual([]);
    expect(await diagnoser.check({ ...files, 'x.txt': 'x' })).toEqual([]);
    expect(hashed).toBe(1);
    expect(await diagnoser.check({ ...files, 'wasm/f.wasm': new Uint8Array([0]) })).toHaveLength(1);
    expect(await diagnoser.check(files)).toEqual([]);
  });

  it('whose folder is missing say that once', async () => {
    const files = binary(`path: f.wasm, ${hash}, ${METHOD}`);
    expect((await check({ '_index.yaml': files['_index.yaml']! })).map((one) => one.code)).toEqual([
      'folder-not-found',
    ]);
  });

  it('leave out optional arguments at the end of a call', async () => {
    const wit = 'wit: "f: func(a: s32, b: option<s32>)"';
    const files = project(
      `  - {name: g, kind: function.wat, method: f, ${wit}, source: '(module (func (export "f") (param i32 i32 i32)))'}\n${lua('return function() return funcs.call("app:g", 1), funcs.call("app:g") end')}`,
    );
    expect((await check(files)).filter(({ code }) => code !== 'native-wippy').map((one) => one.message)).toEqual([
      'the call will fail: expected 2 arguments, got 0',
    ]);
  });
});
