import { describe, expect, it } from 'vitest';
import type { ExportedMemory } from '../../binary/core-types.ts';
import { checkExport, exportNameOf, missingSignature, type ExportedFunctions } from './check-export.ts';
import { findFunction, parseWit } from '../../wit/parser.ts';
import { suggestSignature } from '../../wit/suggest-signature.ts';
import type { CoreFunctionType, CoreType, FunctionType } from '../../wit/types.ts';

const core = (parameters: CoreType[], results: CoreType[]): CoreFunctionType => ({ parameters, results });
const exports: ExportedFunctions = new Map([
  ['f', core(['i64'], ['i32'])],
  ['add', core(['i32', 'i32'], ['i32'])],
  ['run', core([], [])],
]);
const typeOf = (text: string, name: string): FunctionType => {
  const found = findFunction(parseWit(text), name);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.type;
};

describe('checking against the module', () => {
  const check = (
    text: string,
    name: string,
    memory: ExportedMemory = 'none',
    more: [string, CoreFunctionType][] = [],
  ): string | undefined => checkExport(typeOf(text, name), new Map([...exports, ...more]), memory)?.message;
  const realloc: [string, CoreFunctionType] = ['cabi_realloc', core(['i32', 'i32', 'i32', 'i32'], ['i32'])];

  it('passes what fits', () => {
    expect(check('add: func(a: s32, b: u8) -> char', 'add')).toBeUndefined();
    expect(check('run: func()', 'run')).toBeUndefined();
  });

  it('shows both core types where they differ', () => {
    expect(check('f: func(x: s32) -> s32', 'f')).toBe('export "f": wit needs (i32) -> i32, module has (i64) -> i32');
    expect(check('run: func() -> s32', 'run')).toBe('export "run": wit needs () -> i32, module has () -> ()');
    expect(check('f: func(x: string) -> string', 'f')).toBe(
      'export "f": wit needs (i32, i32) -> i32, module has (i64) -> i32',
    );
  });

  it('answers NotFound with the exports for a missing one', () => {
    expect(checkExport(typeOf('Add: func()', 'Add'), exports, 'none')).toMatchObject({
      kind: 'NotFound',
      message: 'failed to call wasm method: Add: function Add not found',
      details: { exports: ['f', 'add', 'run'] },
    });
  });

  it.each([
    ['add: func(s: string) -> u32', 'none', 'export "add": wit needs an exported memory'],
    [
      'add: func(s: list<u8>) -> u32',
      'memory32',
      'export "add": wit needs an allocator (cabi_realloc, canonical_abi_realloc, allocate or alloc)',
    ],
    ['add: func(a: u32, b: u32) -> string', 'none', 'export "add": wit needs an exported memory'],
    ['add: func(a: u32, b: u32) -> string', 'memory32', undefined],
    [
      'add: func(a: u32, b: u32) -> string',
      'memory64',
      'export "add": wit needs 32-bit memory, module has 64-bit memory (memory64)',
    ],
    ['add: func(a: u32, b: u32) -> u32', 'memory64', undefined],
    ['add: func(a: list<u32, 2>) -> tuple<u32>', 'none', undefined],
  ] as const)('asks for what "%s" needs with %s', (text, memory, message) => {
    expect(check(text, 'add', memory)).toBe(message);
  });

  it('asks seventeen numbers for memory and an allocator', () => {
    const text = `one: func(${Array.from({ length: 17 }, (_, index) => `p${index}: s32`).join(', ')})`;
    const one: [string, CoreFunctionType] = ['one', core(['i32'], [])];
    expect(check(text, 'one', 'none', [one])).toBe('export "one": wit needs an exported memory');
    expect(check(text, 'one', 'memory32', [one])).toBe(
      'export "one": wit needs an allocator (cabi_realloc, canonical_abi_realloc, allocate or alloc)',
    );
    expect(check(text, 'one', 'memory32', [one, realloc])).toBeUndefined();
  });

  it.each<[string, CoreType[], CoreType[], string | undefined]>([
    ['cabi_realloc', ['i32', 'i32', 'i32', 'i32'], ['i32'], undefined],
    ['canonical_abi_realloc', ['i32', 'i32', 'i32', 'i32'], ['i32'], undefined],
    ['alloc', ['i32'], ['i32'], undefined],
    ['allocate', ['i32', 'i32'], ['i32'], undefined],
    [
      'cabi_realloc',
      ['i32', 'i32', 'i32', 'i64'],
      ['i32'],
      'export "add": wit needs cabi_realloc (i32, i32, i32, i32) -> i32, module has (i32, i32, i32, i64) -> i32',
    ],
    ['alloc', ['i64'], ['i64'], 'export "add": wit needs alloc (i32) -> i32, module has (i64) -> i64'],
    ['alloc', ['i32'], [], 'export "add": wit needs alloc (i32) -> i32, module has (i32) -> ()'],
  ])('takes the allocator %s %j -> %j, or says what it needs', (name, parameters, results, message) => {
    expect(check('add: func(s: string) -> u32', 'add', 'memory32', [[name, core(parameters, results)]])).toBe(message);
  });

  it('looks at the first allocator only', () => {
    const bad: [string, CoreFunctionType] = ['alloc', core([], [])];
    expect(check('add: func(s: string) -> u32', 'add', 'memory32', [bad, realloc])).toBeUndefined();
  });

  it('wants post-return to take what the function returns', () => {
    expect(
      check('add: func(a: u32, b: u32) -> string', 'add', 'memory32', [['cabi_post_add', core(['i32'], [])]]),
    ).toBeUndefined();
    expect(
      check('add: func(a: u32, b: u32) -> string', 'add', 'memory32', [['cabi_post_add', core(['i64'], [])]]),
    ).toBe('export "add": wit needs cabi_post_add (i32) -> (), module has (i64) -> ()');
  });

  it('takes a function that returns all slots of its result at once', () => {
    const several = (results: CoreType[]): [string, CoreFunctionType][] => [['both', core([], results)]];
    expect(check('both: func() -> (s32, s32)', 'both', 'none', several(['i32', 'i32']))).toBeUndefined();
    expect(check('both: func() -> tuple<s32, f64>', 'both', 'none', several(['i32', 'f64']))).toBeUndefined();
    expect(check('both: func() -> string', 'both', 'none', several(['i32', 'i32']))).toBe(
      'export "both": wit needs an exported memory',
    );
    expect(check('both: func() -> tuple<s32, s32>', 'both', 'none', several(['i32', 'i64']))).toBe(
      'export "both": wit needs () -> i32, module has () -> (i32, i64)',
    );
    expect(check('both: func() -> tuple<s32, s32>', 'both', 'memory32', several(['i32']))).toBeUndefined();
  });

  it('refuses types of which no value fits into memory', () => {
    expect(check('add: func(a: list<u64, 1073741824>)', 'add', 'memory32')).toBe(
      'export "add": list<u64, 1073741824> takes more than 268435455 bytes',
    );
    expect(check('add: func(a: list<list<u64, 90000000>>)', 'add', 'memory32')).toBe(
      'export "add": list<u64, 90000000> takes more than 268435455 bytes',
    );
  });

  it('refuses unsupported types before anything else', () => {
    const failure = checkExport(typeOf('f: func(a: stream<u8>)', 'f'), new Map(), 'none');
    expect(failure?.kind).toBe('Invalid');
    expect(failure?.message).toContain('stream<u8>');
  });
});

describe('suggesting a signature', () => {
  it('turns core types into WIT', () => {
    expect(suggestSignature('add', core(['i32', 'i64', 'f32', 'f64'], ['i32']))).toBe(
      'add: func(a: s32, b: s64, c: f32, d: f64) -> s32',
    );
    expect(suggestSignature('type', core([], []))).toBe('%type: func()');
    expect(suggestSignature('f', core([], ['i32', 'f64']))).toBe('f: func() -> tuple<s32, f64>');
  });

  it('makes signatures that pass the check', () => {
    const type = core(['i32', 'i64'], ['i32', 'f64', 'i64']);
    const text = suggestSignature('f', type)!;
    expect(checkExport(typeOf(text, 'f'), new Map([['f', type]]), 'none')).toBeNull();
  });

  it('has none where WIT has no word', () => {
    expect(suggestSignature('f', core(['v128'], []))).toBeNull();
    expect(suggestSignature('f', core([], ['i32', 'ref']))).toBeNull();
    expect(suggestSignature('a b', core([], []))).toBeNull();
    expect(
      suggestSignature(
        'f',
        core(
          Array.from({ length: 17 }, () => 'i32'),
          [],
        ),
      ),
    ).toBeNull();
  });

  it('comes with the refusal of a module without wit', () => {
    expect(missingSignature('add', exports)).toMatchObject({
      kind: 'Invalid',
      details: { wit: 'add: func(a: s32, b: s32) -> s32' },
    });
    expect(missingSignature('add', exports).message).toBe(
      'failed to call wasm method: add: [runtime] invalid_input: Call() requires a component or WIT definitions; use CallWithTypes() for native WASM without WIT',
    );
    expect(missingSignature('nope', exports).kind).toBe('NotFound');
  });
});

describe('the export that a method means', () => {
  const WIT = 'package demo:math@0.1.0; interface ops { f: func(x: s32) -> s32; } world m { export ops; }';
  const nameOf = (method: string, names: readonly string[], text = WIT): string | null => {
    const found = findFunction(parseWit(text), method);
    if (!found.ok) throw new Error(found.error.message);
    return exportNameOf(method, found.value, new Map(names.map((name) => [name, core(['i32'], ['i32'])])));
  };

  it.each([
    ['demo:math/ops@0.1.0#f', ['demo:math/ops@0.1.0#f'], 'demo:math/ops@0.1.0#f'],
    ['demo:math/ops#f', ['demo:math/ops@0.1.0#f'], 'demo:math/ops@0.1.0#f'],
    ['ops#f', ['demo:math/ops@0.1.0#f'], 'demo:math/ops@0.1.0#f'],
    ['f', ['demo:math/ops@0.1.0#f'], 'demo:math/ops@0.1.0#f'],
    ['demo:math/ops@0.1.0#f', ['demo:math/ops#f'], 'demo:math/ops#f'],
    ['demo:math/ops@0.1.0#f', ['f'], 'f'],
    ['f', ['demo:math/ops@0.1.0#f', 'f'], 'f'],
    ['demo:math/ops#f', ['demo:math/ops@0.2.0#f', 'demo:math/ops@0.3.0#f'], null],
    ['ops#f', ['other#f', 'demo:math/ops@0.1.0#g'], null],
  ])('%s in a module that exports %j is %s', (method, names, expected) => {
    expect(nameOf(method, names)).toBe(expected);
  });

  it('is found where the interface is written inside of a world', () => {
    expect(
      nameOf('ops#f', ['ops#f'], 'package demo:math; world m { export ops: interface { f: func(x: s32) -> s32; } }'),
    ).toBe('ops#f');
  });

  it('brings along the function that frees what it returns', () => {
    const found = findFunction(
      parseWit('package a:b; interface i { f: func() -> string; } world w { export i; }'),
      'a:b/i#f',
    );
    if (!found.ok) throw new Error(found.error.message);
    const exported = new Map([
      ['a:b/i#f', core([], ['i32'])],
      ['cabi_post_a:b/i#f', core(['i64'], [])],
    ]);
    expect(checkExport(found.value.type, exported, 'memory32', 'a:b/i#f')?.message).toBe(
      'export "a:b/i#f": wit needs cabi_post_a:b/i#f (i32) -> (), module has (i64) -> ()',
    );
  });
});
