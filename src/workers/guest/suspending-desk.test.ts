import { beforeEach, expect, it } from 'vitest';
import type { Program } from '../../contract/ports.ts';
import { GuestHosts } from '../../guest/hosts/index.ts';
import { compileWat } from '../../guest/testing/wat.ts';
import type { PromiseIntegration } from '../../guest/promise-integration.ts';
import type { GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { FakeClock } from '../testing/fake-guests.ts';
import { fakeSuspension } from '../testing/fake-suspension.ts';
import { createProgram } from '../testing/node-guests.ts';
import { SuspendingDesk } from './suspending-desk.ts';

let integration: PromiseIntegration;
let reports: GuestReport[];
let thrown: unknown[];
let clock: FakeClock;
/** Whether a report goes out. */
let isSent: (report: GuestReport) => boolean;
let make: (hosts?: GuestHosts) => SuspendingDesk;
let desk: SuspendingDesk;

beforeEach(() => {
  [integration, reports, thrown] = [fakeSuspension(), [], []];
  isSent = () => true;
  clock = new FakeClock();
  const report = (one: GuestReport): void => {
    if (!isSent(one)) throw new Error('no memory for a copy');
    reports.push(one);
  };
  make = (hosts) => {
    const loud = (one: unknown): void => void thrown.push(one);
    const platform = { clock, random: { fill: () => {} } };
    const turn = (): Promise<void> => Promise.resolve();
    return new SuspendingDesk(report, platform, integration, { turn, loud, ...(hosts && { hosts }) });
  };
  desk = make();
});

const NAP = `(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $nap (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (i64.const 1000000000))
    (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200))))`;
const NAPS = `(module ${NAP} (func (export "f") (result i32) (call $nap) (i32.const 7)))`;
const ANSWERS = '(module (func (export "f") (result i32) (i32.const 7)))';

async function publish(source: string, profiles: readonly string[] = ['wasi1']): Promise<Program> {
  const program = createProgram(await compileWat(source), 'f', [], 's32', profiles);
  desk.take({ type: 'program', program });
  return program;
}

const order = (call: number, { id }: Program): GuestOrder => ({
  type: 'call',
  call,
  programId: id,
  args: new Uint8Array(),
});
/** The time has passed for which it sleeps. */
function answer(call: number): GuestOrder {
  clock.atMs += 1000;
  return { type: 'answer', call, value: new Uint8Array() };
}
const said = (call: number): readonly string[] =>
  reports.filter((one) => 'call' in one && one.call === call).map(({ type }) => type);
const last = (call: number) => reports.findLast((one) => 'call' in one && one.call === call);

it('says that a call begins, what it asks, that it goes on and how it ends, while others wait', async () => {
  const program = await publish(NAPS);
  desk.take(order(1, program));
  await expect.poll(() => said(1)).toEqual(['begun', 'ask']);
  desk.take(order(2, program));
  await expect.poll(() => said(2)).toEqual(['begun', 'ask']);
  desk.take(answer(2));
  await expect.poll(() => said(2)).toEqual(['begun', 'ask', 'begun', 'done']);
  expect(said(1)).toEqual(['begun', 'ask']);
  desk.take(answer(1));
  await expect.poll(() => said(1)).toEqual(['begun', 'ask', 'begun', 'done']);
  expect(thrown).toEqual([]);
});

it('throws a call out of its wait and says that its code has the thread', async () => {
  const program = await publish(NAPS);
  desk.take(order(1, program));
  await expect.poll(() => said(1)).toEqual(['begun', 'ask']);
  desk.take({ type: 'abandon', call: 1 });
  await expect.poll(() => said(1)).toEqual(['begun', 'ask', 'begun', 'fault']);
  expect(last(1)).toMatchObject({ fault: { kind: 'interrupted' } });
  desk.take(answer(1));
  desk.take({ type: 'abandon', call: 1 });
  expect(said(1)).toHaveLength(4);
});

it('does not begin a call that nobody waits for any more when the code of its program is there', async () => {
  const program = createProgram(await compileWat(NAPS), 'f', [], 's32', ['wasi1']);
  desk.take({ type: 'program', program });
  desk.take(order(1, program));
  desk.take({ type: 'abandon', call: 1 });
  expect(reports).toEqual([{ type: 'fault', call: 1, fault: { kind: 'interrupted' } }]);
  desk.take(order(2, program));
  await expect.poll(() => said(2)).toEqual(['begun', 'ask']);
  expect(said(1)).toEqual(['fault']);
});

it('runs calls of programs that need nothing while the code of another one is fetched', async () => {
  const fetched = createProgram(await compileWat(NAPS), 'f', [], 's32', ['wasi1']);
  const plain = await publish(ANSWERS, []);
  desk.take({ type: 'program', program: fetched });
  desk.take(order(1, fetched));
  desk.take(order(2, plain));
  expect([said(1), said(2)]).toEqual([[], ['begun']]);
  await expect.poll(() => said(2)).toEqual(['begun', 'done']);
  await expect.poll(() => said(1)).toEqual(['begun', 'ask']);
  expect(reports.filter(({ type }) => type === 'here')).toEqual([{ type: 'here', programId: fetched.id }]);
});

it('asks nothing from where core code cannot be suspended', async () => {
  const program = await publish(`(module ${NAP} (func (export "f") (result i32) (i32.const 7))
    (func (export "cabi_post_f") (param i32) (call $nap)))`);
  desk.take(order(1, program));
  await expect.poll(() => said(1)).toEqual(['begun', 'fault']);
  expect(last(1)).toMatchObject({
    fault: { kind: 'trap', message: expect.stringContaining('post-return cannot wait here') as string },
  });
});

it('tells of a result that cannot be sent by a fault', async () => {
  const program = await publish(ANSWERS, []);
  isSent = ({ type }) => type !== 'done';
  desk.take(order(1, program));
  await expect.poll(() => said(1)).toEqual(['begun', 'fault']);
  expect(last(1)).toMatchObject({
    fault: { kind: 'memory', message: 'how it ended could not be sent: no memory for a copy' },
  });
  expect(thrown).toEqual([]);
});

it('is loud where it can say nothing at all', async () => {
  const program = await publish(ANSWERS, []);
  isSent = () => false;
  desk.take(order(1, program));
  await expect.poll(() => thrown).toMatchObject([{ message: 'no memory for a copy' }]);
});

it('keeps those that ended last ready, also of a program that came after many calls of another', async () => {
  const naps = await publish(NAPS);
  const late = await publish(`(module (import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32)))
    (memory (export "memory") 1) (func (export "f") (result i32) (i32.const 7)))`);
  for (let call = 1; call <= 8; call++) desk.take(order(call, naps));
  await expect.poll(() => said(8)).toEqual(['begun', 'ask']);
  for (let call = 1; call <= 8; call++) desk.take(answer(call));
  await expect.poll(() => said(8)).toHaveLength(4);
  expect(desk.idleOf(late.id)).toBe(0);
  desk.take(order(9, late));
  await expect.poll(() => said(9)).toEqual(['begun', 'done']);
  expect([desk.idleOf(late.id), desk.idleOf(naps.id)]).toEqual([1, 7]);
});

it('says that its thread is spent where the code of a program could not be fetched, and keeps nothing that lacks it', async () => {
  desk = make(new GuestHosts(() => Promise.reject(new Error('offline'))));
  const program = await publish(ANSWERS);
  desk.take(order(1, program));
  await expect.poll(() => said(1)).toEqual(['begun', 'spent', 'fault']);
  expect(last(1)).toMatchObject({
    fault: { kind: 'instantiate', message: expect.stringMatching(/the code of \S+ could not be fetched/) as string },
  });
  expect(desk.idleOf(program.id)).toBe(0);
});
