import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readComponent } from '../binary/component/reader.ts';
import { encodeValues, type WitValue } from '../conformance/mapping/wit-value.ts';
import { planned } from '../guest/component/testing/planned-harness.ts';
import { javascriptModule, moduleName } from './javascript-module.ts';
import { componentOf, dummyComponent } from './testing/components.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
mkdirSync(join(ROOT, '.cache'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.cache', 'javascript-module-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sample = (path: string): Uint8Array => new Uint8Array(readFileSync(join(ROOT, 'samples', path)));

async function filesOf(bytes: Uint8Array, name: string, imports: readonly string[] = []): Promise<Map<string, string>> {
  const { answer, isSpent } = await javascriptModule(bytes, { name, imports });
  if (!answer.ok) throw new Error(answer.message);
  expect(isSpent).toBe(false);
  for (const [path, content] of answer.files) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return new Map(answer.files.map(([path, content]) => [path, new TextDecoder().decode(content)]));
}

type Exported = (...values: readonly unknown[]) => unknown;

/** As somebody else's program would. */
function importFrom(name: string): Promise<Readonly<Record<string, Exported>>> {
  return import(/* @vite-ignore */ pathToFileURL(join(folder, name, `${name}.js`)).href) as Promise<
    Readonly<Record<string, Exported>>
  >;
}

interface Call {
  readonly method: string;
  readonly exported: string;
  readonly values: readonly WitValue[];
  /** The same for JavaScript. */
  readonly sent: readonly unknown[];
  /** What JavaScript gives, as a value of WIT. */
  readonly toWit: (value: unknown) => WitValue;
}

/** The bytes that our own linker answers with, against those of what the module says. */
async function compare(bytes: Uint8Array, name: string, calls: readonly Call[]): Promise<void> {
  const shape = readComponent(bytes);
  if (!shape.ok) throw new Error(shape.error.message);
  const module = await importFrom(name);
  for (const { method, exported, values, sent, toWit } of calls) {
    const type = shape.value.functions.find((item) => item.method === method)!.type!;
    const types = type.parameters.map((parameter) => parameter.type);
    const { fault, result } = planned(bytes, { method, type })(encodeValues(types, values));
    expect(fault).toBeNull();
    expect(result).toEqual(encodeValues([type.result!], [toWit(module[exported]!(...sent))]));
  }
}

const itself = (value: unknown): WitValue => value as WitValue;
const bigint = (value: unknown): WitValue => BigInt(value as number);

describe('a component as a JavaScript module', () => {
  it('has bindings, types, core modules, a package and a text about it', async () => {
    const files = await filesOf(sample('guests/rust-lib.component.wasm'), 'rust-lib');
    expect([...files.keys()].toSorted()).toEqual([
      'README.md',
      'package.json',
      'rust-lib.core.wasm',
      'rust-lib.d.ts',
      'rust-lib.js',
    ]);
    expect(files.get('rust-lib.d.ts')).toContain('export function greet(name: string): string;');
    expect(JSON.parse(files.get('package.json')!)).toEqual({
      name: 'rust-lib',
      private: true,
      type: 'module',
      exports: { types: './rust-lib.d.ts', default: './rust-lib.js' },
    });
    expect(files.get('README.md')).toContain("import { add, fibonacci, greet, overflow, parse } from './rust-lib.js';");
    expect(files.get('README.md')).toContain('the component imports nothing');
  });

  it('answers as the same component does here', async () => {
    const rust = sample('guests/rust-lib.component.wasm');
    const calculator = sample('fixtures/calculator.wasm');
    await filesOf(rust, 'rust-answers');
    await filesOf(calculator, 'calculator');
    const list = (value: unknown): WitValue => [...(value as Iterable<bigint>)];
    await compare(rust, 'rust-answers', [
      { method: 'add', exported: 'add', values: [40n, 2n], sent: [40, 2], toWit: bigint },
      { method: 'greet', exported: 'greet', values: ['Zoë 🦊'], sent: ['Zoë 🦊'], toWit: itself },
      { method: 'reverse', exported: 'reverse', values: ['añb'], sent: ['añb'], toWit: itself },
      {
        method: 'sort',
        exported: 'sort',
        values: [[3n, -1n, 2n]],
        sent: [BigInt64Array.of(3n, -1n, 2n)],
        toWit: list,
      },
    ]);
    await compare(calculator, 'calculator', [
      { method: 'compute', exported: 'compute', values: [-6n, 7n], sent: [-6, 7], toWit: bigint },
      { method: 'shout', exported: 'shout', values: ['aé'], sent: ['aé'], toWit: itself },
      { method: 'sort', exported: 'sort', values: [['b', 'a']], sent: [['b', 'a']], toWit: itself },
      { method: 'week-day', exported: 'weekDay', values: [86_400_000n], sent: [86_400_000n], toWit: bigint },
    ]);
  });

  it('has functions that stand in for what the component imports, until they are written', async () => {
    const files = await filesOf(sample('fixtures/test-app.wasm'), 'test-app', ['test:minimal/host']);
    const path = 'imports/test-minimal-host.js';
    expect([...files.keys()]).toContain(path);
    expect(files.get('README.md')).toContain(`- \`${path}\``);
    expect(files.get(path)).toContain("throw new Error('multiply is not written yet')");
    expect(Object.keys(await importFrom('test-app'))).not.toEqual([]);
  });

  it('says which package of WASI it needs, and how a page without a bundler finds it', async () => {
    const files = await filesOf(sample('guests/c-shapes.wasm'), 'c-shapes', ['wasi:cli/stdout@0.2.6']);
    expect([...files.keys()].filter((path) => path.startsWith('imports/'))).toEqual([]);
    expect(JSON.parse(files.get('package.json')!)).toMatchObject({
      dependencies: { '@bytecodealliance/preview2-shim': '^0.26.0' },
    });
    expect(files.get('README.md')).toContain(
      '"@bytecodealliance/preview2-shim/cli": "./node_modules/@bytecodealliance/preview2-shim/dist/browser/cli.js"',
    );
    // As `npm install` would put it there.
    const installed = join(ROOT, 'node_modules/@bytecodealliance/jco/node_modules/@bytecodealliance');
    expect(readFileSync(join(installed, 'preview2-shim/dist/browser/cli.js'), 'utf8')).toContain('export');
    mkdirSync(join(folder, 'c-shapes/node_modules'));
    symlinkSync(installed, join(folder, 'c-shapes/node_modules/@bytecodealliance'), 'dir');
    expect(Object.values(await importFrom('c-shapes')).some((item) => typeof item === 'function')).toBe(true);
  });

  it('says in the words of the tool why there is none', async () => {
    const { answer } = await javascriptModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, 99), {
      name: 'x',
      imports: [],
    });
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('offset') as string });
    const empty = await javascriptModule(await componentOf('(component)'), { name: 'x', imports: [] });
    expect(empty.answer.ok).toBe(true);
  });
});

it.each([
  ['rust-lib.component.wasm', 'rust-lib'],
  ['My Lib (2).wasm', 'my-lib-2'],
  ['__proto__.wasm', '__proto__'],
  ['.wasm', 'component'],
  ['..wasm', 'component'],
  ['ß.wasm', 'component'],
])('the module of %s is called %s', (file, name) => {
  expect(moduleName(file)).toBe(name);
});

describe('jco', () => {
  it('that breaks down over a component is told, and the thread is spent', async () => {
    const broken = await dummyComponent('package a:b; world w { export do-THAT: func() -> u32; }');
    const { answer, isSpent } = await javascriptModule(broken, { name: 'x', imports: [] });
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('jco broke down') as string });
    expect(isSpent).toBe(true);
  });
});
