/** Values of every type through real components: what goes in comes out, bit for bit. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedValues, witTypeLists, witValues } from '../../conformance/mapping/arbitrary.ts';
import { buildEchoComponent, buildEchoComponents, echoMethod } from '../../conformance/mapping/echo-component.ts';
import { echoType } from '../../conformance/mapping/echo.ts';
import { encodeValue, encodeValues, type WitValue } from '../../conformance/mapping/wit-value.ts';
import type { ScalarName, WitType } from '../../wit/types.ts';
import { createByJco } from './testing/jco-harness.ts';
import { createPlanned } from './testing/planned-harness.ts';

/** Each run translates a component. */
const RUNS = process.env['FUZZ_SECONDS'] ? 150 : 8;
const scalar = (name: ScalarName): WitType => ({ kind: 'scalar', name });
const list = (element: WitType, length: number | null = null): WitType => ({ kind: 'list', element, length });
const option = (some: WitType): WitType => ({ kind: 'option', some });
const tuple = (...items: WitType[]): WitType => ({ kind: 'tuple', items });
const string: WitType = { kind: 'string' };
const none: WitValue = { case: 0, payload: null };
const some = (payload: WitValue): WitValue => ({ case: 1, payload });

/** Our linker, and the tool that is its oracle. */
const PATHS = [createPlanned, createByJco];

async function echoes(
  type: WitType,
  values: readonly WitValue[],
  place: 'world' | 'interface' = 'world',
): Promise<void> {
  const component = await buildEchoComponent(type, place);
  for (const create of PATHS) {
    const run = await create(component, {
      type: echoType({ name: 'echo', types: [type] }),
      method: echoMethod('echo', place),
    });
    for (const value of values) {
      const sent = encodeValue(type, value);
      expect(run(sent)).toEqual({ fault: null, result: sent });
    }
  }
}

describe('a component that returns its argument', () => {
  it('returns values of random types unchanged', async () => {
    await fc.assert(
      // A component has no more than 32 flags in one type.
      fc.asyncProperty(typedValues(4, { flags: 32 }), ({ type, values }) => echoes(type, values)),
      { numRuns: RUNS },
    );
  });

  it('returns several arguments of random types as a tuple', async () => {
    const lists = witTypeLists({ min: 2, max: 6 }, { depth: 3, flags: 32 });
    const cases = lists.chain((types) =>
      fc.tuple(fc.constant(types), fc.tuple(...types.map((type) => witValues(type)))),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([types, values]) => {
        const echo = { name: 'echo', types };
        const component = await buildEchoComponents([echo]);
        const sent = encodeValues(types, values);
        for (const create of PATHS) {
          const run = await create(component, { type: echoType(echo) });
          expect(run(sent)).toEqual({ fault: null, result: sent });
        }
      }),
      { numRuns: RUNS },
    );
  });

  it.each<[string, WitType, WitValue[]]>([
    ['empty strings and lists', tuple(string, list(scalar('u64')), list(string)), [['', [], []]]],
    [
      'a leading U+FEFF, NUL and four-byte characters',
      string,
      ['\uFEFFa', '\0', 'a\0b', '😀'.repeat(100), '€'.repeat(9), 'é'.repeat(24)],
    ],
    ['long strings', string, ['x'.repeat(70_000), 'é'.repeat(70_000)]],
    ['options in options', list(option(option(string))), [[none, some(none), some(some('x'))]]],
    [
      'three levels of options',
      list(option(option(option(string)))),
      [[none, some(none), some(some(none)), some(some(some('x')))]],
    ],
    [
      'lists of a fixed length',
      list(list(scalar('u32'), 2)),
      [
        [
          [1n, 2n],
          [3n, 4n],
        ],
      ],
    ],
    [
      'bytes of a fixed length',
      tuple(list(scalar('u8'), 3), list(scalar('u16'), 2)),
      [
        [
          [1n, 2n, 255n],
          [65535n, 0n],
        ],
      ],
    ],
    [
      'numbers at their edges',
      tuple(list(scalar('s8')), list(scalar('s64')), list(scalar('f64'))),
      [
        [
          [-128n, 127n],
          [-(2n ** 63n), 2n ** 63n - 1n],
          [NaN, -0, Infinity],
        ],
      ],
    ],
  ])('returns %s', async (_, type, values) => {
    await echoes(type, values);
  });

  it('returns records whose fields are named as what objects inherit', async () => {
    const names = ['constructor', 'to-string', 'value-of', 'has-own-property', 'then', 'user-ID', 'a1-B2'];
    const type: WitType = {
      kind: 'record',
      name: 'odd',
      fields: names.map((name) => ({ name, type: option(scalar('u32')) })),
    };
    await echoes(type, [names.map(() => none), names.map((_, index) => some(BigInt(index)))]);
    await echoes({ kind: 'flags', name: 'odd-flags', labels: names }, [names.map((_, index) => index % 2 === 0)]);
    await echoes(
      { kind: 'enum', name: 'odd-enum', cases: names },
      names.map((_, index) => ({ case: index, payload: null })),
    );
  });

  it('is found in an interface by the name that the binary gives it', async () => {
    await echoes(string, ['x'], 'interface');
  });
});
