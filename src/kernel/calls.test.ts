import { describe, expect, test } from 'vitest';
import type { EntryId, PlainValue, ValueSource } from './api.ts';
import { Calls, plainOutcome } from './calls.ts';
import { Output } from './output.ts';
import { MAX_PLAIN_VALUES, PlainReader } from './plain.ts';
import type { Callable, Outcome } from './scheduler/process.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { RecordingSink } from './testing/test-kernel.ts';
import { FunctionMapper } from './wit/mapper.ts';
import { BytesReader, signature } from './wit/testing/mapper-harness.ts';

const MB = 1024 * 1024;

function source(write: ValueSource['writeTo']): ValueSource {
  return { writeTo: write };
}
const bytes = (value: Uint8Array): ValueSource =>
  source((writer) => {
    writer.bytes(value);
    return 1;
  });

/** A registry with one function that answers at once. */
function setUp(outcome: Outcome) {
  const clock = new FakeClock();
  const sink = new RecordingSink();
  const calls = new Calls(clock, sink, new Output(clock, sink));
  const callable: Callable = {
    id: 'app:f' as EntryId,
    start: ({ done }) => {
      done(outcome);
      return () => {};
    },
    info: () => ({ type: 'inline', active: 0, queued: 0 }),
    close: () => {},
  };
  calls.register(callable);
  return (...args: PlainValue[]) => {
    const outcomes: Outcome[] = [];
    calls.start('app:f', new PlainReader(args), calls.rootFrame('page'), (ended) => outcomes.push(ended));
    return { outcome: outcomes[0]!, record: sink.entries.at(-1)!.call! };
  };
}

describe('the console record of a call', () => {
  test('holds small values whole', () => {
    const call = setUp({ status: 'returned', source: bytes(new TextEncoder().encode('done')) });
    expect(call(1, { a: ['x', null] }, new Uint8Array([255])).record).toMatchObject({ arguments: [1, { a: ['x', null] }, new Uint8Array([255])], value: 'done', error: null });
  });

  test('holds the beginning of large ones and says how large they are, while the caller gets them whole', () => {
    const call = setUp({ status: 'returned', source: bytes(new Uint8Array(16 * MB).fill(120)) });
    const { record, outcome } = call('y'.repeat(16 * MB), Array.from({ length: 100_000 }, (_, index) => index));
    const [text, list] = record.arguments as [string, PlainValue[]];
    expect([text.slice(-24), text.length < 20_000]).toEqual(['y… (16777216 characters)', true]);
    expect([list.length < 1000, list.at(-1)]).toEqual([true, '…']);
    expect([(record.value as string).slice(-19), (record.value as string).length < 20_000]).toEqual(['x… (16777216 bytes)', true]);
    expect(plainOutcome(outcome).value).toHaveLength(16 * MB);
  });

  test('shows the payload of a guest error in the same way', () => {
    const call = setUp({ status: 'guest-error', source: bytes(new Uint8Array(MB).fill(120)) });
    expect(call().record).toMatchObject({ value: null, error: { from: 'guest', payload: expect.stringMatching(/x… \(1048576 bytes\)$/) as string } });
  });
});

describe('the result that the page gets', () => {
  test('of more values than it can take is a failure', () => {
    const large = source((writer) => {
      writer.list(MAX_PLAIN_VALUES + 1);
      return 1;
    });
    expect(plainOutcome({ status: 'returned', source: large })).toMatchObject({ value: null, error: { from: 'runtime', kind: 'Invalid', message: `results of more than ${MAX_PLAIN_VALUES} values cannot be passed to the page` } });
  });

  test('of more values than it can take says so, also when more follows where the reading stopped', () => {
    const count = MAX_PLAIN_VALUES + 1;
    const message = new Uint8Array(4 + count + 4);
    new DataView(message.buffer).setUint32(0, count, true);
    const lifted = new FunctionMapper(signature('() -> tuple<list<bool>, u32>')).liftResult(new BytesReader(message));
    expect(plainOutcome(lifted)).toMatchObject({ error: { kind: 'Invalid', message: `results of more than ${MAX_PLAIN_VALUES} values cannot be passed to the page` } });
  });

  test('that cannot be read is a failure, and other errors are not hidden', () => {
    const broken = (error: Error): Outcome => ({
      status: 'returned',
      source: source(() => {
        throw error;
      }),
    });
    expect(plainOutcome(broken(new RangeError('read beyond')))).toMatchObject({ error: { kind: 'Internal', message: 'result: read beyond', retryable: false } });
    expect(() => plainOutcome(broken(new TypeError('a bug')))).toThrow('a bug');
  });
});
