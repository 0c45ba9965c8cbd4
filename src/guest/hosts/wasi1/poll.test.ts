/** Waiting for several things at once, and the end of a program. */
import { describe, expect, it } from 'vitest';
import { runGuest, ScriptedHost } from '../../testing/guest-harness.ts';
import { compileWat } from '../../testing/wat.ts';
import { coreType } from '../../../contract/hosts/host-interface.ts';
import { wasi1 } from '../../../contract/hosts/wasi1.ts';
import { createWasi1 } from './imports.ts';
import { SUCCESS, BADF, FAULT, INVAL, NOTDIR, NOTSUP, SPIPE, run, errno, numbers } from './testing/wasi-runs.ts';

/** Any arguments of the right types. */
function fill(name: string, value: number): string {
  return coreType(wasi1, name)!
    .parameters.map((type) => `(${type}.const ${value})`)
    .join(' ');
}

describe('every function', () => {
  const names = Object.keys(wasi1.core).filter((name) => name !== 'proc_exit');

  it.each(names)('%s answers an errno for addresses outside of memory', async (name) => {
    for (const value of [-1, -8, 65_535]) {
      const answer = await errno(name, fill(name, value));
      expect(answer).toBeGreaterThanOrEqual(0);
      expect(answer).toBeLessThan(77);
    }
  });

  it.each(names)('%s answers an errno on the standard streams and without a memory', async (name) => {
    for (const memory of ['(memory (export "memory") 1)', '']) {
      expect(await errno(name, fill(name, 1), { memory })).toBeLessThan(77);
    }
  });

  it.each(names)('%s notices an interrupt', async (name) => {
    const host = new ScriptedHost();
    host.isInterrupted = true;
    const { fault } = await run([name], `(call $${name} ${fill(name, 0)})`, { host });
    expect(fault).toEqual({ kind: 'interrupted' });
  });

  it.each([
    ['clock_time_get', '(i32.const 0) (i64.const 0) (i32.const 65529)', FAULT],
    ['random_get', numbers(65530, 10), FAULT],
    ['random_get', numbers(10, -1), FAULT],
    ['fd_write', numbers(1, 65532, 1, 0), FAULT],
    ['fd_write', numbers(9, 0, 0, 0), BADF],
    ['fd_read', numbers(1, 0, 0, 0), BADF],
    ['fd_seek', '(i32.const 1) (i64.const 0) (i32.const 0) (i32.const 0)', SPIPE],
    ['fd_prestat_get', numbers(3, 0), BADF],
    [
      'path_open',
      '(i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0)',
      BADF,
    ],
    [
      'path_open',
      '(i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0)',
      NOTDIR,
    ],
    ['sock_accept', numbers(0, 0, 0), NOTSUP],
    ['sock_recv', numbers(0, 0, 0, 0, 0, 0), NOTSUP],
    ['sock_send', numbers(0, 0, 0, 0, 0), NOTSUP],
    ['sock_shutdown', numbers(0, 0), NOTSUP],
    ['proc_raise', numbers(6), NOTSUP],
    ['clock_time_get', '(i32.const 9) (i64.const 0) (i32.const 0)', INVAL],
    ['poll_oneoff', numbers(0, 0, 0, 0), INVAL],
    ['poll_oneoff', numbers(0, 0, -1, 0), FAULT],
  ])('%s with %s answers %i', async (name, args, expected) => {
    expect(await errno(name, args)).toBe(expected);
  });
});

describe('poll_oneoff', () => {
  const IN = 0,
    OUT = 1024,
    COUNT = 2048;
  /** `subscription` number `index`. */
  const clock = (index: number, id: number, ns: number | bigint, absolute = false): string => `
    (i64.store (i32.const ${IN + index * 48}) (i64.const ${100 + index}))
    (i32.store8 (i32.const ${IN + index * 48 + 8}) (i32.const 0))
    (i32.store (i32.const ${IN + index * 48 + 16}) (i32.const ${id}))
    (i64.store (i32.const ${IN + index * 48 + 24}) (i64.const ${ns}))
    (i32.store16 (i32.const ${IN + index * 48 + 40}) (i32.const ${absolute ? 1 : 0}))`;
  const descriptor = (index: number, type: number, fd: number): string => `
    (i64.store (i32.const ${IN + index * 48}) (i64.const ${100 + index}))
    (i32.store8 (i32.const ${IN + index * 48 + 8}) (i32.const ${type}))
    (i32.store (i32.const ${IN + index * 48 + 16}) (i32.const ${fd}))`;

  /** `errno`, count, then user data, error and type of each event, as the guest sees them. */
  async function poll(
    subscriptions: readonly string[],
    host = new ScriptedHost(),
    output = OUT,
  ): Promise<{ answer: number[]; host: ScriptedHost }> {
    const answer: number[] = [];
    const setup = subscriptions.join('\n');
    const read = async (load: string): Promise<number> => {
      const { wakesEarlyMs, typesAfterNs } = host;
      const own = Object.assign(new ScriptedHost(), { wakesEarlyMs, typesAfterNs });
      const ran = await run(
        ['poll_oneoff'],
        `(local $e i32) ${setup} (local.set $e (call $poll_oneoff ${numbers(IN, output, subscriptions.length, COUNT)})) ${load}`,
        { host: own },
      );
      last = own;
      return ran.result.u32();
    };
    let last = host;
    answer.push(await read('(local.get $e)'), await read(`(i32.load (i32.const ${COUNT}))`));
    for (let index = 0; index < (answer[1] ?? 0); index++) {
      const at = output + index * 32;
      answer.push(
        await read(`(i32.load (i32.const ${at}))`),
        await read(`(i32.load16_u (i32.const ${at + 8}))`),
        await read(`(i32.load8_u (i32.const ${at + 10}))`),
      );
    }
    return { answer, host: last };
  }

  it('sleeps through the host for a relative time', async () => {
    const { answer, host } = await poll([clock(0, 1, 50_000_000n)]);
    expect(answer).toEqual([SUCCESS, 1, 100, 0, 0]);
    expect(host.sleepsNs).toEqual([50_000_000n]);
  });

  it('sleeps until an absolute time of its clock, and not at all for one that has passed', async () => {
    const { host } = await poll([clock(0, 0, 1_700_000_000_007_000_000n, true)]);
    expect(host.sleepsNs).toEqual([7_000_000n]);
    expect((await poll([clock(0, 1, 5n, true)])).host.sleepsNs).toEqual([]);
  });

  it('waits for the first of several clocks and reports only what has happened', async () => {
    const { answer, host } = await poll([clock(0, 1, 90_000_000n), clock(1, 0, 20_000_000n), clock(2, 1, 20_000_000n)]);
    expect(host.sleepsNs).toEqual([20_000_000n]);
    expect(answer).toEqual([SUCCESS, 2, 101, 0, 0, 102, 0, 0]);
  });

  it('sleeps again when it was woken too early', async () => {
    const { answer, host } = await poll(
      [clock(0, 1, 10_000_000n)],
      Object.assign(new ScriptedHost(), { wakesEarlyMs: 4 }),
    );
    expect(host.sleepsNs).toEqual([10_000_000n, 4_000_000n]);
    expect(answer[1]).toBe(1);
  });

  it('reports ready descriptors without sleeping', async () => {
    const { answer, host } = await poll([clock(0, 1, 90_000_000n), descriptor(1, 1, 0), descriptor(2, 2, 1)]);
    expect(host.sleepsNs).toEqual([]);
    expect(answer).toEqual([SUCCESS, 2, 101, 0, 1, 102, 0, 2]);
  });

  it.each([
    ['typed before the time has passed', 30_000_000n, [30_000_000n], [SUCCESS, 1, 101, 0, 1]],
    ['not typed before', 300_000_000n, [90_000_000n], [SUCCESS, 1, 100, 0, 0]],
  ])('waits for input and a time at once: %s', async (_what, typesAfterNs, slept, events) => {
    const host = Object.assign(new ScriptedHost(), { typesAfterNs });
    const { answer, host: ran } = await poll([clock(0, 1, 90_000_000n), descriptor(1, 1, 0)], host);
    expect(answer).toEqual(events);
    expect(ran.sleepsNs).toEqual(slept);
  });

  it('does not wait for input where something is ready', async () => {
    const host = Object.assign(new ScriptedHost(), { typesAfterNs: 1n });
    const { answer, host: ran } = await poll([descriptor(0, 1, 0), descriptor(1, 2, 1)], host);
    expect(answer).toEqual([SUCCESS, 1, 101, 0, 2]);
    expect(ran.sleepsNs).toEqual([]);
  });

  it('reports what cannot be waited for as events with an error', async () => {
    const { answer } = await poll([descriptor(0, 1, 77), descriptor(1, 2, 0), clock(2, 9, 1n), descriptor(3, 9, 0)]);
    expect(answer).toEqual([SUCCESS, 4, 100, BADF, 1, 101, BADF, 2, 102, INVAL, 0, 103, INVAL, 9]);
  });

  it('copes with events written over the subscriptions', async () => {
    const { answer } = await poll([descriptor(0, 2, 1), descriptor(1, 2, 2)], new ScriptedHost(), IN);
    expect(answer).toEqual([SUCCESS, 2, 100, 0, 2, 101, 0, 2]);
  });

  it('passes on a time longer than any clock', async () => {
    const host = new ScriptedHost();
    host.interruptAfter = 2;
    const { fault } = await run(
      ['poll_oneoff'],
      `${clock(0, 1, '0xffffffffffffffff' as unknown as bigint)} (call $poll_oneoff ${numbers(IN, OUT, 1, COUNT)})`,
      { host },
    );
    expect(fault).toEqual({ kind: 'interrupted' });
    expect(host.sleepsNs[0]).toBe(2n ** 64n - 1n);
  });
});

describe('proc_exit', () => {
  it.each([0, 1, 255, -1])('with status %i ends the call', async (status) => {
    const { fault } = await run(['proc_exit'], `(call $proc_exit ${numbers(status)}) unreachable`);
    expect(fault).toEqual({ kind: 'exit', status: status >>> 0 });
  });

  it('with status 0 ends _start normally, and the method runs', async () => {
    const module = (status: number): Promise<WebAssembly.Module> =>
      compileWat(`(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (func (export "_start") (call $exit (i32.const ${status}))) (func (export "f") (result i32) (i32.const 3)))`);
    const options = { hosts: [createWasi1()], profiles: ['wasi1'], result: 's32' as const };
    expect(runGuest(await module(0), 'f', options).result.u32()).toBe(3);
    expect(runGuest(await module(4), 'f', options).fault).toEqual({ kind: 'exit', status: 4 });
  });
});
