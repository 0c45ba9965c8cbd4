import { describe, expect, it } from 'vitest';
import type { Cut, PlainValue, ShownValue } from './api.ts';
import type { CopyLimits } from './values.ts';
import { PlainReader, writePlain } from './plain.ts';
import { PreviewWriter } from './preview.ts';

const LIMITS: CopyLimits = { values: 4, textBytes: 12, longest: 8 };

function preview(value: PlainValue, limits: CopyLimits = LIMITS): ShownValue {
  const writer = new PreviewWriter({ ...limits });
  writePlain(value, writer);
  return writer.shown();
}
const cut = (count: number, unit: NonNullable<Cut['whole']>['unit']): Cut => ({ whole: { count, unit }, inside: null });
const inside = (...entries: [string | number, Cut][]): Cut => ({ whole: null, inside: new Map(entries) });

describe('the beginning of a value', () => {
  it('is the value where it is small', () => {
    expect(preview({ a: 1, b: [true, null] })).toEqual({ value: { a: 1, b: [true, null] }, cut: null });
  });

  it('holds nothing that the value has not, and how much there was stands beside it', () => {
    expect(preview([1, 2, 3, 4, 5, 6])).toEqual({ value: [1, 2, 3, 4], cut: cut(6, 'items') });
    expect(preview({ a: 1, b: 2, c: 3, d: 4, e: 5 })).toEqual({
      value: { a: 1, b: 2, c: 3, d: 4 },
      cut: cut(5, 'fields'),
    });
    expect(preview('x'.repeat(20))).toEqual({ value: 'x'.repeat(8), cut: cut(20, 'characters') });
    expect(preview(new Uint8Array(20).fill(255))).toEqual({
      value: new Uint8Array(8).fill(255),
      cut: cut(20, 'bytes'),
    });
  });

  it('says it of what is inside at its place', () => {
    expect(preview({ a: 1, b: [1, 2, 3, 4] })).toEqual({
      value: { a: 1, b: [1, 2, 3] },
      cut: inside(['b', cut(4, 'items')]),
    });
    expect(preview(['xxxxxx', 'yyyyyy', 'zzzzzz'])).toEqual({ value: ['xxxxxx', 'yyyyyy'], cut: cut(3, 'items') });
    expect(preview({ constructor: { __proto__: null, toString: 'x'.repeat(9) } })).toEqual({
      value: { constructor: { toString: 'xxxxxxxx' } },
      cut: inside(['constructor', inside(['toString', cut(9, 'characters')])]),
    });
    expect(preview([[['x'.repeat(9)]], 1, 2, 3, 4])).toEqual({
      value: [[['xxxxxxxx']], 1],
      cut: {
        whole: { count: 5, unit: 'items' },
        inside: new Map([[0, inside([0, inside([0, cut(9, 'characters')])])]]),
      },
    });
  });

  it('of a table that nothing of was kept still tells list from map', () => {
    expect(preview({ a: [1, 2, 3, 4], b: [5], c: { d: 1 } }, { ...LIMITS, values: 3 })).toMatchObject({
      value: { a: [1, 2, 3] },
      cut: { whole: { count: 3, unit: 'fields' } },
    });
    expect(preview({ a: { list: [1], map: { x: 1 } } }, { ...LIMITS, values: 1 })).toMatchObject({
      value: { a: { list: [1] } },
    });
  });

  it('never ends in half a character', () => {
    expect(preview('abcdefg🦊')).toEqual({ value: 'abcdefg', cut: cut(9, 'characters') });
    const bytes = new TextEncoder().encode('aß€🦊');
    const texts = Array.from(bytes, (_, length) => {
      const writer = new PreviewWriter();
      writer.beginning(bytes.subarray(0, length), 10);
      return writer.shown();
    });
    expect(texts.map(({ value }) => value)).toEqual(['', 'a', 'a', 'aß', 'aß', 'aß', 'aß€', 'aß€', 'aß€', 'aß€']);
    expect(texts.every((text) => text.cut?.whole?.count === 10 && text.cut.whole.unit === 'bytes')).toBe(true);
  });

  it('does not take the value itself along', () => {
    const reader = new PlainReader([new Uint8Array([255])]);
    reader.select(0);
    const writer = new PreviewWriter();
    reader.writeTo(writer);
    expect(writer.values[0]).toEqual(reader.plain());
    expect(writer.values[0]).not.toBe(reader.plain());
  });

  it('forgets the cut of what leaves nothing behind', () => {
    const writer = new PreviewWriter({ ...LIMITS });
    writer.list(1);
    writer.string('x'.repeat(20));
    writer.setField('n');
    writer.integer(1);
    writer.setIndex(1);
    expect(writer.shown()).toEqual({ value: [1], cut: null });
  });
});
