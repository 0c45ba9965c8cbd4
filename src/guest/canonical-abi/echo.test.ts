/** Values of every type through real modules: what goes in comes out, bit for bit. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedValues, witTypeLists, witValues } from '../../conformance/mapping/arbitrary.ts';
import { assemble } from '../../conformance/mapping/echo-component.ts';
import { echoModule, echoModules, echoType } from '../../conformance/mapping/echo.ts';
import { encodeValue, encodeValues, type WitValue } from '../../conformance/mapping/wit-value.ts';
import { checkExport } from '../../project/binaries/check-export.ts';
import { flattenFunction } from '../../wit/flatten.ts';
import type { ScalarName, WitType } from '../../wit/types.ts';
import { exportedFunctions, readModule } from '../../binary/binary.ts';
import { createGuest } from '../testing/guest-harness.ts';

const RUNS = process.env['FUZZ_SECONDS'] ? 400 : 30;
const scalar = (name: ScalarName): WitType => ({ kind: 'scalar', name });
const list = (element: WitType, length: number | null = null): WitType => ({ kind: 'list', element, length });
const option = (some: WitType): WitType => ({ kind: 'option', some });
const tuple = (...items: WitType[]): WitType => ({ kind: 'tuple', items });
const string: WitType = { kind: 'string' };
const flags = (count: number): WitType => ({
  kind: 'flags',
  name: 'f',
  labels: Array.from({ length: count }, (_, index) => `l${index}`),
});
const enumeration = (count: number): WitType => ({
  kind: 'enum',
  name: 'e',
  cases: Array.from({ length: count }, (_, index) => `c${index}`),
});
const variant = (...types: (WitType | null)[]): WitType => ({
  kind: 'variant',
  name: 'v',
  cases: types.map((type, index) => ({ name: `c${index}`, type })),
});

async function echoes(type: WitType, values: readonly WitValue[]): Promise<void> {
  const bytes = await assemble(echoModule(type));
  const signature = echoType({ name: 'echo', types: [type] });
  const shape = readModule(bytes);
  if (!shape.ok) throw new Error(shape.error.message);
  expect(checkExport(signature, exportedFunctions(shape.value), shape.value.memory)).toBeNull();
  const module = new WebAssembly.Module(bytes);
  let sent = new Uint8Array();
  const run = createGuest(module, 'echo', { type: signature, encode: (out) => out.bytes(sent) });
  for (const value of values) {
    sent = encodeValue(type, value);
    const { fault, result } = run();
    expect(fault).toBeNull();
    expect(result.written).toEqual(sent);
  }
}

describe('a guest that returns its argument', () => {
  it('returns values of random types unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(typedValues(4, { flags: 100 }), ({ type, values }) => echoes(type, values)),
      { numRuns: RUNS },
    );
  });

  it('returns several arguments of random types as a tuple, spilled or not', async () => {
    const lists = witTypeLists({ min: 0, max: 6 }, { depth: 3 }).filter((types) => types.length !== 1);
    const cases = lists.chain((types) =>
      fc.tuple(fc.constant(types), fc.tuple(...types.map((type) => witValues(type)))),
    );
    await fc.assert(
      fc.asyncProperty(
        cases.filter(([types]) => types.length > 0),
        async ([types, values]) => {
          const echo = { name: 'echo', types };
          const module = new WebAssembly.Module(await assemble(echoModules([echo])));
          const sent = encodeValues(types, values);
          const { fault, result } = createGuest(module, 'echo', {
            type: echoType(echo),
            encode: (out) => out.bytes(sent),
          })();
          expect(fault).toBeNull();
          expect(result.written).toEqual(sent);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it.each<[string, WitType, WitValue[]]>([
    ['empty strings and lists', tuple(string, list(scalar('u64')), list(string)), [['', [], []]]],
    ['lists of empty lists', list(list(scalar('u16'))), [[[], [], [1n], []]]],
    [
      'a leading U+FEFF, NUL and four-byte characters',
      string,
      ['\uFEFFa', '\0', 'a\0b', '😀'.repeat(100), '€'.repeat(9)],
    ],
    ['long strings', string, ['x'.repeat(70_000), 'é'.repeat(70_000)]],
    [
      'nested options',
      option(option(option(string))),
      [
        { case: 0, payload: null },
        { case: 1, payload: { case: 1, payload: { case: 0, payload: null } } },
        { case: 1, payload: { case: 1, payload: { case: 1, payload: 'x' } } },
      ],
    ],
    ['flags of 8 labels', flags(8), [Array.from({ length: 8 }, (_, index) => index % 3 === 0)]],
    ['flags of 9 labels', flags(9), [Array.from({ length: 9 }, (_, index) => index === 8)]],
    ['flags of 16 labels', list(flags(16)), [[Array.from({ length: 16 }, () => true)]]],
    ['flags of 17 labels', list(flags(17)), [[Array.from({ length: 17 }, (_, index) => index === 16)]]],
    ['flags of 32 labels', flags(32), [Array.from({ length: 32 }, (_, index) => index === 31)]],
    ['flags of 33 labels', flags(33), [Array.from({ length: 33 }, (_, index) => index === 32)]],
    ['flags of 65 labels in a list', list(flags(65)), [[Array.from({ length: 65 }, (_, index) => index % 2 === 0)]]],
    ['an enum of 256 cases', list(enumeration(256)), [[255, 0, 7].map((index) => ({ case: index, payload: null }))]],
    ['an enum of 257 cases', list(enumeration(257)), [[256, 0].map((index) => ({ case: index, payload: null }))]],
    [
      'an enum of 65537 cases',
      list(enumeration(65_537)),
      [[65_536, 0].map((index) => ({ case: index, payload: null }))],
    ],
    [
      'slots that i32 and f32 share',
      variant(scalar('u32'), scalar('f32'), null),
      [
        { case: 0, payload: 4294967295n },
        { case: 1, payload: -0.5 },
        { case: 1, payload: NaN },
        { case: 2, payload: null },
      ],
    ],
    [
      'slots that f32 and i64 share',
      variant(scalar('f32'), scalar('s64')),
      [
        { case: 0, payload: -1.5 },
        { case: 1, payload: -(2n ** 63n) },
      ],
    ],
    [
      'slots that f64 and i32 share',
      variant(scalar('f64'), scalar('s8')),
      [
        { case: 0, payload: -0 },
        { case: 1, payload: -128n },
      ],
    ],
    [
      'slots that f32 and f64 share',
      variant(scalar('f32'), scalar('f64')),
      [
        { case: 0, payload: 0.25 },
        { case: 1, payload: 0.1 },
      ],
    ],
    [
      'variants within variants that share slots',
      variant(variant(scalar('f32'), scalar('u8')), scalar('u64')),
      [
        { case: 0, payload: { case: 0, payload: 2.5 } },
        { case: 1, payload: 2n ** 64n - 1n },
      ],
    ],
    ['lists of three', list(scalar('u16'), 3), [[1n, 2n, 65_535n]]],
    [
      'lists of seventeen, which spill',
      list(scalar('s8'), 17),
      [Array.from({ length: 17 }, (_, index) => BigInt(index - 8))],
    ],
    ['lists of three strings', list(string, 3), [['a', '', 'ccc']]],
    [
      'lists of three pairs in a list',
      list(list(tuple(scalar('u8'), scalar('u32')), 3)),
      [
        [
          [
            [1n, 2n],
            [3n, 4n],
            [5n, 6n],
          ],
        ],
      ],
    ],
    [
      'a result without payloads',
      { kind: 'result', ok: null, err: null },
      [
        { case: 0, payload: null },
        { case: 1, payload: null },
      ],
    ],
    [
      'a result as a record field',
      tuple({ kind: 'result', ok: string, err: scalar('u8') }, scalar('u8')),
      [
        [{ case: 0, payload: 'ok' }, 1n],
        [{ case: 1, payload: 9n }, 2n],
      ],
    ],
    [
      'sixteen parameters in slots',
      tuple(...Array.from({ length: 16 }, () => scalar('u8'))),
      [Array.from({ length: 16 }, (_, index) => BigInt(index))],
    ],
    [
      'seventeen values, spilled',
      tuple(...Array.from({ length: 17 }, () => scalar('u8'))),
      [Array.from({ length: 17 }, (_, index) => BigInt(index))],
    ],
  ])('returns %s', async (_name, type, values) => {
    await echoes(type, values);
  });

  it.each<ScalarName>(['bool', 's8', 'u8', 's16', 'u16', 's32', 'u32', 's64', 'u64', 'f32', 'f64', 'char'])(
    'returns lists of %s, one, option and fixed in length as well',
    async (name) => {
      const [value] = fc.sample(fc.array(witValues(scalar(name)), { minLength: 50, maxLength: 50 }), {
        numRuns: 1,
        seed: 7,
      });
      const values = value!;
      await echoes(list(scalar(name)), [values, values.slice(0, 1)]);
      await echoes(tuple(scalar(name), option(scalar(name)), list(scalar(name), 5)), [
        [values[0]!, { case: 1, payload: values[1]! }, values.slice(0, 5)],
      ]);
      await echoes(list(list(scalar(name), 5)), [[values.slice(0, 5), values.slice(5, 10)]]);
    },
  );
});

describe('flattening of random types', () => {
  it('agrees with the module that was made for them', async () => {
    await fc.assert(
      fc.asyncProperty(witTypeLists({ min: 1, max: 4 }, { flags: 70 }), async (types) => {
        const echo = { name: 'echo', types };
        const shape = readModule(await assemble(echoModules([echo])));
        if (!shape.ok) throw new Error(shape.error.message);
        expect(exportedFunctions(shape.value).get('echo')).toEqual(flattenFunction(echoType(echo)));
      }),
      { numRuns: RUNS },
    );
  });
});
