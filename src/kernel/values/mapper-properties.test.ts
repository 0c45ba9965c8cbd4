import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlainValue } from '../../contract/api.ts';
import { PlainReader, PlainWriter } from '../../contract/plain.ts';
import { LuaReader, LuaWriter } from '../lua/values.ts';
import { createLuaWorld } from '../lua/vm/testing/lua-world.ts';
import * as stack from '../lua/vm/stack.ts';
import type { HeldValues } from '../../contract/values.ts';
import { recordSource } from '../results.ts';
import { recordedInPortions } from '../testing/in-portions.ts';
import { FunctionMapper, type Lifted } from './mapper.ts';
import { StagingWriter } from './staging.ts';
import { typedValues, witTypes } from '../../conformance/mapping/arbitrary.ts';
import { lowerBy, luaValues, signature } from '../../conformance/mapping/mapper-harness.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { differencePlain, encodeValue, toLua, toPlain } from '../../conformance/mapping/wit-value.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';

const world = createLuaWorld();
const TYPES = { flags: 70 };

/** In one place of a signature only, since a result has a form of its own at the top. */
const echo = (type: WitType): FunctionType => ({
  name: 'f',
  parameters: [{ name: 'v', type }],
  result: { kind: 'tuple', items: [type] },
});

function returned(lifted: Lifted): Extract<Lifted, { status: 'returned' }>['source'] {
  if (lifted.status !== 'returned') throw new Error(lifted.status);
  return lifted.source;
}

function lower(mapper: FunctionMapper, values: LuaReader | PlainReader): Uint8Array {
  const lowered = lowerBy(mapper, values);
  if (typeof lowered === 'string') throw new Error(lowered);
  return lowered;
}

test('what the buffer holds comes back as it was, through Lua tables and through plain values', () => {
  fc.assert(
    fc.property(typedValues(1, TYPES), ({ type, values }) => {
      const bytes = encodeValue(type, values[0]!);
      const mapper = new FunctionMapper(echo(type));
      const from = new BytesReader(bytes);
      const source = returned(mapper.liftResult(from));

      const L = world.environment.scratch;
      source.writeTo(new LuaWriter(L));
      expect(from.remainingBytes).toBe(0);
      const tuple = stack.getTop(L);
      stack.rawGetIndex(L, tuple, 1);
      expect(lower(mapper, new LuaReader(L, tuple + 1, 1))).toEqual(bytes);
      stack.setTop(L, tuple - 1);

      const writer = new PlainWriter();
      source.writeTo(writer);
      const [item = null] = writer.values[0] as PlainValue[];
      expect(lower(mapper, new PlainReader([item]))).toEqual(bytes);
      expect(differencePlain(toPlain(type, values[0]!), item)).toBeNull();
    }),
  );
});

test('what is recorded in portions is what is recorded at once, and a list is left off after each of its items', () => {
  fc.assert(
    fc.property(typedValues(1, TYPES), ({ type, values }) => {
      const mapper = new FunctionMapper(echo(type));
      const kept = returned(mapper.liftResult(new BytesReader(encodeValue(type, values[0]!)))).snapshot!(Infinity);
      const atOnce = recordSource(kept!);
      expect(recordedInPortions(kept as HeldValues & typeof kept).tape).toEqual(atOnce.ok && atOnce.value);
    }),
  );
  const rows = new FunctionMapper(signature('() -> list<list<u16>>'));
  const bytes = new Uint8Array(4 + 20 * (4 + 100 * 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 20, true);
  for (let row = 0; row < 20; row++) view.setUint32(4 + row * 404, 100, true);
  const held = returned(rows.liftResult(new BytesReader(bytes))).hold!(Infinity)!;
  expect(recordedInPortions(held).portions).toBe(20 * 101 + 1);
});

test('what Lua code writes down is what the buffer holds', () => {
  fc.assert(
    fc.property(typedValues(1, { ...TYPES, depth: 3 }), ({ type, values }) => {
      const mapper = new FunctionMapper(echo(type));
      expect(lower(mapper, luaValues(`return ${toLua(type, values[0]!)}`, world))).toEqual(
        encodeValue(type, values[0]!),
      );
    }),
  );
});

/** Anything that the page or Lua may pass, most of which fits no type. */
const anything = fc.letrec<{ value: PlainValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom('n', 'tag', 'val', 'some', 'ok', 'err', 'name', '__proto__', '1', '2', 'constructor'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

test('what does not fit is refused in words that name the parameter, and never throws', () => {
  fc.assert(
    fc.property(witTypes(TYPES), anything, (type, value) => {
      const out = new StagingWriter();
      const failure = new FunctionMapper(echo(type)).lowerArguments(new PlainReader([value]), out);
      expect(lowerBy(new FunctionMapper(echo(type)), new PlainReader([value]))).toEqual(
        failure?.message ?? out.written,
      );
      if (failure === null) {
        const source = returned(new FunctionMapper(echo(type)).liftResult(new BytesReader(out.take())));
        expect(source.writeTo(new PlainWriter())).toBe(1);
        return;
      }
      expect(failure).toMatchObject({
        kind: 'Invalid',
        retryable: false,
        details: { argument: 1, path: expect.stringMatching(/^v/) as string },
      });
      expect(failure.message).toMatch(
        /^argument 1: v(?:[.[][^:]*)?: (?:expected|missing|unknown|unexpected|list starts|both)/,
      );
    }),
    { numRuns: 250 },
  );
});

test('damaged bytes are read as some value or refused with a RangeError', () => {
  fc.assert(
    fc.property(
      typedValues(1, TYPES),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      ({ type, values }, damage) => {
        const bytes = encodeValue(type, values[0]!);
        for (const [at, byte] of damage) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        try {
          returned(new FunctionMapper(echo(type)).liftResult(new BytesReader(bytes))).writeTo(new PlainWriter());
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      },
    ),
    { numRuns: 150 },
  );
});
