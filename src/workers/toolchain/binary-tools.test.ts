/** The toolchain worker on a thread of its own, with the page's client at the other end. */
import { readdirSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolchainClient } from '../../client/toolchain.ts';
import type { ToolsState } from '../../contract/api.ts';
import { componentFrom, componentOf, dummyComponent, ECHO, listCore } from '../../toolchain/testing/components.ts';
import { sha256 } from '../sha256.ts';
import { bundleToolchain, NodeToolchain } from '../testing/node-toolchain.ts';

const WIT = 'package a:b; world w { export echo: func(v: list<string>) -> list<string>; }';

let client: ToolchainClient;
let echo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  const entry = await bundleToolchain();
  client = new ToolchainClient({
    createWorker: () => new NodeToolchain(entry),
  });
  echo = await componentFrom(listCore({ echo: ECHO }), WIT);
});
afterAll(() => client.dispose());

/** Changes a name inside to another of the same length. */
function rename(bytes: Uint8Array<ArrayBuffer>, from: string, to: string): Uint8Array<ArrayBuffer> {
  expect(to).toHaveLength(from.length);
  const copy = bytes.slice();
  const buffer = Buffer.from(copy.buffer);
  for (let at = buffer.indexOf(from); at >= 0; at = buffer.indexOf(from, at + 1)) buffer.write(to, at, 'latin1');
  return copy;
}

describe('the toolchain worker', () => {
  it('builds, prints and describes', async () => {
    const built = await client.build({ from: 'text', source: '(component)' });
    expect(built).toMatchObject({ ok: true });
    const wrong = await client.build({
      from: 'core',
      source: listCore({ echo: ECHO }),
      wit: WIT.replace('func', 'fnc'),
    });
    expect(wrong).toMatchObject({ ok: false, diagnostics: [{ file: 'wit', code: 'wit-invalid' }] });
    expect(await client.disassemble(echo, 1_000_000)).toMatchObject({
      ok: true,
      text: expect.stringContaining('(component') as string,
    });
    const described = await client.describe(echo);
    expect(described).toMatchObject({
      form: 'component',
      sizeBytes: echo.length,
      digest: `sha256:${await sha256(echo)}`,
      problem: null,
    });
    expect(described.exports).toMatchObject([{ name: 'echo', refusal: null }]);
    expect(echo.length).toBeGreaterThan(0);
  });

  it('tells which bytes each line of a text is of, whatever made the binary', async () => {
    const codes = new Map([
      ['local.get', 0x20],
      ['i32.const', 0x41],
      ['call', 0x10],
      ['br_if', 0x0d],
      ['end', 0x0b],
    ]);
    const folder = new URL('../../../samples/guests/', import.meta.url);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.wasm'))) {
      const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
      const answer = await client.disassemble(bytes, 1_000_000);
      if (!answer.ok) throw new Error(answer.message);
      const lines = answer.text.split('\n').flatMap((line, index) => {
        const code = codes.get(/^ +([\w.]+)(?: |$)/.exec(line)?.[1] ?? '');
        return code === undefined ? [] : [{ name, line, isRight: bytes[answer.places[index * 2]!] === code }];
      });
      expect(lines.length, name).toBeGreaterThan(10);
      expect(lines.filter(({ isRight }) => !isRight).slice(0, 3)).toEqual([]);
    }
  });

  it('says of a component that can be read and is not valid what is wrong, and where', async () => {
    const invalid = await componentOf(
      '(component (core module $m) (core instance $i (instantiate $m)) (func (export "f") (result u32) (canon lift (core func $i "f"))))',
    );
    expect(await client.describe(invalid)).toMatchObject({
      form: 'component',
      problem: 'core instance 0 has no export named `f` at byte 45',
      problemKind: 'invalid',
      exports: [{ name: 'f' }],
    });
    const body = await componentOf('(component (component (core module (func (result i32) i64.const 1))))');
    expect(await client.describe(body)).toMatchObject({
      form: 'component',
      problem: expect.stringMatching(/^in a core module: .*expected i32, got .*i64.* at byte 4\d$/) as string,
    });
    expect(await client.describe(await dummyComponent(WIT))).toMatchObject({ problem: null });
  });

  it('tells what does not run here from what only a validator refuses, and from what is valid and not linked', async () => {
    // No label has an underscore; nobody here minds.
    const tolerated = rename(echo, 'echo', 'ec_o');
    expect(await client.describe(tolerated)).toMatchObject({
      problem: expect.stringMatching(/`ec_o` is not in kebab case at byte \d+$/) as string,
      problemKind: 'tolerated',
    });
    const chain = Array.from(
      { length: 102 },
      (_, index) => `(component $c${index + 1} (instance (instantiate $c${index})))`,
    );
    const unsupported = await componentOf(
      `(component (component $c0) ${chain.join(' ')} (instance (instantiate $c102)))`,
    );
    expect(await client.describe(unsupported)).toMatchObject({
      problem: expect.stringMatching(/^nested too deeply at byte \d+$/) as string,
      problemKind: 'unsupported',
    });
  });

  it('validates the same bytes once', async () => {
    const bytes = await componentOf('(component (core module (func (export "once"))))');
    const heard: ToolsState[] = [];
    const undo = client.onTools((tools) => heard.push(tools));
    const first = await client.describe(bytes);
    expect(heard.at(-2)).toEqual({ state: 'working', task: 'validating a component' });
    heard.length = 0;
    expect(await client.describe(bytes.slice())).toEqual(first);
    undo();
    expect(heard).toEqual([]);
  });

  it('says nothing of tools that nobody waits for', async () => {
    const heard: ToolsState[] = [];
    const undo = client.onTools((tools) => heard.push(tools));
    const bytes = await componentOf('(component (core module (func (export "idle"))))');
    expect(await client.describe(bytes, { whenIdle: true })).toMatchObject({ problem: null });
    undo();
    expect(heard).toEqual([]);
  });

  it('makes a JavaScript module of a component, as a zip', async () => {
    const made = await client.toJavaScript(echo, 'My echo.wasm');
    if (!made.ok) throw new Error(made.message);
    expect(made.name).toBe('my-echo');
    const files = unzipSync(made.zip);
    expect(Object.keys(files)).toEqual(made.files);
    expect(made.files.toSorted()).toEqual(
      ['README.md', 'my-echo.core.wasm', 'my-echo.d.ts', 'my-echo.js', 'package.json'].map((name) => `my-echo/${name}`),
    );
    expect(new TextDecoder().decode(files['my-echo/my-echo.d.ts'])).toContain(
      'export function echo(v: Array<string>): Array<string>;',
    );
  });

  it('makes none of what is no component, and none of one with a name that could run', async () => {
    expect(await client.toJavaScript(Uint8Array.of(1, 2), 'x')).toEqual({
      ok: false,
      message: 'this is no component: not a WebAssembly component at byte 0',
    });
    expect(await client.toJavaScript(rename(echo, 'cabi_realloc', "'];hacked();"), 'x')).toEqual({
      ok: false,
      message: expect.stringContaining('it has a name that could run as JavaScript') as string,
    });
  });

  it('says of a module that can be read and is not valid what is wrong, and where', async () => {
    const invalid = Uint8Array.from([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 10, 6, 1, 4, 0, 66, 1, 11,
    ]);
    expect(await client.describe(invalid)).toMatchObject({
      form: 'core',
      problem: expect.stringMatching(/expected i32, got .*i64.* at byte 2\d$/) as string,
    });
    invalid[24] = 0x41;
    expect(await client.describe(invalid)).toMatchObject({ form: 'core', problem: null });
  });

  it('builds a module that asks for WASI of the first preview', async () => {
    const source =
      '(module (import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32))) (memory (export "memory") 1) (func (export "f") (result i32) (call $y)))';
    const built = await client.build({ from: 'core', source, wit: 'f: func() -> u32' });
    if (!built.ok) throw new Error(built.diagnostics[0]?.message);
    expect(await client.describe(built.bytes)).toMatchObject({
      form: 'component',
      problem: null,
      exports: [{ name: 'f' }],
    });
  });

  it('compiles what only the second compiler reads', async () => {
    expect(await client.compileWat('(module (func $"a b"))')).toMatchObject({ ok: true });
    expect(await client.compileWat('(module (func (param i32))')).toMatchObject({
      ok: false,
      error: [{ line: 1, column: 1 }],
    });
  });

  it('tells what it does', async () => {
    const heard: ToolsState[] = [];
    const undo = client.onTools((tools) => heard.push(tools));
    await client.build({ from: 'text', source: '(component)' });
    undo();
    expect(heard.at(0)).toEqual({ state: 'working', task: 'building a component' });
    expect(heard.at(-1)).toEqual({ state: 'idle' });
  });
});
