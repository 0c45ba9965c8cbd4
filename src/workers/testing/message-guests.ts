/** Guests by messages: workers that a desk plays on the test's own thread, or the test itself. */
import type { Guest, GuestFault, Program } from '../../contract/ports.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { putArguments } from '../../contract/hosts/values.ts';
import { compileWat } from '../../guest/testing/wat.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { operationCode } from '../../protocol/sync-channel-operations.ts';
import type { ScalarName } from '../../wit/types.ts';
import { GuestDesk } from '../guest/guest-desk.ts';
import { FakeClock } from './fake-guests.ts';
import { createProgram, realClock } from './node-guests.ts';
import { MessageGuests } from '../kernel/message-guests.ts';
import type { ReportingPort } from '../kernel/message-loan.ts';

/** What a worker is made of here: a desk on the test's own thread, or nobody. */
export type Seat = (report: (report: GuestReport) => void) => { take(message: GuestMail | GuestOrder): void };

export const desk: Seat = (report) => new GuestDesk(report, { clock: realClock, random: { fill: () => {} } });
export const nobody: Seat = () => ({ take: () => {} });

let seat: Seat;
let isPlayed: boolean;
export let clock: FakeClock;
export let guests: MessageGuests;
export let spawned: number[];
export let terminated: number[];
const open: MessagePort[] = [];

/** Before each test: with two workers at most, whose orders a desk takes. */
export function beginGuests(): void {
  seat = desk;
  isPlayed = false;
  clock = new FakeClock();
  spawned = [];
  terminated = [];
  haveWorkers(2);
}

/** Others, with so many workers at most. */
export function haveWorkers(budget: number): void {
  guests = new MessageGuests({
    budget,
    clock,
    wake: () => setImmediate(() => guests.pump()),
    workers: { spawn: (id) => void spawned.push(id), terminate: (id) => void terminated.push(id) },
  });
}

/** After each test. */
export function endGuests(): void {
  for (const port of open.splice(0)) port.close();
}

/** Whom workers are made of from here on. */
export function seatFrom(wanted: Seat): void {
  seat = wanted;
}

/** Both ends of the port to a worker that the test plays: nothing is underway. */
class PlayedPort implements ReportingPort {
  hear: (report: GuestReport) => void = () => {};
  postMessage: (message: GuestMail | GuestOrder) => void = () => {};

  addEventListener(_type: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.hear = (data) => listener({ data });
  }

  start(): void {}

  close(): void {
    this.hear = () => {};
  }
}

/** The page has made all workers that were asked for. */
export function arrive(): void {
  for (const id of spawned.splice(0)) {
    if (isPlayed) {
      const port = new PlayedPort();
      const taker = seat((report) => port.hear(report));
      port.postMessage = (message) => taker.take(message);
      guests.arrived(id, port);
      continue;
    }
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    const taker = seat((report) => port1.postMessage(report));
    port1.addEventListener('message', ({ data }) => taker.take(data as GuestMail | GuestOrder));
    port1.start();
    guests.arrived(id, port2);
  }
  guests.pump();
}

export function acquire(): Promise<Guest> {
  return new Promise((resolve, reject) => {
    guests.acquire((guest) => (guest.ok ? resolve(guest.value) : reject(new Error(guest.error.message))));
    arrive();
  });
}

interface Ended {
  readonly value?: number;
  readonly fault?: GuestFault;
  readonly written: readonly string[];
}

export function call(guest: Guest, program: Program, ...args: number[]): Promise<Ended> {
  const written: string[] = [];
  return new Promise((resolve) => {
    const end = (how: Omit<Ended, 'written'>): void => {
      guests.release(guest);
      resolve({ ...how, written });
    };
    guest.call(program, (out) => args.forEach((arg) => out.u32(arg)), {
      done: (from) => end({ value: from.u32() }),
      fault: (fault) => end({ fault }),
      operation: () => end({}),
      wrote: (to, bytes) => void written.push(`${to}: ${new TextDecoder().decode(bytes)}`),
    });
  });
}

export async function publish(
  source: string,
  parameters: readonly ScalarName[] = [],
  profiles: readonly string[] = [],
): Promise<Program> {
  const program = createProgram(await compileWat(source), 'f', parameters, 's32', profiles);
  guests.publish(program);
  return program;
}

export const ADD = '(module (func (export "f") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))';

/** Workers whose orders the test reads, and in whose name it reports. */
export interface Played {
  readonly orders: (GuestMail | GuestOrder)[];
  readonly report: (report: GuestReport) => void;
}

export function play(): Played[] {
  const played: Played[] = [];
  isPlayed = true;
  seat = (report) => {
    const orders: (GuestMail | GuestOrder)[] = [];
    played.push({ orders, report });
    return { take: (message) => void orders.push(message) };
  };
  return played;
}

const { sleep } = HOST_FUNCTIONS.of.timers;
export const napOf = (number: number): GuestReport => {
  const args = new StagingWriter();
  putArguments(sleep, [5n], args);
  return { type: 'ask', call: number, code: operationCode(sleep), args: args.take() };
};

/** A call that has begun to wait, and what becomes of it. */
export async function suspended(played: readonly Played[], program: Program, number: number) {
  const guest = await acquireFor(program);
  const ended: { fault: GuestFault | null; count: number } = { fault: null, count: 0 };
  let asked: () => void = () => {};
  const asks = new Promise<void>((resolve) => (asked = resolve));
  guest.call(program, () => {}, {
    done: () => (ended.count++, guests.release(guest)),
    fault: (fault) => ((ended.fault = fault), ended.count++, guests.release(guest)),
    operation: () => (guests.park(guest), asked()),
    wrote: () => {},
  });
  const worker = played.at(guest.id - 1)!;
  worker.report(napOf(number));
  await asks;
  return { guest, ended, worker };
}

export function acquireFor(program: Program): Promise<Guest> {
  return new Promise((resolve, reject) => {
    guests.acquire((guest) => (guest.ok ? resolve(guest.value) : reject(new Error(guest.error.message))), program);
    arrive();
  });
}

/** It says so, and is heard. */
export function say(worker: Played, ...reports: readonly GuestReport[]): void {
  for (const report of reports) worker.report(report);
  guests.pump();
}

/** So many moments pass in which a call may come to an end by itself. */
export function graces(count: number): void {
  for (let grace = 0; grace < count; grace++) {
    clock.atMs += 100;
    guests.pump();
  }
}
