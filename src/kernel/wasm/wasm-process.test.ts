import { describe, expect, test } from 'vitest';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { type GuestFault } from '../../contract/ports.ts';
import { setUp } from './testing/wasm-calls.ts';

const { timers: timersOf, output: outputOf } = HOST_FUNCTIONS.of;

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
