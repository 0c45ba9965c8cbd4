import { describe, expect, test, vi } from 'vitest';
import type { CutPart, EntryId, PlainValue } from '../contract/api.ts';
import type { ValueSource } from '../contract/values.ts';
import { Calls } from './function-registry.ts';
import { createPermissions } from './security/permissions.ts';
import { KeptValues } from './kept-values.ts';
import { Output } from './output.ts';
import { MAX_PLAIN_VALUES, PlainReader, PlainWriter, writePlain } from '../contract/plain.ts';
import { callResult, evalResult, MAX_RESULT_BYTES, plainCallResult } from './results.ts';
import type { Callable, Outcome } from './scheduler/process.ts';
import { TapePlayer } from '../contract/tape.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { RecordingSink } from './testing/test-kernel.ts';
import { FunctionMapper } from './values/mapper.ts';
import { StagingWriter } from './values/staging.ts';
import { signature } from '../conformance/mapping/mapper-harness.ts';
import { BytesReader } from '../wit/bytes-reader.ts';

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
function setUp(outcome: Outcome, more: Partial<Callable> = {}, sink = new RecordingSink(), { isForPage = true } = {}) {
  const clock = new FakeClock();
  const kept = new KeptValues({ fill: (target) => target.fill(7) });
  const calls = new Calls(clock, sink, new Output(clock, sink), kept, createPermissions({ isStrict: false }));
  const callable: Callable = {
    id: 'app:f' as EntryId,
    start: ({ done }) => {
      done(outcome);
      return () => {};
    },
    info: () => ({ type: 'inline', active: 0, queued: 0, workers: 0, max: 1 }),
    close: () => {},
    ...more,
  };
  calls.register(callable);
  return (...args: PlainValue[]) => {
    const outcomes: Outcome[] = [];
    const frame = calls.rootFrame('page');
    calls.start('app:f', new PlainReader(args), frame, (ended) => outcomes.push(ended), {
      isTrusted: true,
      isForPage,
    });
    const entry = sink.entries.at(-1)!;
    const whole = (part: CutPart): PlainValue | undefined => {
      const tape = kept.get(entry.cuts?.[part]?.handle ?? '');
      const writer = new PlainWriter();
      if (tape) new TapePlayer(tape, writer).play();
      return writer.values[0];
    };
    return { outcome: outcomes[0]!, record: entry.call!, cuts: entry.cuts, whole };
  };
}

describe('the console record of a call', () => {
  test('holds small values whole', () => {
    const call = setUp({ status: 'returned', source: bytes(new TextEncoder().encode('done')) });
    expect(call(1, { a: ['x', null] }, new Uint8Array([255])).record).toMatchObject({
      arguments: [1, { a: ['x', null] }, new Uint8Array([255])],
      value: 'done',
      error: null,
    });
  });

  test('holds the beginning of large ones and how large they are beside it, while the caller gets them whole', () => {
    const call = setUp({ status: 'returned', source: bytes(new Uint8Array(16 * MB).fill(120)) });
    const { record, outcome, cuts } = call(
      'y'.repeat(16 * MB),
      Array.from({ length: 100_000 }, (_, index) => index),
    );
    const [text, list] = record.arguments as [string, PlainValue[]];
    expect([text.length, /^y+$/.test(text)]).toEqual([16 * 1024, true]);
    expect([list.length, list.at(-1)]).toEqual([199, 198]);
    expect(cuts?.arguments?.cut.inside?.get(0)?.whole).toEqual({ count: 16 * MB, unit: 'characters' });
    expect(cuts?.arguments?.cut.inside?.get(1)?.whole).toEqual({ count: 100_000, unit: 'items' });
    expect([(record.value as string).length, cuts?.result?.cut.whole]).toEqual([
      16 * 1024,
      { count: 16 * MB, unit: 'bytes' },
    ]);
    expect(plainCallResult(outcome, 0).value).toHaveLength(16 * MB);
  });

  test('says by which handle the whole is to be had, as long as it is kept', () => {
    const records = Array.from({ length: 5_000 }, (_, id) => ({ id, name: `user ${id}` }));
    const call = setUp({
      status: 'returned',
      source: source((writer) => {
        writePlain(records, writer);
        return 1;
      }),
    });
    const { record, cuts, whole } = call(records, 'x'.repeat(20_000));
    expect([(record.value as PlainValue[]).length < 200, cuts?.result?.cut.whole]).toEqual([
      true,
      { count: 5_000, unit: 'items' },
    ]);
    expect(whole('result')).toEqual(records);
    expect(whole('arguments')).toEqual([records, 'x'.repeat(20_000)]);
  });

  test('keeps the arguments as a guest gets them where they are encoded for one, and makes values of them when they are asked for', () => {
    const mapper = new FunctionMapper(signature('(numbers: list<u16>, rights: permissions)'));
    const staging = new StagingWriter();
    const numbers = Array.from({ length: 5_000 }, (_, index) => index);
    const args = [numbers, { run_as: true }];
    expect(mapper.lowerArguments(new PlainReader(args), staging)).toBeNull();
    let lifted = 0;
    const call = setUp(
      { status: 'returned', source: bytes(new Uint8Array(1)) },
      {
        encodedArguments: () => {
          const encoded = mapper.argumentsIn(staging.written);
          return { ...encoded, writeTo: () => ++lifted, snapshot: (maxBytes) => encoded.snapshot!(maxBytes) };
        },
      },
    );
    const { record, whole } = call(...args);
    staging.clear();
    staging.u32(7);
    expect((record.arguments as PlainValue[][])[0]).toHaveLength(200);
    expect(whole('arguments')).toEqual([numbers, { read: false, write: false, 'run-as': true }]);
    expect(lifted).toBe(0);
  });

  test('is spared of calls in a flood, whose values nobody looks at, but not of what the page calls itself', () => {
    let looks = 0;
    const outcome: Outcome = {
      status: 'returned',
      source: source((writer) => {
        looks++;
        writer.nil();
        return 1;
      }),
    };
    const sink = new (class extends RecordingSink {
      override hasRoom(): boolean {
        return false;
      }
    })();
    const clock = new FakeClock();
    const kept = new KeptValues({ fill: (target) => target.fill(7) });
    const calls = new Calls(clock, sink, new Output(clock, sink), kept, createPermissions({ isStrict: false }));
    const args = new PlainReader([1]);
    const written = vi.spyOn(args, 'writeTo');
    calls.register({
      id: 'app:f' as EntryId,
      encodedArguments: () => null,
      start: ({ done }) => {
        done(outcome);
        return () => {};
      },
      info: () => ({ type: 'inline', active: 0, queued: 0, workers: 0, max: 1 }),
      close: () => {},
    });
    calls.start('app:f', args, calls.rootFrame('eval'), () => {});
    expect([sink.entries.length, looks, written.mock.calls.length]).toEqual([0, 0, 0]);
    calls.start('app:f', args, calls.rootFrame('page'), () => {}, { isTrusted: true, isForPage: true });
    expect([sink.entries.length, looks, written.mock.calls.length]).toEqual([1, 1, 1]);
  });

  test('shows the payload of a guest error in the same way', () => {
    const { record, cuts, whole } = setUp({ status: 'guest-error', source: bytes(new Uint8Array(MB).fill(120)) })();
    expect(record).toMatchObject({ value: null, error: { from: 'guest', payload: 'x'.repeat(16 * 1024) } });
    expect([cuts?.result?.cut.whole, whole('result')]).toEqual([{ count: MB, unit: 'bytes' }, 'x'.repeat(MB)]);
  });

  test('of what cannot be read has the error that the caller gets', () => {
    const broken = source(() => {
      throw new RangeError('read beyond');
    });
    expect(setUp({ status: 'returned', source: broken })().record).toMatchObject({
      value: null,
      error: { from: 'runtime', message: 'result: read beyond' },
    });
  });
});

describe('the result of a call inside of others', () => {
  const items = 5 * MB;
  const encoded = new Uint8Array(4 + 4 * items);
  new DataView(encoded.buffer).setUint32(0, items, true);

  test('of more than is ever kept is not copied, and has no handle', () => {
    const reader = new BytesReader(encoded);
    const copied = vi.spyOn(reader, 'bytes');
    const lifted = new FunctionMapper(signature('() -> list<u32>')).liftResult(reader);
    const call = setUp(lifted, {}, new RecordingSink(), { isForPage: false });
    const { cuts } = call();
    expect(cuts?.result).toMatchObject({ cut: { whole: { count: items, unit: 'items' } }, handle: null });
    expect(copied).not.toHaveBeenCalled();
  });
});

describe('the result that the page gets', () => {
  const REFUSED = {
    from: 'runtime',
    kind: 'Invalid',
    message: `results of more than ${MAX_PLAIN_VALUES} values or ${MAX_RESULT_BYTES} bytes cannot be passed to the page`,
  };

  test('of more values than it can take is a failure, with which nothing is sent', () => {
    const large = source((writer) => {
      writer.list(MAX_PLAIN_VALUES + 1);
      return 1;
    });
    expect(callResult({ status: 'returned', source: large }, 1)).toEqual({
      value: null,
      error: { ...REFUSED, retryable: false, details: null },
      durationMs: 1,
    });
    expect(evalResult({ status: 'returned', source: large }, 1)).toEqual({
      values: [],
      error: { ...REFUSED, retryable: false, details: null },
      durationMs: 1,
    });
    const long = bytes(new Uint8Array(MAX_RESULT_BYTES));
    expect(callResult({ status: 'returned', source: long }, 1)).toMatchObject({ value: null, error: REFUSED });
  });

  test('of more values than it can take says so, also when more follows where the reading stopped', () => {
    const count = MAX_PLAIN_VALUES + 1;
    const message = new Uint8Array(4 + count + 4);
    new DataView(message.buffer).setUint32(0, count, true);
    const lifted = new FunctionMapper(signature('() -> tuple<list<bool>, u32>')).liftResult(new BytesReader(message));
    expect(plainCallResult(lifted, 0)).toMatchObject({ error: REFUSED });
  });

  test('is left where it is when everything is to be stopped', () => {
    const clock = new FakeClock();
    const sink = new RecordingSink();
    const random = { fill: (target: Uint8Array) => void target.fill(7) };
    let looks = 0;
    const calls = new Calls(
      clock,
      sink,
      new Output(clock, sink),
      new KeptValues(random),
      createPermissions({ isStrict: false }),
      () => ++looks === 3,
    );
    const numbers = source((writer) => {
      writePlain(
        Array.from({ length: 1_000_000 }, (_, index) => index),
        writer,
      );
      return 1;
    });
    expect(calls.record(numbers)).toMatchObject({ ok: false, error: { kind: 'Canceled' } });
    expect(looks).toBe(3);
  });

  test('goes as it is while it is small, and as bytes when it is large', () => {
    const list = (length: number): Outcome => ({
      status: 'returned',
      source: source((writer) => {
        writePlain(
          Array.from({ length }, (_, index) => index),
          writer,
        );
        return 1;
      }),
    });
    expect(callResult(list(3), 1)).toEqual({ value: [0, 1, 2], error: null, durationMs: 1 });
    expect(callResult(list(100_000), 1)).toEqual({
      tape: expect.any(Uint8Array) as Uint8Array,
      as: 'value',
      durationMs: 1,
    });
    expect(evalResult(list(100_000), 1)).toMatchObject({ as: 'values' });
    expect(callResult({ ...list(100_000), status: 'guest-error' } as Outcome, 1)).toMatchObject({ as: 'payload' });
  });

  test('that cannot be read is a failure, and other errors are not hidden', () => {
    const broken = (error: Error): Outcome => ({
      status: 'returned',
      source: source(() => {
        throw error;
      }),
    });
    expect(plainCallResult(broken(new RangeError('read beyond')), 0)).toMatchObject({
      error: { kind: 'Internal', message: 'result: read beyond', retryable: false },
    });
    expect(() => plainCallResult(broken(new TypeError('a bug')), 0)).toThrow('a bug');
  });
});
