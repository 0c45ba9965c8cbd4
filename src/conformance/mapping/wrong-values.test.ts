/** The mapper alone, between plain values and the bytes of the shared buffer, without any guest. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { PlainReader, PlainWriter } from '../../contract/plain.ts';
import type { WitType } from '../../wit/types.ts';
import { FunctionMapper } from '../../kernel/values/mapper.ts';
import { typedValues } from './arbitrary.ts';
import { Message } from './message.ts';
import { answerOf } from './rows/check.ts';
import { differencePlain, encodeValue, toPlain } from './wit-value.ts';
import { wrongValues } from './wrong-values.ts';

// Random types cost a build each.
vi.setConfig({ testTimeout: 60_000 });

const RUNS = process.env['FUZZ_SECONDS'] ? 500 : 50;
const mapperOf = (type: WitType): FunctionMapper =>
  new FunctionMapper({ name: 'f', parameters: [{ name: 'v', type }], result: type });

test('a canonical value is written as the bytes of its type, and those bytes are read as that value', () => {
  fc.assert(
    fc.property(typedValues(3, { flags: 70 }), ({ type, values }) => {
      const mapper = mapperOf(type);
      for (const value of values) {
        const out = new Message();
        expect(mapper.lowerArguments(new PlainReader([toPlain(type, value)]), out)).toBeNull();
        const bytes = encodeValue(type, value);
        expect(out.written).toEqual(bytes);
        const lifted = mapper.liftResult(Message.of(bytes));
        const writer = new PlainWriter();
        if (lifted.status !== 'failed') lifted.source.writeTo(writer);
        const [seen = null] = writer.values;
        const wanted = answerOf(type, value);
        if (lifted.status === 'failed') expect(lifted.failure).toMatchObject(wanted);
        else
          expect(
            differencePlain('value' in wanted ? wanted.value : 'guest' in wanted ? wanted.guest : null, seen),
          ).toBeNull();
        expect(lifted.status).toBe('value' in wanted ? 'returned' : 'guest' in wanted ? 'guest-error' : 'failed');
      }
    }),
    { numRuns: RUNS },
  );
});

test('a wrong value at any place is refused with the path of that place', () => {
  let places = 0;
  fc.assert(
    fc.property(typedValues(1), ({ type, values }) => {
      const mapper = mapperOf(type);
      for (const { plain, path, problem } of wrongValues(type, values[0]!)) {
        const failure = mapper.lowerArguments(new PlainReader([plain]), new Message());
        const prefix = `argument 1: v${path}: `;
        if (problem === null) expect(failure?.message.startsWith(prefix), `${failure?.message} at ${path}`).toBe(true);
        else expect(failure?.message).toBe(`${prefix}${problem}`);
        expect(failure?.kind).toBe('Invalid');
        places++;
      }
    }),
    { numRuns: RUNS },
  );
  expect(places).toBeGreaterThan(RUNS);
});
