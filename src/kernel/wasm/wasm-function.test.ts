import { describe, expect, test } from 'vitest';
import { HeldBytes } from '../../base/held-bytes.ts';
import { ok } from '../../base/result.ts';
import type { CallResult, EntryId, PlainValue } from '../../contract/api.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { internal } from '../../contract/errors.ts';
import { PlainReader } from '../../contract/plain.ts';
import {
  NO_ATTEMPTS,
  type CallAttempts,
  type Guest,
  type GuestFault,
  type GuestHost,
  type GuestListener,
  type GuestOperation,
  type Program,
} from '../../contract/ports.ts';
import type { Sleep } from '../commands/sleep.ts';
import type { Write } from '../commands/write.ts';
import { CallPool } from '../scheduler/call-pool.ts';
import { SlotWaits } from '../scheduler/slot-waits.ts';
import { NIL_SOURCE, type Outcome } from '../scheduler/process.ts';
import { Scheduler, type Dispatch } from '../scheduler/scheduler.ts';
import { plainCallResult } from '../results.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { StagingWriter } from '../values/staging.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import type { FunctionType } from '../../wit/types.ts';
import { CallWorlds } from '../files/call-worlds.ts';
import { WasmFunction } from './wasm-function.ts';
import { NO_CONTEXT } from '../security/context.ts';

/** A guest that does what the test says, when it says so. */
class ScriptedGuest implements Guest {
  readonly id = 1;
  readonly log: string[] = [];
  /** Arguments of each call, encoded. */
  readonly received: Uint8Array[] = [];
  /** What its buffer takes. */
  room = 2 ** 28;
  #listener: GuestListener | null = null;

  call(_program: Program, encode: Parameters<Guest['call']>[1], listener: GuestListener): void {
    this.log.push('call');
    const out = new StagingWriter(this.room);
    encode(out);
    this.received.push(out.take());
    this.#listener = listener;
  }
  resume(): void {
    this.log.push('resume');
  }
  interrupt(): void {
    this.log.push('interrupt');
  }
  answer(value: number): void {
    this.answerBytes(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
  }
  answerBytes(...bytes: number[]): void {
    this.#listener?.done(new BytesReader(Uint8Array.from(bytes)));
  }
  fault(fault: GuestFault): void {
    this.#listener?.fault(fault);
  }
  ask(operation: GuestOperation): void {
    this.#listener?.operation(operation);
  }
}

class ScriptedHost implements GuestHost {
  readonly guest = new ScriptedGuest();
  readonly log: string[] = [];
  publish(): void {}
  retract(): void {
    this.log.push('retract');
  }
  acquire(ready: Parameters<GuestHost['acquire']>[0]): () => void {
    ready(ok(this.guest));
    return () => {};
  }
  release(): void {
    this.log.push('release');
  }
  park(): void {
    this.log.push('park');
  }
  filesChanged(): void {}
  unpark(): void {
    this.log.push('unpark');
  }
  info(): ReturnType<GuestHost['info']> {
    return { alive: 0, parked: 0, terminating: 0, list: [] };
  }
}

const { timers: timersOf, output: outputOf } = HOST_FUNCTIONS.of;
const scalar = (name: 's32') => ({ kind: 'scalar', name }) as const;
const S32_TO_S32: FunctionType = { name: 'f', parameters: [{ name: 'a', type: scalar('s32') }], result: scalar('s32') };

const MAX_HELD_BYTES = 2 ** 23;

function setUp(
  maxExecutionMs: number | null = null,
  limit = 1,
  type = S32_TO_S32,
  attempts: CallAttempts = NO_ATTEMPTS,
) {
  const clock = new FakeClock();
  const host = new ScriptedHost();
  const written: string[] = [];
  const stopped = { now: false, refuses: false };
  const dispatch: Dispatch = (asked, _frame, reply) => {
    const command = asked as Sleep | Write;
    if (stopped.refuses) {
      reply({ status: 'failed', failure: internal('no output') });
      return null;
    }
    if (command.type === 'sleep')
      return timers.after(command.durationNs / 1e6, () => reply({ status: 'returned', source: NIL_SOURCE }));
    if (command.type === 'write') written.push(new TextDecoder().decode(command.bytes));
    reply({ status: 'returned', source: NIL_SOURCE });
    return null;
  };
  const scheduler = new Scheduler(clock, dispatch, 2);
  const { timers } = scheduler;
  const program: Program = {
    id: 1,
    form: 'core',
    entry: 'app:f' as EntryId,
    module: {},
    method: 'f',
    type,
    profiles: [],
  };
  const wasm = new WasmFunction({
    source: { create: () => program, bytes: new Uint8Array(0), parts: null },
    program,
    pool: new CallPool(limit, new SlotWaits()),
    maxExecutionMs,
    guests: host,
    attempts,
    scheduler,
    held: new HeldBytes(MAX_HELD_BYTES),
    worlds: new CallWorlds({ volume: () => undefined, variable: () => ok(null), may: () => true }),
    wasi: null,
    mayGoOn: () => !stopped.now,
  });
  let calls = 0;
  const start = (...args: PlainValue[]) => {
    const outcomes: Pick<CallResult, 'value' | 'error'>[] = [];
    const events: string[] = [];
    const cancel = wasm.start({
      frame: { call: ++calls, target: 'app:f', parent: null, context: NO_CONTEXT },
      args: new PlainReader(args),
      done: (outcome: Outcome) => {
        const { value, error } = plainCallResult(outcome, 0);
        outcomes.push({ value, error });
      },
      started: () => events.push('started'),
      yielded: (command) => events.push(`yielded ${command}`),
      resumed: (command) => events.push(`resumed ${command}`),
    });
    return { outcomes, events, cancel };
  };
  const advance = (ms: number) => {
    clock.advance(ms);
    timers.fireDue();
  };
  const states = () => scheduler.list().map(({ state }) => state);
  return { wasm, host, guest: host.guest, timers, scheduler, written, stopped, start, advance, states };
}

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

const LISTS: FunctionType = {
  ...S32_TO_S32,
  parameters: [{ name: 'a', type: { kind: 'list', element: scalar('s32'), length: null } }],
};

test('a stop while large arguments are checked ends the call as canceled and wakes no guest', () => {
  const { guest, scheduler, start, stopped } = setUp(null, 1, LISTS);
  const long = Array.from({ length: 100_000 }, () => 1);
  stopped.now = true;
  expect(start(long).outcomes).toMatchObject([{ error: { kind: 'Canceled' } }]);
  expect([guest.log, scheduler.list()]).toEqual([[], []]);
  stopped.now = false;
  expect(start(long).outcomes).toEqual([]);
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
  const text = 'x'.repeat(Math.floor(0.24 * MAX_HELD_BYTES));
  start('first');
  const waiting = Array.from({ length: 4 }, () => start(text));
  const message = 'arguments of calls that wait for their turn take more than 8 MiB together';
  for (let call = 0; call < 20; call++)
    expect(start(text).outcomes).toMatchObject([{ error: { kind: 'Unavailable', message, retryable: true } }]);
  expect(scheduler.list().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBeLessThan(MAX_HELD_BYTES);
  waiting[0]!.cancel();
  expect(start(text).outcomes).toEqual([]);
  guest.answer(1);
  expect(start(text).outcomes).toEqual([]);
  for (let call = 0; call < 5; call++) guest.answer(1);
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
    const { guest, start } = setUp(null, 1, strings);
    start('a');
    start('x'.repeat(5 * 1024 * 1024));
    start('b');
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

describe('how a call ends when the guest does not answer', () => {
  const cases: [GuestFault, object][] = [
    [
      { kind: 'trap', message: 'wasm error: unreachable' },
      { kind: 'Internal', message: 'failed to call wasm method: f: wasm call failed: wasm error: unreachable' },
    ],
    [
      { kind: 'trap', message: 'wasm error: unreachable', stack: ['divide', 'function 0'] },
      { kind: 'Internal', details: { stack: ['divide', 'function 0'] } },
    ],
    [
      { kind: 'instantiate', message: 'module "env" field "log" is not provided' },
      { kind: 'Internal', message: 'failed to instantiate wasm module: module "env" field "log" is not provided' },
    ],
    [
      { kind: 'invalid-result', message: 'result: expected char, got 55296' },
      { kind: 'Internal', message: 'result: expected char, got 55296' },
    ],
    [
      { kind: 'exit', status: 3 },
      { kind: 'Internal', message: 'failed to call wasm method: f: wasi exit requested: status 3' },
    ],
    [
      { kind: 'lost', message: 'gone' },
      { kind: 'Internal', message: 'failed to call wasm method: f: guest worker lost: gone' },
    ],
    [{ kind: 'interrupted' }, { kind: 'Canceled', message: 'context canceled' }],
  ];
  for (const [fault, error] of cases)
    test(`${fault.kind} is kind ${(error as { kind: string }).kind}`, () => {
      const { guest, start } = setUp();
      const call = start(1);
      guest.fault(fault);
      guest.fault(fault);
      expect(call.outcomes).toMatchObject([{ value: null, error }]);
    });

  test('an exit with status 0 is a normal end without a value', () => {
    const { guest, start } = setUp();
    const call = start(1);
    guest.fault({ kind: 'exit', status: 0 });
    expect(call.outcomes).toEqual([{ value: null, error: null }]);
  });
});

describe('a guest that asks the host', () => {
  test('sleeps until the clock says so, and its slot is free meanwhile', () => {
    const { host, guest, start, advance, states } = setUp();
    const call = start(1);
    guest.ask({ fn: timersOf.sleep, args: [250_000_000n] });
    expect(states()).toEqual(['blocked(sleep)']);
    expect(host.log).toEqual(['park']);
    advance(249.9);
    expect(guest.log).toEqual(['call']);
    advance(0.1);
    expect([guest.log, host.log]).toEqual([
      ['call', 'resume'],
      ['park', 'unpark'],
    ]);
    expect(call.events).toEqual(['started', 'yielded sleep', 'resumed sleep']);
    guest.answer(1);
    expect(call.outcomes).toEqual([{ value: 1, error: null }]);
  });

  test('is answered at once where nothing has to be waited for, and is not parked', () => {
    const { host, guest, start, written } = setUp();
    const call = start(1);
    guest.ask({ fn: outputOf.write, args: ['stdout', new TextEncoder().encode('hi')] });
    expect([written, guest.log, host.log, call.events]).toEqual([['hi'], ['call', 'resume'], [], ['started']]);
  });
});

test('a host function that cannot say its failure ends the call with it, once the guest has let go', () => {
  const { guest, start, stopped } = setUp();
  const call = start(1);
  stopped.refuses = true;
  guest.ask({ fn: outputOf.write, args: ['stdout', new Uint8Array()] });
  expect([guest.log, call.outcomes]).toEqual([['call', 'interrupt'], []]);
  guest.fault({ kind: 'interrupted' });
  expect(call.outcomes).toMatchObject([{ error: { message: 'failed to call wasm method: f: no output' } }]);
});

describe('limits.max_execution_ms', () => {
  const timeout = {
    kind: 'Timeout',
    message: 'failed to call wasm method: f: context deadline exceeded',
    retryable: true,
  };

  test('interrupts the guest at the deadline, and the call ends when the guest has let go', () => {
    const { guest, start, advance, timers } = setUp(50);
    const call = start(1);
    advance(49);
    expect(guest.log).toEqual(['call']);
    advance(1);
    expect(guest.log).toEqual(['call', 'interrupt']);
    expect(call.outcomes).toEqual([]);
    guest.fault({ kind: 'lost', message: 'terminated' });
    expect(call.outcomes).toMatchObject([{ error: timeout }]);
    expect(timers.size).toBe(0);
  });

  test('ends a sleep as well', () => {
    const { guest, start, advance, timers } = setUp(50);
    const call = start(1);
    guest.ask({ fn: timersOf.sleep, args: [10_000_000_000n] });
    advance(50);
    guest.fault({ kind: 'interrupted' });
    expect(call.outcomes).toMatchObject([{ error: timeout }]);
    expect(timers.size).toBe(0);
  });

  test('does not count the time in the queue', () => {
    const { guest, start, advance } = setUp(50);
    start(1);
    const second = start(2);
    advance(49);
    guest.answer(1);
    advance(49);
    guest.answer(2);
    expect(second.outcomes).toEqual([{ value: 2, error: null }]);
  });

  test('leaves no timer behind after a call that was in time', () => {
    const { guest, start, timers } = setUp(50);
    start(1);
    guest.answer(1);
    expect(timers.size).toBe(0);
  });
});

describe('cancelling', () => {
  test('a waiting call gives its place up and is not told', () => {
    const { guest, start, wasm } = setUp();
    start(1);
    const second = start(2);
    second.cancel();
    expect(wasm.info()).toMatchObject({ active: 1, queued: 0 });
    guest.answer(1);
    expect([second.outcomes, wasm.info().active]).toEqual([[], 0]);
  });

  test('a running call is interrupted, keeps its slot until the guest has let go, and is not told', () => {
    const { host, guest, start, wasm, scheduler } = setUp();
    const call = start(1);
    call.cancel();
    call.cancel();
    expect([guest.log, wasm.info().active]).toEqual([['call', 'interrupt'], 1]);
    guest.fault({ kind: 'interrupted' });
    expect([call.outcomes, wasm.info().active, host.log]).toEqual([[], 0, ['release']]);
    expect(scheduler.list()).toEqual([]);
  });

  test('a late answer of a guest that was interrupted is dropped', () => {
    const { guest, start, advance } = setUp(50);
    const call = start(1);
    advance(50);
    guest.answer(7);
    expect(call.outcomes).toMatchObject([{ error: { kind: 'Timeout' } }]);
  });
});
