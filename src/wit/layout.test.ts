import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignmentOf, payloadOffset, sequence, sizeOf } from '../conformance/mapping/abi.ts';
import { witTypeLists, witTypes } from '../conformance/mapping/arbitrary.ts';
import { casesOf } from '../conformance/mapping/wit-value.ts';
import { casesLayout, fieldsLayout, layoutOf, MAX_BLOCK_BYTES } from './layout.ts';
import { findFunction, parseWit } from './parser.ts';
import type { WitType } from './types.ts';

const typeOf = (text: string, definitions = ''): WitType => {
  const found = findFunction(parseWit(`${definitions} f: func(v: ${text});`), 'f');
  if (!found.ok) throw new Error(found.error.message);
  return found.value.type.parameters[0]!.type;
};
const labels = (count: number): string => Array.from({ length: count }, (_, index) => `l${index}`).join(', ');

describe('size and alignment', () => {
  it.each([
    ['bool', 1, 1],
    ['s16', 2, 2],
    ['char', 4, 4],
    ['f32', 4, 4],
    ['u64', 8, 8],
    ['string', 8, 4],
    ['list<u64>', 8, 4],
    ['list<u8, 5>', 5, 1],
    ['list<tuple<u8, u16>, 3>', 12, 2],
    ['tuple<u8, u64, u8>', 24, 8],
    ['tuple<u8, u16, u8>', 6, 2],
    ['option<u8>', 2, 1],
    ['option<u64>', 16, 8],
    ['option<option<u8>>', 3, 1],
    ['result', 1, 1],
    ['result<u16, string>', 12, 4],
    ['result<_, u64>', 16, 8],
  ])('of %s are %i and %i', (text, size, align) => {
    expect(layoutOf(typeOf(text))).toMatchObject({ size, align });
  });

  it.each([
    [1, 1, 1],
    [8, 1, 1],
    [9, 2, 2],
    [16, 2, 2],
    [17, 4, 4],
    [32, 4, 4],
    [33, 8, 4],
    [64, 8, 4],
    [65, 12, 4],
  ])('of flags with %i labels are %i and %i', (count, size, align) => {
    expect(layoutOf(typeOf('f1', `flags f1 { ${labels(count)} }`))).toEqual({ size, align });
  });

  it('of flags and tuples of nothing are 0 and 1', () => {
    expect(layoutOf({ kind: 'flags', name: null, labels: [] })).toEqual({ size: 0, align: 1 });
    expect(layoutOf({ kind: 'tuple', items: [] })).toMatchObject({ size: 0, align: 1 });
  });

  it.each([
    [1, 1],
    [256, 1],
    [257, 2],
    [65_536, 2],
    [65_537, 4],
  ])('of a choice of %i cases begin with %i bytes', (count, bytes) => {
    const cases = Array.from({ length: count }, (_, index) => `c${index}`);
    expect(layoutOf({ kind: 'enum', name: 'e', cases })).toMatchObject({ size: bytes, align: bytes });
    expect(casesLayout(cases.map(() => null))).toMatchObject({ discriminant: bytes, size: bytes });
  });

  it('of huge fixed lists are told as too large, however deep they are', () => {
    let type: WitType = { kind: 'scalar', name: 'u8' };
    for (let level = 0; level < 50; level++) type = { kind: 'list', element: type, length: 4_294_967_295 };
    expect(layoutOf(type).size).toBeGreaterThan(MAX_BLOCK_BYTES);
    expect(layoutOf({ kind: 'tuple', items: [type, type] }).size).toBeGreaterThan(MAX_BLOCK_BYTES);
    expect(Number.isSafeInteger(layoutOf({ kind: 'tuple', items: [type, type] }).size)).toBe(true);
  });

  it('agree with the definition for random types', () => {
    fc.assert(
      fc.property(witTypes({ flags: 100 }), (type) => {
        expect(layoutOf(type)).toMatchObject({ size: sizeOf(type), align: alignmentOf(type) });
        if (type.kind === 'variant')
          expect(casesLayout(casesOf(type).map((item) => item.type)).payload).toBe(payloadOffset(type));
      }),
    );
    fc.assert(
      fc.property(witTypeLists({ min: 0, max: 6 }), (types) => {
        const { offsets, size, alignment } = sequence(types);
        expect(fieldsLayout(types)).toEqual({ offsets, size, align: alignment });
      }),
    );
  });
});
