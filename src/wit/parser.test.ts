import { describe, expect, it } from 'vitest';
import { fastestCpuMs } from '../base/testing/fuzz.ts';
import { findFunction, parseWit, unsupportedType, type WitFunction } from './parser.ts';
import { formatFunction } from './print.ts';

const signatures = (text: string): string[] => parseWit(text).functions.map((found) => formatFunction(found.type));
const messages = (text: string): string[] => parseWit(text).problems.map((problem) => problem.message);

describe('functions', () => {
  it('reads one without semicolon', () => {
    expect(signatures('answer: func() -> s32')).toEqual(['answer: func() -> s32']);
  });

  it('reads several, with export, comments, trailing commas and underscores', () => {
    const text = `
      /// Adds. /* not nested here
      export add_one: func(x: s32,) -> s32;
      /* a /* nested */ comment */
      log: func(level: u8, code: char); // done
      neg: func(v: f64)->f64`;
    expect(signatures(text)).toEqual([
      'add_one: func(x: s32) -> s32',
      'log: func(level: u8, code: char)',
      'neg: func(v: f64) -> f64',
    ]);
    expect(messages(text)).toEqual([]);
  });

  it('reads escaped names and functions named like keywords', () => {
    expect(signatures('%type: func(%list: s32); export: func(); package: func(); export record: func()')).toEqual([
      '%type: func(%list: s32)',
      '%export: func()',
      '%package: func()',
      '%record: func()',
    ]);
  });

  it('looks into packages, worlds and interfaces and leaves imports and resources out', () => {
    const text = `package demo:calc@0.1.0;
      interface types { record point { x: s32 } }
      interface ops { use types.{point}; resource file { open: func() -> s32; } add: func(a: s32, b: s32) -> s32; }
      world main {
        import wasi:clocks/wall-clock@0.2.0;
        import log: func(x: s32);
        @since(version = 0.1.0)
        export run: func() -> bool;
        export ops;
        export extra: interface { twice: func(n: u64) -> u64; }
      }`;
    expect(signatures(text)).toEqual([
      'add: func(a: s32, b: s32) -> s32',
      'run: func() -> bool',
      'twice: func(n: u64) -> u64',
    ]);
    expect(messages(text)).toEqual([]);
    expect(parseWit(text).functions.map((found) => found.interface)).toEqual(['demo:calc/ops@0.1.0', null, 'extra']);
  });

  it('looks into packages with a block', () => {
    expect(signatures('package a:b { interface i { f: func(); } } g: func()')).toEqual(['f: func()', 'g: func()']);
  });

  it('reads a result in round brackets as a tuple, with names or without', () => {
    expect(signatures('a: func() -> (s32, s32); b: func() -> (x: u8, y: string,); c: func() -> ()')).toEqual([
      'a: func() -> tuple<s32, s32>',
      'b: func() -> tuple<u8, string>',
      'c: func()',
    ]);
  });

  it('keeps documentation, in front of gates too', () => {
    const text = `/// One line.
      a: func();
      /**
       * Several
       * lines.
       */
      @since(version = 1.0.0)
      /// And one more.
      export b: func(/** not this */ x: u8);
      // Not this either.
      c: func();`;
    expect(parseWit(text).functions.map((found) => found.docs)).toEqual([
      'One line.',
      'Several\nlines.\nAnd one more.',
      null,
    ]);
  });

  it('takes types that stand beside functions, before or after them, in interfaces too', () => {
    const text = `f: func(u: list<user>) -> option<id>
      record user { id: id, name: string }
      type id = u64
      interface i { g: func(u: user) -> u8; }`;
    expect(signatures(text)).toEqual(['f: func(u: list<user>) -> option<u64>', 'g: func(u: user) -> u8']);
    expect(parseWit(text).problems.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });

  it('shares one object among all uses of a type, through aliases and use', () => {
    const text = `package a:b; interface t { record r { x: u8 } type s = r; } interface i { use t.{s as q, r}; f: func(a: q, b: r, c: list<r>) -> q; }
      world w { export i; }`;
    const { parameters, result } = functionOf(text, 'f').type;
    const [a, b, c] = parameters.map((parameter) => parameter.type);
    expect(a).toEqual({ kind: 'record', name: 'r', fields: [{ name: 'x', type: { kind: 'scalar', name: 'u8' } }] });
    expect(b).toBe(a);
    expect(result).toBe(a);
    expect(c).toMatchObject({ kind: 'list', length: null });
    expect((c as { element: unknown }).element).toBe(a);
  });

  it('gives every type its shape', () => {
    const text = `variant v { a(u8), %b, c(list<u8, 4>) } enum e { x, y } flags g { p, q } resource file
      f: func(a: v, b: e, c: g, d: result<_, string>, h: map<u8, v>, i: float32, j: option<float64>, k: tuple<char>)`;
    const scalar = (name: string) => ({ kind: 'scalar', name });
    expect(functionOf(text, 'f').type.parameters.map((parameter) => parameter.type)).toEqual([
      {
        kind: 'variant',
        name: 'v',
        cases: [
          { name: 'a', type: scalar('u8') },
          { name: 'b', type: null },
          { name: 'c', type: { kind: 'list', element: scalar('u8'), length: 4 } },
        ],
      },
      { kind: 'enum', name: 'e', cases: ['x', 'y'] },
      { kind: 'flags', name: 'g', labels: ['p', 'q'] },
      { kind: 'result', ok: null, err: { kind: 'string' } },
      { kind: 'unsupported', why: 'other', text: 'map<u8, v>' },
      scalar('f32'),
      { kind: 'option', some: scalar('f64') },
      { kind: 'tuple', items: [scalar('char')] },
    ]);
  });
});

const functionOf = (text: string, method: string): WitFunction => {
  const found = findFunction(parseWit(text), method);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};

describe('what calls cannot carry', () => {
  const refusal = (text: string, method = 'f'): string | null => unsupportedType(functionOf(text, method).type);

  it.each([
    ['resource file; f: func(x: file)', 'export "f": resource handle own<file> is not supported in calls from Lua'],
    [
      'resource file; type doc = file; record r { x: list<borrow<doc>> } f: func(x: u8, y: option<r>)',
      'export "f": resource handle borrow<doc> is not supported in calls from Lua',
    ],
    ['f: func() -> result<u8, tuple<stream<u8>>>', 'export "f": WIT type stream<u8> is not supported'],
    ['record r { x: u8 } f: func() -> future< list<r> >', 'export "f": WIT type future<list<r>> is not supported'],
    ['f: func(e: error-context)', 'export "f": WIT type error-context is not supported'],
    ['f: func(e: map<string,\n u8>)', 'export "f": WIT type map<string, u8> is not supported'],
    ['f: async func(x: stream)', 'export "f": async functions are not supported in calls from Lua'],
    [`f: func(x: ${'option<'.repeat(100)}u8${'>'.repeat(100)})`, 'export "f": the type is too large'],
    ['f: func(x: option<list<string>>)', null],
  ])('is said of %s', (text, message) => {
    expect(parseWit(text).problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    expect(refusal(text)).toBe(message);
  });

  it('does not touch the other functions of the text', () => {
    expect(refusal('resource r; f: func(x: r); g: func(x: u8)', 'g')).toBeNull();
  });
});

describe('types beyond the limits', () => {
  const doubling = (levels: number): string =>
    Array.from(
      { length: levels },
      (_, level) => `type t${level} = ${level + 1 < levels ? `tuple<t${level + 1}, t${level + 1}>` : 'u8'};`,
    ).join('\n');

  it('are found by counting shared parts each time, without walking them', () => {
    const text = `${doubling(60)}\nf: func(x: t0); g: func(x: t50)`;
    expect(fastestCpuMs(500, () => void parseWit(text))).toBeLessThan(500);
    const parsed = parseWit(text);
    expect(unsupportedType(functionOf(text, 'f').type)).toBe('export "f": the type is too large');
    expect(unsupportedType(functionOf(text, 'g').type)).toBeNull();
    expect(parsed.problems[0]).toMatchObject({
      severity: 'warning',
      message: 'the type is too large: at most 100 levels and 20000 parts can be carried',
    });
  });

  it('are counted over all parameters of a function', () => {
    // t0 has 2^14 - 1 parts: one is below the limit, two are not.
    const text = `${doubling(14)}\nf: func(x: t0); g: func(x: t0, y: t0)`;
    expect(parseWit(text).problems).toHaveLength(1);
    expect(unsupportedType(functionOf(text, 'f').type)).toBeNull();
    expect(functionOf(text, 'g').type.parameters[1]!.type).toEqual({
      kind: 'unsupported',
      why: 'limit',
      text: 'tuple<…>',
    });
  });

  it('begin at 101 levels, through names as well', () => {
    const chain = (levels: number): string =>
      Array.from(
        { length: levels },
        (_, level) => `type t${level} = ${level === 0 ? 'u8' : `list<t${level - 1}>`};`,
      ).join('');
    expect(unsupportedType(functionOf(`${chain(100)} f: func(x: t99)`, 'f').type)).toBeNull();
    expect(unsupportedType(functionOf(`${chain(101)} f: func(x: t100)`, 'f').type)).toBe(
      'export "f": the type is too large',
    );
  });

  it('are not reached by a long chain of names', () => {
    const text = `${Array.from({ length: 20_000 }, (_, at) => `type t${at} = ${at === 19_999 ? 'u8' : `t${at + 1}`};`).join('')} f: func(x: t0) -> t19999`;
    expect(functionOf(text, 'f').type).toEqual({
      name: 'f',
      parameters: [{ name: 'x', type: { kind: 'scalar', name: 'u8' } }],
      result: { kind: 'scalar', name: 'u8' },
    });
    expect(parseWit(text).problems).toEqual([]);
  });
});

describe('finding a function', () => {
  const text = `package docs:adder@0.1.0;
    package old:adder { interface add { add: func() -> u8; } }
    package old:adder@2.0.0 { interface sub { sub: func(); } }
    package old:adder@3.0.0 { interface sub { sub: func(); } }
    interface host { run: func(x: u8); }
    interface add { add: func() -> u16; }
    interface own { only: func(); }
    world w { import host; export add; export old:adder/add; export run: func(); export inline: interface { only: func() -> u8; } }`;
  const placeOf = (method: string): string => {
    const found = findFunction(parseWit(text), method);
    return found.ok ? `${found.value.interface}#${found.value.type.name}` : found.error.message;
  };

  it.each([
    ['run', 'null#run'],
    ['docs:adder/add@0.1.0#add', 'docs:adder/add@0.1.0#add'],
    ['docs:adder/add#add', 'docs:adder/add@0.1.0#add'],
    ['old:adder/add#add', 'old:adder/add#add'],
    ['host#run', 'docs:adder/host@0.1.0#run'],
    ['own#only', 'docs:adder/own@0.1.0#only'],
    ['inline#only', 'inline#only'],
    ['old:adder/sub@3.0.0#sub', 'old:adder/sub@3.0.0#sub'],
    [
      'old:adder/sub#sub',
      'function "old:adder/sub#sub" is ambiguous: old:adder/sub@2.0.0#sub, old:adder/sub@3.0.0#sub',
    ],
    ['add#add', 'function "add#add" is ambiguous: old:adder/add#add, docs:adder/add@0.1.0#add'],
    ['add#run', 'function "add#run" not found'],
    ['docs:adder/add@0.2.0#add', 'function "docs:adder/add@0.2.0#add" not found'],
    ['#run', 'function "#run" not found'],
  ])('answers to %s', (method, answer) => {
    expect(placeOf(method)).toBe(answer);
  });
});
