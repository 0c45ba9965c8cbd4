/** The reader against components that the official tools make. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fastestCpuMs } from '../../base/testing/fuzz.ts';
import { witTypeLists } from '../../conformance/mapping/arbitrary.ts';
import { witText } from '../../conformance/mapping/wit-text.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import { readBinary } from '../../project/binaries/read-binary.ts';
import { findMethod, importsOf, missingMethod, refusalOf } from './methods.ts';
import { readComponent } from './reader.ts';
import type { ComponentShape } from './shape.ts';
import { dummyComponent, parseText } from './testing/wasm-tools.ts';

const RUNS = process.env['FUZZ_SECONDS'] ? 300 : 30;

async function shapeOf(wit: string, world?: string): Promise<ComponentShape> {
  return shapeOfBytes(await dummyComponent(wit, world));
}
async function shapeOfText(wat: string): Promise<ComponentShape> {
  return shapeOfBytes(await parseText(wat));
}
function shapeOfBytes(bytes: Uint8Array): ComponentShape {
  const read = readComponent(bytes);
  if (!read.ok) throw new Error(`${read.error.message} at ${read.error.offset}`);
  return read.value;
}
function typeOf(shape: ComponentShape, method: string): FunctionType {
  const type = shape.functions.find((one) => one.method === method)?.type;
  if (!type) throw new Error(`no ${method} in ${shape.functions.map((one) => one.method).join(', ')}`);
  return type;
}
const parameter = (shape: ComponentShape, method: string): WitType => typeOf(shape, method).parameters[0]!.type;

const S32: WitType = { kind: 'scalar', name: 's32' };
const U8: WitType = { kind: 'scalar', name: 'u8' };
const STRING: WitType = { kind: 'string' };
const POINT: WitType = {
  kind: 'record',
  name: 'point',
  fields: [
    { name: 'x', type: S32 },
    { name: 'y', type: S32 },
  ],
};
const list = (element: WitType, length: number | null = null): WitType => ({ kind: 'list', element, length });
const unsupported = (why: 'handle' | 'other', text: string): WitType => ({ kind: 'unsupported', why, text });

describe('types of exports', () => {
  it('are those of the WIT text, for functions of a world', async () => {
    await fc.assert(
      fc.asyncProperty(witTypeLists({ min: 1, max: 4 }), async (types) => {
        const type: FunctionType = {
          name: 'run-it',
          parameters: types.slice(1).map((one, index) => ({ name: `p${index}`, type: one })),
          result: types[0]!,
        };
        const text = witText([type]).replace('run-it: func', 'export run-it: func');
        const shape = await shapeOf(`package t:t;\nworld w {\n${text}\n}`);
        expect(typeOf(shape, 'run-it')).toEqual(type);
        expect(shape.suspect).toBe(null);
      }),
      { numRuns: RUNS },
    );
  });

  it('are those of the WIT text, for functions of an exported interface', async () => {
    await fc.assert(
      fc.asyncProperty(witTypeLists({ min: 1, max: 4 }), async (types) => {
        const type: FunctionType = {
          name: 'run-it',
          parameters: types.map((one, index) => ({ name: `p${index}`, type: one })),
          result: null,
        };
        const shape = await shapeOf(
          `package t:t@0.1.0;\ninterface api {\n${witText([type])}\n}\nworld w { export api; }`,
        );
        expect(typeOf(shape, 't:t/api@0.1.0#run-it')).toEqual(type);
      }),
      { numRuns: RUNS },
    );
  });

  it('are followed through use, from imports, from exports and through two interfaces', async () => {
    const shape = await shapeOf(
      `package docs:shop@0.1.0;
      interface types { record point { x: s32, y: s32 } }
      interface shapes { use types.{point}; record line { start: point, end: point } length: func(l: line) -> f64; }
      interface ops { use shapes.{line}; use types.{point}; mid: func(l: line) -> point; }
      world w { import types; use types.{point}; export shapes; export ops; export draw: func(p: point) -> list<point>; }`,
    );
    const line: WitType = {
      kind: 'record',
      name: 'line',
      fields: [
        { name: 'start', type: POINT },
        { name: 'end', type: POINT },
      ],
    };
    expect(shape.functions.map((one) => one.method)).toEqual([
      'draw',
      'docs:shop/shapes@0.1.0#length',
      'docs:shop/ops@0.1.0#mid',
    ]);
    expect(typeOf(shape, 'docs:shop/shapes@0.1.0#length').parameters).toEqual([{ name: 'l', type: line }]);
    expect(typeOf(shape, 'docs:shop/ops@0.1.0#mid')).toEqual({
      name: 'mid',
      parameters: [{ name: 'l', type: line }],
      result: POINT,
    });
    expect(typeOf(shape, 'draw')).toEqual({
      name: 'draw',
      parameters: [{ name: 'p', type: POINT }],
      result: list(POINT),
    });
  });

  it('keep the name that they were defined under where another interface uses them under its own', async () => {
    const shape = await shapeOf(
      `package t:t; interface types { enum color { red } } interface ops { use types.{color as hue}; f: func(a: hue); } world w { import types; export ops; }`,
    );
    expect(parameter(shape, 't:t/ops#f')).toEqual({ kind: 'enum', name: 'color', cases: ['red'] });
  });

  it('look through aliases', async () => {
    const shape = await shapeOf(
      `package t:t; world w { export api: interface { record point { x: s32, y: s32 } type p = point; type ps = list<p>; run: func(a: ps, b: p); } }`,
    );
    expect(typeOf(shape, 'api#run').parameters.map((one) => one.type)).toEqual([list(POINT), POINT]);
  });

  it('name handles, streams and whatever else calls cannot carry, and leave the other exports alone', async () => {
    const shape = await shapeOf(
      `package t:t; world w { export api: interface {
        resource file { constructor(path: string); read: func(n: u8) -> list<u8>; open: static func() -> file; }
        take: func(f: file); lend: func(f: borrow<file>); files: func() -> list<file>; plain: func(a: u8);
        bytes: func() -> stream<u8>; later: func() -> future<string>; bare: func() -> future; trouble: func() -> error-context;
        slow: async func(a: u8) -> u8;
      } }`,
    );
    expect(parameter(shape, 'api#take')).toEqual(unsupported('handle', 'own<file>'));
    expect(parameter(shape, 'api#lend')).toEqual(unsupported('handle', 'borrow<file>'));
    expect(parameter(shape, 'api#[method]file.read')).toEqual(unsupported('handle', 'borrow<file>'));
    expect(typeOf(shape, 'api#files').result).toEqual(list(unsupported('handle', 'own<file>')));
    expect(typeOf(shape, 'api#bytes').result).toEqual(unsupported('other', 'stream<u8>'));
    expect(typeOf(shape, 'api#later').result).toEqual(unsupported('other', 'future<string>'));
    expect(typeOf(shape, 'api#bare').result).toEqual(unsupported('other', 'future'));
    expect(typeOf(shape, 'api#trouble').result).toEqual(unsupported('other', 'error-context'));
    expect(typeOf(shape, 'api#slow')).toMatchObject({ isAsync: true, result: U8 });
    const refusals = Object.fromEntries(shape.functions.map((one) => [one.name, refusalOf(one)]));
    expect(refusals['plain']).toBe(null);
    expect(Object.entries(refusals).filter(([, refusal]) => refusal === null)).toHaveLength(1);
  });

  it('keep the names of resources that come from an import', async () => {
    const shape = await shapeOf(
      `package t:t; interface fs { resource file; } world w { use fs.{file}; export run: func(f: borrow<file>) -> option<file>; }`,
    );
    expect(typeOf(shape, 'run')).toEqual({
      name: 'run',
      parameters: [{ name: 'f', type: unsupported('handle', 'borrow<file>') }],
      result: { kind: 'option', some: unsupported('handle', 'own<file>') },
    });
  });

  it('come from instances made of inline exports, of nested components and of imports', async () => {
    const shape = await shapeOfText(`(component
      (type $point (record (field "x" s32) (field "y" s32)))
      (import "in:in/api" (instance $in
        (type $p (record (field "x" s32) (field "y" s32)))
        (export "point" (type $q (eq $p)))
        (export "echo" (func (param "p" $q) (result $q)))))
      (component $inner
        (component $innermost
          (import "f" (func $f (param "s" string)))
          (export "g" (func $f)))
        (import "f" (func $f (param "s" string)))
        (instance $i (instantiate $innermost (with "f" (func $f))))
        (alias export $i "g" (func $g))
        (instance $list (export "g" (func $g)))
        (export "deep" (instance $list))
        (export "h" (func $g)))
      (core module $m (func (export "run") (param i32 i32)) (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0))
      (core instance $c (instantiate $m))
      (func $run (param "s" string) (canon lift (core func $c "run") (memory (core memory $c "memory")) (realloc (core func $c "realloc"))))
      (instance $n (instantiate $inner (with "f" (func $run))))
      (export "nested" (instance $n))
      (alias export $n "deep" (instance $deep))
      (export "deeper" (instance $deep))
      (alias export $in "echo" (func $echo))
      (instance $inline (export "echo" (func $echo)) (export "run" (func $run)))
      (export "inline" (instance $inline))
      (export "again" (instance $in))
      (export "run" (func $run)))`);
    expect(shape.functions.map((one) => one.method)).toEqual([
      'nested#h',
      'deeper#g',
      'inline#echo',
      'inline#run',
      'again#echo',
      'run',
    ]);
    expect(typeOf(shape, 'nested#h').parameters).toEqual([{ name: 's', type: STRING }]);
    expect(typeOf(shape, 'deeper#g').parameters).toEqual([{ name: 's', type: STRING }]);
    expect(typeOf(shape, 'inline#echo')).toEqual({
      name: 'echo',
      parameters: [{ name: 'p', type: POINT }],
      result: POINT,
    });
  });

  it('are those of an outer scope where a nested one says so', async () => {
    const shape = await shapeOfText(`(component $top
      (type $pair (tuple u8 string))
      (component $inner
        (alias outer $top $pair (type $p))
        (import "f" (func $f (param "a" $p)))
        (export "g" (func $f)))
      (import "f" (func $f (param "a" $pair)))
      (instance $i (instantiate $inner (with "f" (func $f))))
      (export "api" (instance $i)))`);
    expect(parameter(shape, 'api#g')).toEqual({ kind: 'tuple', items: [U8, STRING] });
  });

  it('beyond the limits are refused where they stand', async () => {
    // Deeper than the tools nest by themselves.
    const levels = (from: string, name: string, count: number): string =>
      Array.from(
        { length: count },
        (_, index) => `(type $${name}${index + 1} (list ${index === 0 ? from : `$${name}${index}`}))`,
      ).join('\n');
    const shape = await shapeOfText(`(component ${levels('u8', 'a', 99)} ${levels('$a99', 'b', 1)}
      (import "fine" (func $fine (param "a" $a99)))
      (import "deep" (func $deep (param "a" $b1) (param "b" u8)))
      (export "fine" (func $fine)) (export "deep" (func $deep)))`);
    expect(refusalOf(findMethod(shape, 'fine')!)).toBe(null);
    expect(typeOf(shape, 'deep').parameters.map((one) => one.type)).toMatchObject([
      { kind: 'unsupported', why: 'limit' },
      U8,
    ]);
    expect(refusalOf(findMethod(shape, 'deep')!)).not.toBe(null);
  });

  it('of components that are instantiated twice inside of each other are found in time', async () => {
    const nest = (level: number): string =>
      level === 0
        ? '(component (type $u u8) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t))) (export "f" (func $f)))'
        : `(component $c${level} (type $u u8) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t)))
            ${nest(level - 1).replace(/^.component( [$]c[0-9]+)?/, `(component $inner${level}`)}
            (instance $one (instantiate $inner${level} (with "t" (type $t)) (with "f" (func $f))))
            (instance $two (instantiate $inner${level} (with "t" (type $t)) (with "f" (func $f))))
            (alias export $two "f" (func $g)) (export "f" (func $g)))`;
    const bytes = await parseText(
      `(component (import "f" (func $f (param "a" u8))) (type $t u8) ${nest(25).replace('$c25 ', '$top ')}
        (instance $i (instantiate $top (with "t" (type $t)) (with "f" (func $f)))) (export "api" (instance $i)))`,
    );
    expect(fastestCpuMs(2000, () => void shapeOfBytes(bytes))).toBeLessThan(2000);
    const shape = shapeOfBytes(bytes);
    expect(parameter(shape, 'api#f')).toEqual(U8);
  });

  it('of a long chain of components that instantiate the one before are found', async () => {
    const first =
      '(component $c0 (type $u u8) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t))) (export "f" (func $f)))';
    const chain = Array.from(
      { length: 3000 },
      (
        _,
        index,
      ) => `(component $c${index + 1} (type $u u8) (import "t" (type $t (eq $u))) (import "f" (func $f (param "a" $t)))
        (alias outer $top $c${index} (component $before)) (instance $i (instantiate $before (with "t" (type $t)) (with "f" (func $f))))
        (alias export $i "f" (func $g)) (export "f" (func $g)))`,
    );
    const shape = await shapeOfText(
      `(component $top (import "f" (func $f (param "a" u8))) (type $t u8) ${first} ${chain.join('\n')}
        (instance $i (instantiate $c3000 (with "t" (type $t)) (with "f" (func $f)))) (export "api" (instance $i)))`,
    );
    expect(parameter(shape, 'api#f')).toEqual(U8);
  });

  it('that double at every step take no time', async () => {
    const types = Array.from({ length: 60 }, (_, index) => `(type $t${index + 1} (tuple $t${index} $t${index}))`).join(
      '\n',
    );
    const bytes = await parseText(
      `(component (type $t0 (tuple u8 u8)) ${types} (import "f" (func $f (param "a" $t60) (result (tuple $t10 $t10)))) (export "f" (func $f)))`,
    );
    expect(fastestCpuMs(500, () => void shapeOfBytes(bytes))).toBeLessThan(500);
    const shape = shapeOfBytes(bytes);
    expect(JSON.stringify(parameter(shape, 'f'))).toContain('"why":"limit"');
    expect(refusalOf(findMethod(shape, 'f')!)).not.toBe(null);
    expect(typeOf(shape, 'f').result).toMatchObject({ kind: 'tuple' });
  });
});

describe('imports', () => {
  const WIT = `package t:t@1.2.3;
    interface streams { resource out { write: func(b: list<u8>) -> result; } get: func() -> out; }
    interface user { use streams.{out}; keep: func(o: borrow<out>); }
    world w { import streams; import user; import log: func(s: string) -> bool; import mine: interface { f: func(); } export run: func(); }`;

  it('are listed with their functions and resources as the binary names them', async () => {
    expect(importsOf(await shapeOf(WIT))).toEqual([
      { name: 't:t/streams@1.2.3', functions: ['[method]out.write', 'get'], resources: ['out'] },
      { name: 't:t/user@1.2.3', functions: ['keep'], resources: [] },
      { name: 'mine', functions: ['f'], resources: [] },
      { name: 'log', functions: null, resources: [] },
    ]);
  });

  it('have types for those who describe them', async () => {
    const shape = await shapeOf(WIT);
    expect(shape.imports.at(-1)?.types).toEqual([
      { name: 'log', parameters: [{ name: 's', type: STRING }], result: { kind: 'scalar', name: 'bool' } },
    ]);
  });
});

describe('modules and sections', () => {
  it('are found at their bytes, also inside of components', async () => {
    const bytes = await parseText(
      '(component (component (core module (import "a" "b" (func)))) (core module (memory (export "m") 1)))',
    );
    const { modules, sections } = shapeOfBytes(bytes);
    expect(modules.map(({ module }) => [module?.imports[0]?.name, module?.exports[0]?.name])).toEqual([
      ['b', undefined],
      [undefined, 'm'],
    ]);
    for (const { offset, sizeBytes } of modules)
      expect([...bytes.subarray(offset, offset + 4), offset + sizeBytes <= bytes.length]).toEqual([
        0,
        97,
        115,
        109,
        true,
      ]);
    expect(sections.map(({ name, count }) => [name, count])).toEqual([
      ['component', null],
      ['core module', null],
    ]);
    expect(sections[1]).toMatchObject({ offset: modules[1]!.offset, sizeBytes: modules[1]!.sizeBytes });
  });

  it('have counts, and custom sections their names', async () => {
    const { sections } = await shapeOf('package t:t; world w { export a: func(); export b: func(); }');
    expect(sections.filter(({ name }) => name === 'export').reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(2);
    expect(sections.map(({ name }) => name)).toContain('custom "producers"');
  });
});

describe('methods', () => {
  it('are found by their whole name, and without version where that is enough', async () => {
    const shape = await shapeOf(
      `package t:t; world w { export run: func(); export a:b/c@1.0.0; export a:b/d@1.0.0; export a:b/d@2.0.0; }
      package a:b@1.0.0 { interface c { f: func(); } interface d { f: func(); } }
      package a:b@2.0.0 { interface d { f: func(); } }`,
      'w',
    );
    const found = (method: string): string | undefined => findMethod(shape, method)?.method;
    expect(found('run')).toBe('run');
    expect(found('a:b/c@1.0.0#f')).toBe('a:b/c@1.0.0#f');
    expect(found('a:b/c#f')).toBe('a:b/c@1.0.0#f');
    expect(found('a:b/c@9.0.0#f')).toBe(undefined);
    expect(found('a:b/d#f')).toBe(undefined);
    expect(found('f')).toBe(undefined);
    expect(found('RUN')).toBe(undefined);
  });

  it('that are missing are said as Wippy says them, with what there is', async () => {
    const shape = await shapeOf('package t:t; world w { export run: func(); export api: interface { f: func(); } }');
    expect(missingMethod(shape, 'sum')).toMatchObject({
      kind: 'NotFound',
      message: 'failed to call wasm method: sum: export "sum" not found in component',
      details: { exports: ['run', 'api#f'] },
    });
  });
});

describe('a mistake of the reader', () => {
  it('costs the component that it was made over, not whoever asked', async () => {
    class Odd extends Uint8Array<ArrayBuffer> {
      override subarray(): never {
        throw new TypeError('not thought of');
      }
    }
    const bytes = Odd.from(await dummyComponent('package a:b; world w { export f: func(); }')) as Odd;
    expect(readComponent(bytes)).toMatchObject({
      ok: false,
      error: { message: 'the component cannot be read (TypeError: not thought of)', offset: 0 },
    });
    expect(readBinary(bytes)).toMatchObject({ form: 'component', problem: { offset: 0 } });
    expect(readBinary(Odd.from([...bytes.slice(0, 4), 1, 0, 0, 0, 0, 9, 0]))).toMatchObject({
      form: 'core',
      problem: { offset: expect.any(Number) as number },
    });
  });
});
