import { beforeEach, describe, expect, it } from 'vitest';
import type { Program } from '../../contract/ports.ts';
import { END, PAUSE } from '../../contract/module-pause.ts';
import { compilePausable } from '../../guest/testing/wat.ts';
import type { PromiseIntegration } from '../../guest/promise-integration.ts';
import type { GuestReport } from '../../protocol/guest-messages.ts';
import { fakeSuspension } from '../testing/fake-suspension.ts';
import { createProgram } from '../testing/node-guests.ts';
import { Pace, Pauses, threadTurns } from './pauses.ts';
import { SuspendingDesk } from './suspending-desk.ts';

let integration: PromiseIntegration;
let reports: GuestReport[];
let heard: (report: GuestReport) => void;
let turns: number;
let desk: SuspendingDesk;

beforeEach(() => {
  [integration, reports, turns, heard] = [fakeSuspension(), [], 0, () => {}];
  const report = (one: GuestReport): void => {
    reports.push(one);
    heard(one);
  };
  const turn = (): Promise<void> => Promise.resolve(void turns++);
  // Each look at the clock takes a millisecond.
  let nowMs = 0;
  const clock = { nowMs: () => ++nowMs, wallMs: () => 0 };
  desk = new SuspendingDesk(report, { clock, random: { fill: () => {} } }, integration, { turn });
});

async function run(text: string): Promise<readonly string[]> {
  const program: Program = createProgram(await compilePausable(`(module ${text})`), 'f', [], 's32');
  desk.take({ type: 'program', program });
  desk.take({ type: 'call', call: 5, programId: program.id, args: new Uint8Array() });
  await expect.poll(() => reports.at(-1)?.type).toMatch(/done|fault/);
  return reports.map(({ type }) => type);
}

/** Asks about a hundred times. */
const LONG = `(func $long (local $i i32)
  (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 6400)))))`;

describe('a call that takes long where calls are suspended', () => {
  it('gives its thread back whenever it has had it for a while, and says so', async () => {
    const said = await run(`${LONG} (func (export "f") (result i32) (call $long) (i32.const 7))`);
    expect(turns).toBeGreaterThan(5);
    expect(said.filter((type) => type === 'paused')).toHaveLength(turns);
    expect(said.filter((type) => type === 'begun')).toHaveLength(turns + 1);
    expect(said.at(-1)).toBe('done');
  });

  it('ends when it hears that nobody waits for it any more, whatever it catches', async () => {
    heard = ({ type }) => {
      if (type === 'paused') desk.take({ type: 'abandon', call: 5 });
    };
    await run(`(func (export "f") (result i32)
      (loop $again (try (do (loop $l (br $l))) (catch_all)) (br $again)) (i32.const 7))`);
    expect(reports.at(-1)).toEqual({ type: 'fault', call: 5, fault: { kind: 'interrupted' } });
  });

  for (const [where, text] of Object.entries({
    'a start function': '(start $long) (func (export "f") (result i32) (i32.const 7))',
    'a post-return':
      '(func (export "f") (result i32) (i32.const 7)) (func (export "cabi_post_f") (param i32) (call $long))',
  }))
    it(`keeps its thread in ${where}, where it cannot be suspended`, async () => {
      expect(await run(`${LONG} ${text}`)).toEqual(['begun', 'done']);
    });

  it('does not give it back when it ends soon', async () => {
    const said = await run('(func (export "f") (result i32) (loop (br_if 0 (i32.const 0))) (i32.const 7))');
    expect(said).toEqual(['begun', 'done']);
  });
});

describe('whom code asks', () => {
  it('is the call that has its seat; where nobody has, it ends', () => {
    const call = { ask: () => 41, pause: () => Promise.resolve(43) };
    const { functions } = new Pauses(integration, (seat) => (seat === 5 ? call : undefined));
    const [ask, pause] = [functions.ask, functions.pause] as ((seat: number) => number)[];
    expect([ask!(5), ask!(6), pause!(5), pause!(6)]).toEqual([41, END, PAUSE, END]);
  });

  it('is asked more seldom while it is asked fast, and more often while that takes long', () => {
    const pace = new Pace();
    pace.begin(0);
    for (let question = 0; question < 20; question++) expect(pace.ask(0.001 * question)).toBe(false);
    const seldom = pace.fuel;
    pace.ask(3);
    const often = pace.fuel;
    for (const ms of [5, 7, 9]) expect(pace.ask(ms)).toBe(false);
    expect([seldom, often < seldom, pace.fuel < often]).toEqual([16 * 1024, true, true]);
    expect(pace.ask(11)).toBe(true);
    pace.begin(11);
    expect(pace.ask(12)).toBe(false);
  });

  it('has others heard while it waits for its turns, which come in order', async () => {
    const order: string[] = [];
    const [own, other] = [new MessageChannel(), new MessageChannel()];
    const turn = threadTurns(own);
    await Promise.all([turn().then(() => order.push('first')), turn().then(() => order.push('second'))]);
    expect(order).toEqual(['first', 'second']);
    other.port1.addEventListener('message', () => order.push('heard'));
    other.port1.start();
    other.port2.postMessage(null);
    while (order.length === 2) await turn();
    expect(order).toEqual(['first', 'second', 'heard']);
    for (const { port1 } of [own, other]) port1.close();
  });
});
