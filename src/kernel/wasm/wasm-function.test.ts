import { describe, expect, test } from 'vitest';
import { PlainReader } from '../../contract/plain.ts';
import { type CallAttempts, type GuestFault } from '../../contract/ports.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import type { FunctionType } from '../../wit/types.ts';
import { NO_CONTEXT } from '../security/context.ts';
import { LISTS, MAX_HELD_BYTES, S32_TO_S32, scalar, setUp } from './testing/wasm-calls.ts';

test('a call takes a guest, gives its result and gives the guest back', () => {
  const { host, guest, start, scheduler } = setUp();
  const call = start(6);
  expect(guest.log).toEqual(['call']);
  guest.answer(42);
  expect(call.outcomes).toEqual([{ value: 42, error: null }]);
  expect(host.log).toEqual(['release']);
  expect(scheduler.list()).toEqual([]);
});

/** Answers what is even with one more; what is odd needs a guest. */
const EVEN: CallAttempts & { readonly withdrawn: number[] } = {
  withdrawn: [],
  fetchForComponents: () => Promise.resolve(),
  offer: () => {},
  withdraw(id) {
    this.withdrawn.push(id);
  },
  run(_program, args) {
    const value = new BytesReader(args).u32();
    return value % 2 === 0 ? new BytesReader(new Uint8Array(Uint32Array.of(value + 1).buffer)) : null;
  },
};

test('a call that needs no thread has ended when it has begun, and no guest heard of it', () => {
  const { host, start, scheduler } = setUp(null, 1, S32_TO_S32, EVEN);
  const { outcomes, events } = start(6);
  expect(outcomes).toEqual([{ value: 7, error: null }]);
  expect(events).toEqual(['started']);
  expect([host.log, scheduler.list()]).toEqual([[], []]);
});

test('a call that could not be tried to its end starts anew on a guest', () => {
  const { host, guest, start } = setUp(null, 1, S32_TO_S32, EVEN);
  const call = start(5);
  expect([guest.log, call.events]).toEqual([['call'], ['started']]);
  guest.answer(42);
  expect(call.outcomes).toEqual([{ value: 42, error: null }]);
  expect(host.log).toEqual(['release']);
});

test('a call is tried when its turn comes, in the order of the queue', () => {
  const { guest, start } = setUp(null, 1, S32_TO_S32, EVEN);
  const [first, second, third] = [start(5), start(8), start(10)];
  expect([second.outcomes, third.outcomes]).toEqual([[], []]);
  guest.answer(42);
  expect([first, second, third].map(({ outcomes }) => outcomes[0]?.value)).toEqual([42, 9, 11]);
});

test('a function that is closed is not tried any more', () => {
  const { wasm } = setUp(null, 1, S32_TO_S32, EVEN);
  wasm.close();
  expect(EVEN.withdrawn).toEqual([1]);
});

test('a stop while large arguments are checked ends the call as canceled and wakes no guest', () => {
  const { guest, scheduler, start, stopped } = setUp(null, 1, LISTS);
  const long = Array.from({ length: 100_000 }, () => 1);
  stopped.now = true;
  expect(start(long).outcomes).toMatchObject([{ error: { kind: 'Canceled' } }]);
  expect([guest.log, scheduler.list()]).toEqual([[], []]);
  stopped.now = false;
  expect(start(long).outcomes).toEqual([]);
  scheduler.turn(1);
  expect(guest.received[0]).toHaveLength(400_004);
});

test('arguments begin anew in each call, also after one whose conversion threw', () => {
  const { guest, wasm, start } = setUp(null, 1, LISTS);
  const broken = new PlainReader([[1, 2, 3]]);
  let steps = 0;
  broken.isInteger = () => {
    if (++steps === 3) throw new TypeError('a bug');
    return true;
  };
  const begin = (): unknown =>
    wasm.start({
      frame: { call: 9, target: 'app:f', parent: null, context: NO_CONTEXT },
      args: broken,
      done: () => {},
      started: () => {},
      yielded: () => {},
      resumed: () => {},
    });
  expect(begin).toThrow('a bug');
  start([7]);
  expect([...guest.received[0]!]).toEqual([1, 0, 0, 0, 7, 0, 0, 0]);
});

test('calls that wait hold only so many bytes of arguments together, and what one gives up another may take', () => {
  const strings: FunctionType = {
    name: 'f',
    parameters: [{ name: 'a', type: { kind: 'string' } }],
    result: scalar('s32'),
  };
  const { guest, scheduler, start } = setUp(null, 1, strings);
  const text = 'x'.repeat(Math.floor(0.12 * MAX_HELD_BYTES));
  start('first');
  const waiting = Array.from({ length: 8 }, () => start(text));
  const message = 'arguments of calls that wait for their turn take more than 8 MiB together';
  for (let call = 0; call < 20; call++)
    expect(start(text).outcomes).toMatchObject([{ error: { kind: 'Unavailable', message, retryable: true } }]);
  expect(scheduler.list().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBeLessThan(MAX_HELD_BYTES);
  waiting[0]!.cancel();
  expect(start(text).outcomes).toEqual([]);
  guest.answer(1);
  expect(start(text).outcomes).toEqual([]);
  for (let call = 0; call < 9; call++) guest.answer(1);
  expect(scheduler.list()).toEqual([]);
});

test("arguments for which the guest's buffer finds no room end the call, and the next one works", () => {
  const { guest, host, scheduler, start } = setUp(null, 1, LISTS);
  guest.room = 100;
  expect(start(Array.from({ length: 100 }, () => 1)).outcomes).toMatchObject([
    { error: { kind: 'Invalid', message: 'arguments are too large to be held' } },
  ]);
  expect([host.log, scheduler.list()]).toEqual([['release'], []]);
  const next = start([1]);
  guest.answer(5);
  expect(next.outcomes).toEqual([{ value: 5, error: null }]);
});

test('what the guest is or does is no fault that another try mends', () => {
  const faults: GuestFault[] = [
    { kind: 'trap', message: 'unreachable' },
    { kind: 'instantiate', message: 'no import' },
    { kind: 'invalid-result', message: 'result: expected u8, got i64' },
    { kind: 'exit', status: 3 },
    { kind: 'lost', message: 'gone' },
  ];
  for (const fault of faults) {
    const { guest, start } = setUp();
    const call = start(1);
    guest.fault(fault);
    expect(call.outcomes).toMatchObject([{ error: { kind: 'Internal', retryable: false } }]);
  }
});

test('arguments that do not fit wake no guest', () => {
  const { guest, start } = setUp();
  expect(start('six').outcomes).toMatchObject([
    { error: { kind: 'Invalid', message: 'argument 1: a: expected s32, got string' } },
  ]);
  expect(guest.log).toEqual([]);
});

describe('the values of a call', () => {
  const strings: FunctionType = {
    name: 'f',
    parameters: [{ name: 'a', type: { kind: 'string' } }],
    result: { kind: 'result', ok: { kind: 'string' }, err: { kind: 'string' } },
  };

  test('reach the guest as they were when the call began, also when it has to wait', () => {
    const { guest, start } = setUp(null, 1, strings);
    start('one');
    const waiting = start('second');
    start('3');
    guest.answerBytes(0, 0, 0, 0, 0);
    guest.answerBytes(1, 2, 0, 0, 0, 110, 111);
    expect(guest.received.map((bytes) => new TextDecoder().decode(bytes.subarray(4)))).toEqual(['one', 'second', '3']);
    expect(waiting.outcomes).toEqual([{ value: null, error: { from: 'guest', payload: 'no' } }]);
  });

  test('are shown as memory of a call that waits with them', () => {
    const { start, scheduler } = setUp(null, 1, strings);
    start('one');
    start('x'.repeat(1000));
    expect(scheduler.list().map(({ memoryBytes }) => memoryBytes)).toEqual([0, 1004]);
  });

  test('of several megabytes are handed over without being kept', () => {
    const { guest, scheduler, start } = setUp(null, 1, strings);
    start('a');
    start('x'.repeat(5 * 1024 * 1024));
    start('b');
    scheduler.turn(1);
    guest.answerBytes(0, 0, 0, 0, 0);
    guest.answerBytes(0, 0, 0, 0, 0);
    expect(guest.received.map((bytes) => bytes.length)).toEqual([5, 5 * 1024 * 1024 + 4, 5]);
  });

  test('that a guest sends against its type make the call fail', () => {
    const { guest, start } = setUp(null, 1, strings);
    const call = start('a');
    guest.answerBytes(0, 255, 255, 255, 255, 65);
    expect(call.outcomes).toMatchObject([
      { value: null, error: { kind: 'Internal', message: expect.stringMatching(/^result: /) as string } },
    ]);
    const empty = start('a');
    guest.answerBytes();
    expect(empty.outcomes).toMatchObject([
      { value: null, error: { kind: 'Internal', message: expect.stringMatching(/^result: /) as string } },
    ]);
  });
});
