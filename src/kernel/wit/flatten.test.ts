import { describe, expect, it } from 'vitest';
import { checkExport, flattenFunction, missingSignature, suggestSignature, type ExportedFunctions } from './flatten.ts';
import { findFunction, parseWit } from './parser.ts';
import { formatCoreType } from './print.ts';
import type { CoreFunctionType, CoreType, FunctionType } from './types.ts';

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

describe('flattening', () => {
  it('maps every scalar to its core type', () => {
    const type = typeOf('f: func(a: bool, b: s8, c: u16, d: char, e: s32, g: s64, h: u64, i: f32, j: f64) -> u64', 'f');
    expect(formatCoreType(flattenFunction(type)!)).toBe('(i32, i32, i32, i32, i32, i64, i64, f32, f64) -> i64');
  });

  it('has no answer for unsupported types', () => {
    expect(flattenFunction(typeOf('f: func() -> string', 'f'))).toBeNull();
  });
});

describe('checking against the module', () => {
  const check = (text: string, name: string): string | undefined => checkExport(typeOf(text, name), exports)?.message;

  it('passes what fits', () => {
    expect(check('add: func(a: s32, b: u8) -> char', 'add')).toBeUndefined();
    expect(check('run: func()', 'run')).toBeUndefined();
  });

  it('shows both core types where they differ', () => {
    expect(check('f: func(x: s32) -> s32', 'f')).toBe('export "f": wit needs (i32) -> i32, module has (i64) -> i32');
    expect(check('run: func() -> s32', 'run')).toBe('export "run": wit needs () -> i32, module has () -> ()');
  });

  it('answers NotFound with the exports for a missing one', () => {
    expect(checkExport(typeOf('Add: func()', 'Add'), exports)).toMatchObject({
      kind: 'NotFound',
      message: 'failed to call wasm method: Add: function Add not found',
      details: { exports: ['f', 'add', 'run'] },
    });
  });

  it('refuses more than 16 parameters for now', () => {
    const parameters = Array.from({ length: 17 }, (_, index) => `p${index}: s32`).join(', ');
    expect(check(`add: func(${parameters})`, 'add')).toBe('export "add": more than 16 parameters are not supported yet');
  });
});

describe('suggesting a signature', () => {
  it('turns core types into WIT', () => {
    expect(suggestSignature('add', core(['i32', 'i64', 'f32', 'f64'], ['i32']))).toBe('add: func(a: s32, b: s64, c: f32, d: f64) -> s32');
    expect(suggestSignature('type', core([], []))).toBe('%type: func()');
  });

  it('has none where WIT has no word', () => {
    expect(suggestSignature('f', core(['v128'], []))).toBeNull();
    expect(suggestSignature('f', core([], ['i32', 'i32']))).toBeNull();
    expect(suggestSignature('a b', core([], []))).toBeNull();
  });

  it('comes with the refusal of a module without wit', () => {
    expect(missingSignature('add', exports)).toMatchObject({ kind: 'Invalid', details: { wit: 'add: func(a: s32, b: s32) -> s32' } });
    expect(missingSignature('add', exports).message).toBe(
      'failed to call wasm method: add: [runtime] invalid_input: Call() requires a component or WIT definitions; use CallWithTypes() for native WASM without WIT',
    );
    expect(missingSignature('nope', exports).kind).toBe('NotFound');
  });
});
