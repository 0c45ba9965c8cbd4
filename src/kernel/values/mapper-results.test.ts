import { describe, expect, it } from 'vitest';
import type { PlainValue, ShownValue } from '../../contract/api.ts';
import { PreviewWriter } from '../../contract/preview.ts';
import { LuaReader, LuaWriter } from '../lua/values.ts';
import { createLuaWorld, resumed } from '../lua/vm/testing/lua-world.ts';
import * as stack from '../lua/vm/stack.ts';
import { MAX_VALUE_BYTES, WriterFull } from '../../wit/codec.ts';
import { FunctionMapper } from './mapper.ts';
import { bytesOf, liftLua, liftPlain, luaValues, signature } from '../../conformance/mapping/mapper-harness.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';

const world = createLuaWorld();
const fromLua = (source: string): ReturnType<typeof luaValues> => luaValues(`return ${source}`, world);

/** Through the buffer and back: what Lua passes and gets, as plain values. */
function roundTrip(type: string, lua: string): PlainValue {
  const bytes = bytesOf(signature(`(v: ${type})`), fromLua(lua));
  return liftPlain(new FunctionMapper(signature(`() -> tuple<${type}>`)).liftResult(new BytesReader(bytes)));
}

describe('lifting', () => {
  it.each([
    ['bool', 'true', true],
    ['s8', '-128', -128],
    ['s16', '-32768', -32768],
    ['u32', '4294967295', 4294967295],
    ['s64', 'math.mininteger', -(2n ** 63n)],
    ['u64', 'int64("18446744073709551615")', 2n ** 64n - 1n],
    ['f32', '0.1', Math.fround(0.1)],
    ['f64', '3', 3],
    ['f32', '1e300', Infinity],
    ['char', '"\\240\\159\\166\\138"', '🦊'],
    ['string', '"a\\0\\239\\187\\191"', 'a\0\ufeff'],
    ['list<u8>', '{1, 2}', '\u0001\u0002'],
    ['list<u8>', '"\\255"', new Uint8Array([255])],
    ['list<u16>', '{1, 65535}', [1, 65535]],
    ['list<option<u32>>', '{1, nil, 3, n = 4}', [1, null, 3, null]],
    ['tuple<u32, option<u32>, string>', '{1, nil, "x"}', [1, null, 'x']],
    ['counted', '{tag_count = 2}', { 'tag-count': 2 }],
    ['option<u32>', 'nil', null],
    ['option<option<u32>>', '{}', {}],
    ['option<option<u32>>', '{some = 5}', { some: 5 }],
    ['option<option<option<u32>>>', '{some = {some = 5}}', { some: { some: 5 } }],
    ['shape', '"empty"', { empty: true }],
    ['shape', '{maybe = {some = 1}}', { maybe: { some: 1 } }],
    ['shape', '{dash_case = 1}', { 'dash-case': 1 }],
    ['labelled', '{tag = "x"}', { tag: 'x' }],
    ['color', '1', 'green'],
    ['permissions', '{"run-as"}', { read: false, write: false, 'run-as': true }],
    ['result<u32, string>', '{err = "x"}', { err: 'x' }],
    ['result', '{ok = true}', { ok: true }],
    ['nested', '{r = {ok = {}}}', { r: { ok: {} } }],
  ])('%s from %s', (type, lua, expected) => {
    expect(roundTrip(type, lua)).toEqual([expected]);
  });

  it('makes Lua tables with integers, floats and int64 values of their kind, and no metatables', () => {
    const bytes = bytesOf(signature('(v: tuple<u32, f64, u64>)'), fromLua('{1, 2, int64("18446744073709551615")}'));
    const reader = liftLua(
      new FunctionMapper(signature('() -> tuple<u32, f64, u64>')).liftResult(new BytesReader(bytes)),
      world,
    );
    reader.select(0);
    const kinds = [1, 2, 3].map((index) => {
      reader.enterIndex(index);
      const kind = [reader.typeName(), reader.isInteger(), reader.isInt64()];
      reader.leave();
      return kind;
    });
    expect(kinds).toEqual([
      ['number', true, false],
      ['number', false, false],
      ['userdata', true, true],
    ]);
  });

  it('sets n for a list of options', () => {
    const bytes = bytesOf(signature('(v: list<option<u32>>)'), fromLua('{nil, 2, n = 3}'));
    const reader = liftLua(
      new FunctionMapper(signature('() -> list<option<u32>>')).liftResult(new BytesReader(bytes)),
      world,
    );
    reader.select(0);
    expect([...reader.keys()]).toEqual([2, 'n']);
    expect(reader.plain()).toEqual([null, 2, null]);
  });

  it('may be done more than once from one result', () => {
    const bytes = bytesOf(signature('(v: list<string>)'), fromLua('{"a", "b"}'));
    const lifted = new FunctionMapper(signature('() -> result<list<string>, string>')).liftResult(
      new BytesReader(Uint8Array.of(0, ...bytes)),
    );
    expect([liftPlain(lifted), liftPlain(lifted)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('of 16 MB leaves an ordinary Lua world room for argument and result', () => {
    const { environment, thread } = createLuaWorld();
    const main = thread('local b = ("x"):rep(16 * 1024 * 1024) local r = ask(b) return #r, r == b');
    const asked = resumed(main, 0);
    if (asked.status !== 'command') throw new Error(asked.status);
    const bytes = bytesOf(signature('(v: list<u8>)'), new LuaReader(asked.L, asked.first, asked.count));
    const lifted = new FunctionMapper(signature('() -> list<u8>')).liftResult(new BytesReader(bytes));
    const writer = new LuaWriter(main.L);
    expect(lifted.status === 'returned' && lifted.source.writeTo(writer)).toBe(1);
    expect([writer.isFull, resumed(main, 1), stack.display(main.L, -2), stack.display(main.L, -1)]).toEqual([
      false,
      { status: 'done', count: 2 },
      '16777216',
      'true',
    ]);
    expect(environment.memoryBytes).toBeLessThan(64 * 1024 * 1024);
  });

  it('of more than a Lua world may hold stops early and says so', () => {
    const bytes = new Uint8Array(4 + 3_000_000);
    new DataView(bytes.buffer).setUint32(0, 3_000_000, true);
    const from = new BytesReader(bytes);
    const lifted = new FunctionMapper(signature('() -> list<bool>')).liftResult(from);
    const writer = new LuaWriter(createLuaWorld().environment.scratch);
    if (lifted.status !== 'returned') throw new Error(lifted.status);
    expect(() => lifted.source.writeTo(writer)).toThrow(WriterFull);
    expect([writer.isFull, from.position]).toEqual([true, 4]);
  });

  it('keeps only the beginning for a preview', () => {
    const preview = (type: string, lua: string, limits = { values: 5, textBytes: 20, longest: 8 }): ShownValue => {
      const writer = new PreviewWriter({ ...limits });
      const lifted = new FunctionMapper(signature(`() -> ${type}`)).liftResult(
        new BytesReader(bytesOf(signature(`(v: ${type})`), fromLua(lua))),
      );
      if (lifted.status === 'returned') lifted.source.writeTo(writer);
      return writer.shown();
    };
    const part = (value: PlainValue, count: number, unit: string): unknown => ({
      value,
      cut: { whole: { count, unit }, inside: null },
    });
    expect(preview('list<u32>', '{1, 2, 3, 4, 5, 6, 7, 8}')).toEqual(part([1, 2, 3, 4, 5], 8, 'items'));
    expect(preview('string', '("x"):rep(1000)')).toEqual(part('xxxxxxxx', 1000, 'bytes'));
    expect(preview('string', '("\\195\\159"):rep(1000)', { values: 5, textBytes: 20, longest: 7 })).toEqual(
      part('ßßß', 2000, 'bytes'),
    );
    expect(preview('list<u8>', '("\\255"):rep(1000)')).toEqual(part(new Uint8Array(8).fill(255), 1000, 'bytes'));
    expect(preview('tuple<string, u8>', '{("x"):rep(1000), 7}')).toEqual({
      value: ['xxxxxxxx', 7],
      cut: { whole: null, inside: new Map([[0, { whole: { count: 1000, unit: 'bytes' }, inside: null }]]) },
    });
  });

  it('of bytes that are none of the type ends in a RangeError', () => {
    const broken =
      (type: string, ...bytes: number[]): (() => unknown) =>
      () =>
        liftPlain(new FunctionMapper(signature(`() -> ${type}`)).liftResult(new BytesReader(Uint8Array.from(bytes))));
    expect(broken('color', 3, 0, 0, 0)).toThrow(RangeError);
    expect(broken('shape', 9, 0, 0, 0)).toThrow(RangeError);
    expect(broken('list<u32>', 255, 255, 255, 255)).toThrow(RangeError);
    expect(broken('string', 255, 0, 0, 0, 65)).toThrow(RangeError);
    expect(broken('char', 0, 0xd8, 0, 0)).toThrow(RangeError);
    expect(broken('result<u8, u8>')).toThrow(RangeError);
  });
});

describe('results', () => {
  const UNKNOWN = ['', 'wasm function returned an error'];

  it.each([
    ['u8', [5], ['returned', 5]],
    ['bool', [0], ['returned', false]],
    ['option<u8>', [0], ['returned', null]],
    ['result<u8, u8>', [0, 5], ['returned', 5]],
    ['result<u8, u8>', [1, 5], ['guest-error', 5]],
    ['result<_, u8>', [0], ['returned', true]],
    ['result<_, u8>', [1, 5], ['guest-error', 5]],
    ['result<u8>', [0, 5], ['returned', 5]],
    ['result<u8>', [1], [...UNKNOWN, null]],
    ['result', [0], ['returned', true]],
    ['result', [1], [...UNKNOWN, null]],
    ['result<_, bool>', [1, 0], [...UNKNOWN, { payload: false }]],
    ['result<_, bool>', [1, 1], ['guest-error', true]],
    ['result<_, option<u8>>', [1, 0], [...UNKNOWN, { payload: null }]],
    ['result<_, option<u8>>', [1, 1, 7], ['guest-error', 7]],
    ['result<_, option<bool>>', [1, 1, 0], [...UNKNOWN, { payload: false }]],
    ['result<_, option<option<bool>>>', [1, 1, 0], ['guest-error', {}]],
    ['result<option<u8>, u8>', [0, 0], ['returned', null]],
    ['result<result<u8, u8>, u8>', [0, 1, 7], ['returned', { err: 7 }]],
    ['option<result<u8, u8>>', [1, 1, 7], ['returned', { err: 7 }]],
    ['tuple<result<_, u8>>', [1, 7], ['returned', [{ err: 7 }]]],
  ])('%s of %j', (type, bytes, expected) => {
    const lifted = new FunctionMapper(signature(`() -> ${type}`)).liftResult(new BytesReader(Uint8Array.from(bytes)));
    const seen =
      lifted.status === 'failed'
        ? [lifted.failure.kind, lifted.failure.message, lifted.failure.details]
        : [lifted.status, liftPlain(lifted)];
    expect(seen).toEqual(expected);
  });

  it('are nil where the function has none', () => {
    const lifted = new FunctionMapper(signature('()')).liftResult(new BytesReader(new Uint8Array(0)));
    expect([lifted.status, liftPlain(lifted)]).toEqual(['returned', null]);
  });

  it("of more bytes than may be passed fail the call, which is the guest's doing", () => {
    const from = { remainingBytes: MAX_VALUE_BYTES + 1 } as BytesReader;
    expect(new FunctionMapper(signature('() -> string')).liftResult(from)).toMatchObject({
      status: 'failed',
      failure: { kind: 'Internal', message: `result: more than ${MAX_VALUE_BYTES} bytes`, retryable: false },
    });
  });
});
