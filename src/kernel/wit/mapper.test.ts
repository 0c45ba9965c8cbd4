import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liftScalar, lowerScalar } from '../wasm/guest-values.ts';
import { encodeArguments, liftResult, lowerArguments } from './mapper.ts';
import { integerRange, type IntegerName } from './ranges.ts';
import { float, integer, TestBuffer, TestReader, type TestValue, TestWriter } from './testing/values.ts';
import type { FunctionType, ScalarName, WitType } from './types.ts';

const scalar = (name: ScalarName): WitType => ({ kind: 'scalar', name });
const taking = (...names: ScalarName[]): FunctionType => ({
  name: 'f',
  parameters: names.map((name, index) => ({ name: String.fromCharCode(97 + index), type: scalar(name) })),
  result: null,
});
const giving = (name: ScalarName): FunctionType => ({ name: 'f', parameters: [], result: scalar(name) });
const problem = (name: ScalarName, value: TestValue): string | null =>
  lowerArguments(taking(name), new TestReader([value]))?.message.replace('argument 1: a: ', '') ?? null;

describe('lowering arguments', () => {
  const cases: [ScalarName, TestValue, string | null][] = [
    ['s32', float(3.5), 'expected s32, got 3.5'],
    ['s32', float(3), null],
    ['s32', float(-0), null],
    ['u8', integer(300), 'expected u8 (0..255), got 300'],
    ['u32', integer(-1), 'expected u32 (0..4294967295), got -1'],
    ['u32', integer(4294967295), null],
    ['u64', integer(9007199254740993n), null],
    ['u64', float(2 ** 53), 'expected u64, got 9007199254740992: a float is not exact beyond 2^53-1'],
    ['s64', float(-(2 ** 53)), 'expected s64, got -9007199254740992: a float is not exact beyond 2^53-1'],
    ['u64', { int64: 18446744073709551615n }, null],
    ['s64', { int64: 2n ** 63n }, 'expected s64 (-9223372036854775808..9223372036854775807), got 9223372036854775808'],
    ['s32', float(NaN), 'expected s32, got nan'],
    ['s32', float(Infinity), 'expected s32, got inf'],
    ['u64', float(-Infinity), 'expected u64, got -inf'],
    ['f32', float(NaN), null],
    ['f64', integer(7), null],
    ['f32', float(1e300), null],
    ['f64', { int64: 2n ** 63n }, null],
    ['f64', { int64: 2n ** 64n - 1n }, 'expected f64, got 18446744073709551615: not exact as f64'],
    ['s32', '7', 'expected s32, got string'],
    ['s32', true, 'expected s32, got boolean'],
    ['bool', integer(1), 'expected bool, got number'],
    ['bool', null, 'expected bool, got nil'],
    ['bool', false, null],
    ['char', 'ß', null],
    ['char', '🦊', null],
    ['char', '', 'expected char, got string of 0 characters'],
    ['char', 'ab', 'expected char, got string of 2 characters'],
    ['char', integer(65), 'expected char, got number'],
    ['char', new Uint8Array([0x61, 0xed, 0xa0, 0x80]), 'expected char, got invalid UTF-8 at byte 2'],
    ['f64', { other: 'userdata' }, 'expected f64, got userdata'],
    ['s32', { other: 'table' }, 'expected s32, got table'],
  ];
  it.each(cases)('takes or refuses %s from %o', (name, value, message) => {
    expect(problem(name, value)).toBe(message);
  });

  it('names argument, path, expectation and value in details', () => {
    const failure = lowerArguments(taking('s32', 's32', 'u8'), new TestReader([integer(1), integer(2), integer(300)]));
    expect(failure).toEqual({
      kind: 'Invalid',
      message: 'argument 3: c: expected u8 (0..255), got 300',
      retryable: false,
      details: { argument: 3, path: 'c', expected: 'u8 (0..255)', got: 300 },
    });
  });

  it('reports the first misfit in parameter order', () => {
    const failure = lowerArguments(taking('s32', 's32'), new TestReader(['x', true]));
    expect(failure?.message).toBe('argument 1: a: expected s32, got string');
  });

  it('counts arguments, ignoring nils beyond the last parameter', () => {
    const message = (...values: TestValue[]): string | undefined => lowerArguments(taking('u32', 'u32'), new TestReader(values))?.message;
    expect(message(integer(1), integer(2), integer(3))).toBe('expected 2 arguments, got 3');
    expect(message(integer(1))).toBe('expected 2 arguments, got 1');
    expect(message(integer(1), integer(2), null, null)).toBeUndefined();
    expect(message(integer(1), integer(2), null, integer(4), null)).toBe('expected 2 arguments, got 4');
    expect(message(integer(1), null)).toBe('argument 2: b: expected u32, got nil');
    expect(lowerArguments(taking(), new TestReader([integer(1)]))?.message).toBe('expected 0 arguments, got 1');
  });

  it('refuses unsupported types by name', () => {
    const type: FunctionType = { name: 'f', parameters: [{ name: 's', type: { kind: 'unsupported', text: 'list<string>' } }], result: null };
    expect(lowerArguments(type, new TestReader(['x']))).toMatchObject({ kind: 'Invalid', message: 'WIT type list<string> is not supported yet' });
  });

  it('hands a -0.0 for an integer type over as 0', () => {
    const out = new TestBuffer();
    encodeArguments(taking('s64', 's32'), new TestReader([float(-0), float(-0)]), out);
    expect([lowerScalar.s64(out), lowerScalar.s32(out)]).toEqual([0n, 0]);
  });
});

describe('round trips', () => {
  /** Lua → buffer → core value → (identity guest) → buffer → Lua. */
  function roundTrip(name: ScalarName, value: TestValue): unknown[] {
    expect(lowerArguments(taking(name), new TestReader([value]))).toBeNull();
    const forth = new TestBuffer();
    encodeArguments(taking(name), new TestReader([value]), forth);
    const core = lowerScalar[name](forth);
    expect(forth.unread).toBe(0);
    const back = new TestBuffer();
    expect(liftScalar[name](core, back)).toBeNull();
    const writer = new TestWriter();
    const source = liftResult(giving(name), back);
    expect(back.unread).toBe(0);
    expect(source.writeTo(writer)).toBe(1);
    return writer.values;
  }
  const narrow = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

  it.each<IntegerName>(['s8', 'u8', 's16', 'u16', 's32', 'u32', 's64', 'u64'])('every %s comes back as it went', (name) => {
    const { min, max } = integerRange(name);
    fc.assert(
      fc.property(fc.oneof(fc.bigInt({ min: BigInt(min), max: BigInt(max) }), fc.constantFrom(BigInt(min), BigInt(max), 0n)), (value) => {
        const sent: TestValue = value > 2n ** 63n - 1n ? { int64: value } : integer(narrow(value));
        expect(roundTrip(name, sent)).toEqual([sent]);
      }),
    );
    expect(problem(name, integer(narrow(BigInt(min) - 1n)))).toContain(`expected ${name} (`);
    expect(problem(name, { int64: BigInt(max) + 1n })).toContain(`expected ${name} (`);
  });

  it('every f64 and every f32 comes back as a float', () => {
    fc.assert(fc.property(fc.double(), (value) => { expect(roundTrip('f64', float(value))).toEqual([float(value)]); }));
    fc.assert(fc.property(fc.double(), (value) => { expect(roundTrip('f32', float(value))).toEqual([float(Math.fround(value))]); }));
    expect(roundTrip('f64', integer(3))).toEqual([float(3)]);
  });

  it('every character comes back', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (value) => { expect(roundTrip('char', value)).toEqual([value]); }));
    expect(roundTrip('char', '\0')).toEqual(['\0']);
    expect(roundTrip('char', '\ufeff')).toEqual(['\ufeff']);
  });

  it('booleans come back', () => {
    expect(roundTrip('bool', true)).toEqual([true]);
    expect(roundTrip('bool', false)).toEqual([false]);
  });
});

describe('what a guest returns', () => {
  it('cuts small integers to their width and reads u32 unsigned', () => {
    const lifted = (name: ScalarName, value: number): unknown => {
      const buffer = new TestBuffer();
      liftScalar[name](value, buffer);
      const writer = new TestWriter();
      liftResult(giving(name), buffer).writeTo(writer);
      return writer.values[0];
    };
    expect(lifted('u8', 300)).toEqual(integer(44));
    expect(lifted('s8', 255)).toEqual(integer(-1));
    expect(lifted('s16', 65535)).toEqual(integer(-1));
    expect(lifted('u32', -1)).toEqual(integer(4294967295));
    expect(lifted('bool', 2)).toBe(true);
  });

  it('is nil without a result', () => {
    const writer = new TestWriter();
    expect(liftResult(taking(), new TestBuffer()).writeTo(writer)).toBe(1);
    expect(writer.values).toEqual([null]);
  });
});
