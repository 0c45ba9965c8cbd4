import { describe, expect, it } from 'vitest';
import { flattenFunction, flattenTypes } from './flatten.ts';
import { findFunction, parseWit } from './parser.ts';
import { formatCoreType } from './print.ts';
import type { FunctionType, WitType } from './types.ts';

const typeOf = (text: string, name: string): FunctionType => {
  const found = findFunction(parseWit(text), name);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.type;
};
const u8: WitType = { kind: 'scalar', name: 'u8' };
const listOf = (element: WitType, length: number): WitType => ({ kind: 'list', element, length });

describe('flattening', () => {
  const flat = (text: string): string => formatCoreType(flattenFunction(typeOf(text, 'f'))!);

  it('maps every scalar to its core type', () => {
    expect(flat('f: func(a: bool, b: s8, c: u16, d: char, e: s32, g: s64, h: u64, i: f32, j: f64) -> u64')).toBe(
      '(i32, i32, i32, i32, i32, i64, i64, f32, f64) -> i64',
    );
  });

  it.each([
    ['string', '(i32, i32) -> i32'],
    ['list<f64>', '(i32, i32) -> i32'],
    ['list<f64, 2>', '(f64, f64) -> i32'],
    ['tuple<u8, f32, string>', '(i32, f32, i32, i32) -> i32'],
    ['tuple<f64>', '(f64) -> f64'],
    ['list<u64, 1>', '(i64) -> i64'],
    ['option<u64>', '(i32, i64) -> i32'],
    ['option<option<f32>>', '(i32, i32, f32) -> i32'],
    ['result', '(i32) -> i32'],
    ['result<u32, f32>', '(i32, i32) -> i32'],
    ['result<u64, f32>', '(i32, i64) -> i32'],
    ['result<f64, u32>', '(i32, i64) -> i32'],
    ['result<f64, f64>', '(i32, f64) -> i32'],
    ['result<f32, f64>', '(i32, i64) -> i32'],
    ['result<string, f64>', '(i32, i64, i32) -> i32'],
    ['result<_, string>', '(i32, i32, i32) -> i32'],
    ['result<tuple<f32, u64>, tuple<u32, f64, char>>', '(i32, i32, i64, i32) -> i32'],
    ['e', '(i32) -> i32'],
    ['three', '(i32) -> i32'],
    ['many', '(i32, i32) -> i32'],
    ['shape', '(i32, i64, f32) -> i32'],
    ['user', '(i32, i32, i32, i32, i32, i64, f32) -> i32'],
  ])('gives %s the slots %s', (text, expected) => {
    const definitions = `enum e { a, b } flags three { a, b, c } flags many { ${Array.from({ length: 33 }, (_, index) => `l${index}`).join(', ')} }
      variant shape { circle(f64), rect(tuple<f32, f32>), none }
      record user { name: string, age: option<u8>, s: shape }`;
    expect(flat(`${definitions} f: func(v: ${text}) -> ${text};`)).toBe(expected);
  });

  it('passes sixteen slots and spills seventeen', () => {
    const parameters = (count: number): string =>
      Array.from({ length: count }, (_, index) => `p${index}: f32`).join(', ');
    expect(flat(`f: func(${parameters(16)})`)).toBe(`(${Array.from({ length: 16 }, () => 'f32').join(', ')}) -> ()`);
    expect(flat(`f: func(${parameters(17)})`)).toBe('(i32) -> ()');
    expect(flat('f: func(a: list<string, 8>)').length).toBe(
      `(${Array.from({ length: 16 }, () => 'i32').join(', ')}) -> ()`.length,
    );
    expect(flat('f: func(a: list<string, 8>, b: u8)')).toBe('(i32) -> ()');
  });

  it('ends early for lists of huge length', () => {
    expect(flattenTypes([listOf(listOf(u8, 4_294_967_295), 4_294_967_295)], 16)).toBeNull();
    expect(flattenTypes([listOf({ kind: 'tuple', items: [] }, 4_294_967_295)], 16)).toEqual([]);
    expect(flattenTypes([listOf(u8, 16)], 16)).toHaveLength(16);
    expect(flattenTypes([listOf(u8, 17)], 16)).toBeNull();
  });

  it('has no answer for unsupported types', () => {
    expect(flattenFunction(typeOf('f: func() -> stream<u8>', 'f'))).toBeNull();
  });
});
