/** Lifting into writers that take only a part of the value. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cut, PlainValue } from '../../contract/api.ts';
import type { ValueSource } from '../../contract/values.ts';
import { PlainWriter } from '../../contract/plain.ts';
import { PreviewWriter } from '../../contract/preview.ts';
import { WriterFull } from '../../wit/codec.ts';
import { FunctionMapper } from './mapper.ts';
import { typedValues } from '../../conformance/mapping/arbitrary.ts';
import { bytesOf, plainValues, signature } from '../../conformance/mapping/mapper-harness.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import type { WitType } from '../../wit/types.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const LIMITS = { values: 500, textBytes: 64 * 1024, longest: 16 * 1024 };

function sourceOf(result: WitType, from: BytesReader): ValueSource {
  const lifted = new FunctionMapper({ name: 'f', parameters: [], result }).liftResult(from);
  if (lifted.status !== 'returned') throw new Error(lifted.status);
  return lifted.source;
}

/** What the console shows of a value, and how many bytes were left unread. */
function preview(
  type: string,
  value: PlainValue,
  definitions = '',
): { shown: PlainValue; cut: Cut | null; left: number } {
  const { parameters } = signature(`(v: ${type}); ${definitions} g: func()`);
  const from = new BytesReader(bytesOf(signature(`(v: ${type}); ${definitions} g: func()`), plainValues(value)));
  const writer = new PreviewWriter({ ...LIMITS });
  sourceOf(parameters[0]!.type, from).writeTo(writer);
  return { shown: writer.values[0]!, cut: writer.shown().cut, left: from.remainingBytes };
}

describe('what comes after a list that is cut is shown as it is', () => {
  const rest = { title: 'the end', last: 7 };

  it.each<[name: string, type: string, items: PlainValue]>([
    ['numbers', 'list<u32>', numbers(1000)],
    ['numbers of eight bytes', 'list<u64>', numbers(1000)],
    ['strings', 'list<string>', numbers(1000).map((number) => `s${number}`)],
    ['byte strings', 'list<list<u8>>', numbers(1000).map((number) => 'x'.repeat(number % 7))],
    ['lists', 'list<list<u16>>', numbers(1000).map((number) => numbers(number % 5))],
    ['records', 'list<point>', numbers(1000).map((x) => ({ x, y: -x }))],
    [
      'tuples with strings',
      'list<tuple<u8, string, bool>>',
      numbers(1000).map((number) => [number % 256, `t${number}`, true]),
    ],
    ['options', 'list<option<u32>>', numbers(1000).map((number) => (number % 3 ? number : null))],
    [
      'options in options',
      'list<option<option<string>>>',
      numbers(1000).map((number) => (number % 2 ? {} : { some: 'x' })),
    ],
    [
      'results',
      'list<result<string, u64>>',
      numbers(1000).map((number) => (number % 2 ? { ok: 'x' } : { err: number })),
    ],
    [
      'results without payload',
      'list<result>',
      numbers(1000).map((number) => (number % 2 ? { ok: true } : { err: true })),
    ],
    [
      'variants',
      'list<shape>',
      numbers(1000).map((number) => [{ circle: 1.5 }, { square: { x: 1, y: 2 } }, 'empty', { maybe: {} }][number % 4]!),
    ],
    ['enums', 'list<color>', numbers(1000).map((number) => ['red', 'green', 'blue'][number % 3]!)],
    ['flags', 'list<permissions>', numbers(1000).map(() => ({ read: true, write: false, 'run-as': true }))],
    ['characters', 'list<char>', numbers(1000).map(() => 'ß')],
  ])('after %s in a record', (_name, type, items) => {
    const { shown, cut, left } = preview(
      'cut-record',
      { items, ...rest },
      `record cut-record { items: ${type}, title: string, last: u8 }`,
    );
    expect(shown).toMatchObject(rest);
    expect((shown as { items: PlainValue[] }).items.length).toBeLessThanOrEqual(500);
    expect(cut?.inside?.get('items')?.whole).toEqual({ count: 1000, unit: 'items' });
    expect(left).toBe(0);
  });

  it('in a tuple', () => {
    expect(preview('tuple<list<u32>, u32>', [numbers(1000), 42])).toMatchObject({
      shown: [expect.any(Array), 42],
      left: 0,
    });
  });

  it('in shapes that nest, and in what follows them', () => {
    const definitions =
      'record inner { rows: list<list<string>>, count: u32 } record outer { first: inner, second: option<inner>, done: bool }';
    const rows = numbers(40).map((row) => numbers(40).map((column) => `${row}:${column}`));
    const { shown, left } = preview(
      'outer',
      { first: { rows, count: 1600 }, second: { rows, count: 3 }, done: true },
      definitions,
    );
    expect(shown).toMatchObject({ first: { count: 1600 }, second: { rows: [], count: 3 }, done: true });
    expect(left).toBe(0);
  });

  it('behind the payload of a case', () => {
    const definitions = 'variant either { many(list<string>), one(u8) }';
    const items = numbers(1000).map(String);
    const { shown, left } = preview('tuple<either, either, string>', [{ many: items }, { one: 5 }, 'end'], definitions);
    expect((shown as PlainValue[]).slice(1)).toEqual([{ one: 5 }, 'end']);
    expect(left).toBe(0);
  });

  it('for random types and values, whatever the writer takes: each message is read to its end', () => {
    fc.assert(
      fc.property(typedValues(1, { flags: 70 }), fc.integer({ min: 0, max: 6 }), ({ type, values: [value] }, limit) => {
        const from = new BytesReader(encodeValue(type, value!));
        const source = sourceOf({ kind: 'tuple', items: [type] }, from);
        source.writeTo(new PreviewWriter({ values: limit, textBytes: 8 * limit, longest: 5 }));
        expect(from.remainingBytes).toBe(0);
      }),
    );
  });

  it('a rest that is none of the type is still refused', () => {
    const type = signature('(v: tuple<list<result<u8, u8>>, u8>)').parameters[0]!.type;
    const bytes = bytesOf(
      signature('(v: tuple<list<result<u8, u8>>, u8>)'),
      plainValues([numbers(1000).map(() => ({ ok: 1 })), 1]),
    );
    bytes[bytes.length - 3] = 9;
    expect(() => sourceOf(type, new BytesReader(bytes)).writeTo(new PreviewWriter({ ...LIMITS }))).toThrow(RangeError);
  });
});

describe('a writer that wants all or nothing', () => {
  it('ends the lifting at the element that is too much, wherever the list lies', () => {
    const type = signature('(v: tuple<list<u32>, string>)');
    const source = sourceOf(
      type.parameters[0]!.type,
      new BytesReader(bytesOf(type, plainValues([numbers(1000), 'x']))),
    );
    const limited = (values: number): PlainWriter =>
      new PlainWriter({ values, textBytes: Infinity, longest: Infinity });
    expect(() => source.writeTo(limited(999))).toThrow(WriterFull);
    const roomy = limited(1002);
    source.writeTo(roomy);
    expect(roomy.values[0]).toEqual([numbers(1000), 'x']);
  });
});
