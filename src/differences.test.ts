/** Every row of the second table in `DIFFERENCES.md` as it is here, on the whole runtime. Native Wippy's side was measured. */
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterEach, describe, expect, it } from 'vitest';
import type { BootReport, CallResult, EvalResult, PlainValue, ProjectFiles } from './contract/api.ts';
import { compileWat } from './toolchain/wat-compiler.ts';
import { bundleGuest } from './workers/testing/node-guests.ts';
import { NodePage } from './workers/testing/node-page.ts';

// Browsers have it, and Node 20 behind a flag, as what `node-page.ts` switches on.
setFlagsFromString('--experimental-wasm-memory64');

const pages: NodePage[] = [];
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.dispose()));
});

interface Open {
  readonly report: BootReport;
  readonly call: (target: string, ...args: PlainValue[]) => Promise<CallResult>;
  readonly lua: (source: string) => Promise<EvalResult>;
}

async function open(files: ProjectFiles): Promise<Open> {
  const page = new NodePage(await bundleGuest());
  pages.push(page);
  return {
    report: await page.request<BootReport>({ method: 'open', params: { files } }),
    call: (target, ...args) => page.request<CallResult>({ method: 'call', params: { target, args } }),
    lua: (source) => page.request<EvalResult>({ method: 'eval', params: { source, name: 'eval' } }),
  };
}

/** Entries of `function.wat`: name to its `wit` (null for none) and its text. The method is the name. */
function wat(entries: Readonly<Record<string, readonly [wit: string | null, text: string]>>): ProjectFiles {
  const files: Record<string, string> = {};
  const lines = Object.entries(entries).map(([name, [wit, text]]) => {
    files[`${name}.wat`] = text;
    return `  - {name: ${name}, kind: function.wat, method: "${name}", source: "file://${name}.wat"${wit === null ? '' : `, wit: ${JSON.stringify(wit)}`}}\n`;
  });
  return { '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${lines.join('')}`, ...files };
}

const fn = (name: string, type: string, body: string): string => `(func (export "${name}") ${type} ${body})`;
/** With an allocator that gives away everything behind 1024. */
const memory = (functions: string): string =>
  `(module (memory (export "memory") 1) (global $free (mut i32) (i32.const 1024))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $free) (global.set $free (i32.add (global.get $free) (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -8)))))
    ${functions})`;
const LENGTH = memory(fn('f', '(param i32 i32) (result i32)', '(local.get 1)'));
const ADD = `(module ${fn('f', '(param i32 i32) (result i32)', '(i32.add (local.get 0) (local.get 1))')})`;
const failure = (result: CallResult): string => (result.error?.from === 'runtime' ? result.error.kind : 'none');

/** Node 20 takes modules with a 64-bit memory, and cannot make such a memory outside of one. */
function makesWideMemory(): boolean {
  try {
    return new WebAssembly.Memory({ address: 'i64', initial: 1n } as never).buffer.byteLength > 0;
  } catch {
    return false;
  }
}

const ROWS: Readonly<Record<string, () => Promise<void>>> = {
  'newer features in WebAssembly text': async () => {
    const features = {
      simd: `(module ${fn('simd', '(result i32)', '(i32x4.extract_lane 0 (v128.const i32x4 7 0 0 0))')})`,
      tail: `(module (func $g (result i32) (i32.const 7)) ${fn('tail', '(result i32)', '(return_call $g)')})`,
      memories: `(module (memory 1) (memory 1) ${fn('memories', '(result i32)', '(i32.store 1 (i32.const 0) (i32.const 7)) (i32.load 1 (i32.const 0))')})`,
      wide: `(module (memory i64 1) ${fn('wide', '(result i32)', '(i32.store (i64.const 0) (i32.const 7)) (i32.load (i64.const 0))')})`,
      exceptions: `(module (tag $t) ${fn('exceptions', '(result i32)', '(try (result i32) (do (throw $t)) (catch $t (i32.const 7)))')})`,
      atomics: `(module (memory 1 1 shared) ${fn('atomics', '(result i32)', '(i32.atomic.store (i32.const 0) (i32.const 7)) (i32.atomic.load (i32.const 0))')})`,
      constants: `(module (global $g i32 (i32.add (i32.const 3) (i32.const 4))) ${fn('constants', '(result i32)', '(global.get $g)')})`,
    };
    const compiled = await Promise.all(
      Object.entries(features).map(async ([name, text]) => ({ name, text, made: await compileWat(text) })),
    );
    // Node 20 has no second memory; browsers have. What is refused here is refused by the engine, after it was compiled.
    const refused = compiled.flatMap(({ name, made }) =>
      made.ok ? [] : made.error.map(({ code }) => `${name}: ${code}`),
    );
    expect(refused.filter((one) => one !== 'memories: wasm-compile')).toEqual([]);
    const known = compiled.filter(({ name, made }) => made.ok && (name !== 'wide' || makesWideMemory()));
    const { report, call } = await open(
      wat(Object.fromEntries(known.map(({ name, text }) => [name, [`${name}: func() -> s32`, text]] as const))),
    );
    expect(report).toMatchObject({ ok: true, diagnostics: [] });
    for (const { name } of known) expect([name, (await call(`app:${name}`)).value]).toEqual([name, 7]);
  },
  'a type that is no primitive in the `wit` of a module': async () => {
    const { call } = await open(wat({ f: ['f: func(p: tuple<s32, s32>) -> s32; g: func() -> s32;', ADD] }));
    expect((await call('app:f', [3, 4])).value).toBe(7);
  },
  'a string argument to a module written as text': async () => {
    const { call } = await open(wat({ f: ['f: func(text: string) -> u32', LENGTH] }));
    expect((await call('app:f', 'häs')).value).toBe(4);
  },
  '`u8`, `s8`, `u16`, `s16` in the `wit` of a module': async () => {
    const { call } = await open(wat({ f: ['f: func(a: u8, b: s16) -> s8', ADD] }));
    expect((await call('app:f', 200, -201)).value).toBe(-1);
  },
  'lists of numbers': async () => {
    const { call, lua } = await open(
      wat({
        f: ['f: func(list: list<f64>) -> u32', LENGTH],
        g: ['g: func(list: list<f32>) -> u32', LENGTH.replace('"f"', '"g"')],
      }),
    );
    expect((await call('app:f', [])).value).toBe(0);
    expect(
      (await lua('return {funcs.call("app:f", {}), funcs.call("app:f", {1, 2}), (funcs.call("app:g", {1, 2.5}))}'))
        .values,
    ).toEqual([[0, 2, 2]]);
  },
  'the key `top_left` for `top-left`': async () => {
    const files = wat({
      f: ['record r { top-left: s32, x: s32 } enum e { one-two } f: func(r: r) -> s32;', ADD],
      g: [
        'variant e { three(s32), one-two(s32) } g: func(e: e) -> s32',
        `(module ${fn('g', '(param i32 i32) (result i32)', '(local.get 1)')})`,
      ],
    });
    const { call } = await open(files);
    expect((await call('app:f', { top_left: 3, x: 4 })).value).toBe(7);
    expect(await call('app:g', { one_two: 5 })).toMatchObject({ value: 5, error: null });
  },
  'nils behind the arguments, and options left out': async () => {
    const { call, lua } = await open(
      wat({
        f: ['f: func(a: s32, b: s32) -> s32', ADD],
        g: [
          'g: func(a: s32, b: option<s32>) -> s32',
          `(module ${fn('g', '(param i32 i32 i32) (result i32)', '(local.get 1)')})`,
        ],
      }),
    );
    expect((await lua('return (funcs.call("app:f", 1, 2, nil))')).values).toEqual([3]);
    expect((await call('app:g', 1)).value).toBe(0);
  },
  'one argument, key or case too many': async () => {
    const { call, lua } = await open(
      wat({
        f: ['f: func(a: s32, b: s32) -> s32', ADD],
        l: ['l: func(list: list<u8>) -> u32', LENGTH.replace('"f"', '"l"')],
        v: ['variant v { a(s32), b(s32) } v: func(v: v) -> s32', ADD.replace('"f"', '"v"')],
      }),
    );
    expect(failure(await call('app:f', 1, 2, 3))).toBe('Invalid');
    expect((await lua('local _, e = funcs.call("app:l", {1, 2, x = 3}) return e:kind()')).values).toEqual(['Invalid']);
    expect(failure(await call('app:v', { a: 1, b: 2 }))).toBe('Invalid');
  },
  'a `wit` that does not fit the module': async () => {
    const { call } = await open(wat({ f: ['f: func(a: s64) -> s32', ADD] }));
    expect(failure(await call('app:f', 1))).toBe('Invalid');
  },
  'a method that is missing, no `wit`, a `wit` that cannot be read': async () => {
    const { call } = await open(
      wat({ none: ['f: func()', ADD], f: [null, ADD], g: ['g: func(a: int)', ADD.replace('"f"', '"g"')] }),
    );
    expect(failure(await call('app:none', 1))).toBe('Invalid');
    expect(failure(await call('app:f', 1, 2))).toBe('Invalid');
    expect(failure(await call('app:g', 1))).toBe('Invalid');
    const missing = await open(wat({ h: ['h: func()', ADD] }));
    expect(failure(await missing.call('app:h'))).toBe('NotFound');
  },
  'a float of 2^53 and more for `s64` and `u64`': async () => {
    const { lua } = await open(
      wat({ f: ['f: func(a: s64) -> s64', `(module ${fn('f', '(param i64) (result i64)', '(local.get 0)')})`] }),
    );
    expect((await lua('local v, e = funcs.call("app:f", 2.0^53) return v, e:kind()')).values).toEqual([
      null,
      'Invalid',
    ]);
    expect((await lua('return (funcs.call("app:f", 2^53 // 1 | 0))')).values).toEqual([2n ** 53n]);
  },
  'an export `_initialize`': async () => {
    const { call } = await open(
      wat({
        f: [
          'f: func() -> s32',
          `(module (global $g (mut i32) (i32.const 0)) (func (export "_initialize") (global.set $g (i32.const 7))) ${fn('f', '(result i32)', '(global.get $g)')})`,
        ],
      }),
    );
    expect((await call('app:f')).value).toBe(7);
  },
  'an option in an option': async () => {
    const { call } = await open(
      wat({
        f: [
          'f: func(a: option<option<s32>>) -> s32',
          `(module ${fn('f', '(param i32 i32 i32) (result i32)', '(i32.add (i32.mul (local.get 0) (i32.const 100)) (i32.add (i32.mul (local.get 1) (i32.const 10)) (local.get 2)))')})`,
        ],
      }),
    );
    expect((await call('app:f', { some: 5 })).value).toBe(115);
    expect((await call('app:f', {})).value).toBe(100);
    expect(failure(await call('app:f', 5))).toBe('Invalid');
  },
  'text that is not UTF-8': async () => {
    const bad = memory(
      `(data (i32.const 64) "\\ff\\fe") ${fn('g', '(result i32)', '(i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 2)) (i32.const 16)')}`,
    );
    const { call, lua } = await open(
      wat({ f: ['f: func(text: string) -> u32', LENGTH], g: ['g: func() -> string', bad] }),
    );
    expect((await lua(String.raw`local _, e = funcs.call("app:f", "\255\254") return e:kind()`)).values).toEqual([
      'Invalid',
    ]);
    expect(failure(await call('app:g'))).toBe('Internal');
  },
  'a function without result': async () => {
    const { lua } = await open(wat({ f: ['f: func()', `(module ${fn('f', '', '')})`] }));
    expect((await lua('local v, e = funcs.call("app:f") return type(v), type(e)')).values).toEqual(['nil', 'nil']);
  },
  'a file with a mistake among good ones': async () => {
    const { report, call } = await open({
      ...wat({ f: ['f: func(a: s32, b: s32) -> s32', ADD] }),
      'b.yaml': 'namespace: b\nentries:\n- name: x\n   kind: y\n',
    });
    expect(report.ok).toBe(false);
    expect(report.error).toBeUndefined();
    expect((await call('app:f', 3, 4)).value).toBe(7);
  },
  'escapes in the name of an export': async () => {
    const { call } = await open(wat({ f: ['f: func(a: s32, b: s32) -> s32', ADD.replace('"f"', String.raw`"\66"`)] }));
    expect((await call('app:f', 3, 4)).value).toBe(7);
  },
  'a component within a component': async () => {
    const inner =
      '(component $c (core module $m (func (export "f") (result i32) i32.const 7)) (core instance $i (instantiate $m)) (func (export "f") (result s32) (canon lift (core func $i "f"))))';
    const { report, call } = await open(
      await binary(`(component ${inner} (instance $x (instantiate $c)) (export "f" (func $x "f")))`),
    );
    expect(report.ok).toBe(true);
    expect((await call('app:f')).value).toBe(7);
  },
  'components over the adapters of preview 1': async () => {
    const imports = '(import "wasi:cli/exit@0.2.3" (instance $exit (export "exit" (func (param "status" (result))))))';
    const { report, call } = await open(
      await binary(
        `(component ${imports} (core module $m (func (export "f") (result i32) i32.const 7)) (core instance $i (instantiate $m)) (func (export "f") (result s32) (canon lift (core func $i "f"))))`,
      ),
    );
    expect(report.ok).toBe(true);
    expect((await call('app:f')).value).toBe(7);
  },
  'a filesystem beside what reads from it': async () => {
    const files = await binary('(module (func (export "f") (result i32) i32.const 7))', 'wit: "f: func() -> s32"');
    const page = await open(files);
    for (let boot = 0; boot < 20; boot++) expect((await open(files)).report.ok).toBe(true);
    expect((await page.call('app:f')).value).toBe(7);
  },
  'texts of traps and boot errors': async () => {
    const { call } = await open(
      wat({ f: ['f: func() -> s32', `(module ${fn('f', '(result i32)', '(i32.trunc_f64_s (f64.const nan))')})`] }),
    );
    expect((await call('app:f')).error).toMatchObject({
      message: expect.stringMatching(/^failed to call wasm method: f: wasm call failed: wasm error: /),
    });
  },
};

async function binary(text: string, more = ''): Promise<ProjectFiles> {
  const bytes = await parse(text);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const entry = `  - {name: f, kind: function.wasm, fs: "app:d", path: f.wasm, hash: "sha256:${hash}", method: f${more === '' ? '' : `, ${more}`}}\n`;
  return {
    '_index.yaml': `namespace: app\nentries:\n  - {name: d, kind: fs.directory, directory: wasm}\n${entry}`,
    'wasm/f.wasm': bytes,
  };
}

describe('differences from native Wippy', () => {
  const text = readFileSync(new URL('../DIFFERENCES.md', import.meta.url), 'utf8');
  const measured = text.slice(text.indexOf('## Measured'));

  it('have a test each', () => {
    const subjects = [...measured.matchAll(/^\| (.+?) \|/gm)]
      .map((match) => match[1]!)
      .filter((subject) => !/^(subject|-+)$/.test(subject));
    expect(Object.keys(ROWS)).toEqual(subjects);
  });

  it.each(Object.entries(ROWS))('%s', (_, row) => row(), 60_000);
});
