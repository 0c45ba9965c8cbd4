/** `poll_oneoff`: waits through the host, for any number of subscriptions. */
import { wasi } from '@bjorn3/browser_wasi_shim';
import { HOST_FUNCTIONS } from '../../../contract/hosts/index.ts';
import { event, subscription } from '../../../contract/hosts/wasi1-records.ts';
import type { GuestPorts } from '../../../contract/ports.ts';
import { inMemory } from './in-memory.ts';
import type { GuestMemory } from './memory.ts';

const SUBSCRIPTION = inMemory(subscription);
const EVENT = inMemory(event);
const WAIT = HOST_FUNCTIONS.of.waiting.wait;

const EVENT_TYPES = {
  clock: wasi.EVENTTYPE_CLOCK,
  fd_read: wasi.EVENTTYPE_FD_READ,
  fd_write: wasi.EVENTTYPE_FD_WRITE,
} as const;

export interface WasiClock {
  /** Nanoseconds of the clock; null for one that does not exist. */
  nowNs(clockId: number): bigint | null;
}

/** What is ready on a descriptor, or the error that a wait for it reports. */
export type Readiness =
  | { readonly bytes: bigint; readonly hangup: boolean }
  /** What the kernel calls it, which knows when it is ready. */
  | { readonly waitable: number }
  | { readonly error: number };

export interface PollHost {
  readonly memory: GuestMemory;
  readonly clock: WasiClock;
  readonly ports: GuestPorts;
  readiness(fd: number, direction: 'read' | 'write'): Readiness;
}

interface Deadline {
  /** Of the subscription. */
  readonly index: number;
  readonly userdata: bigint;
  readonly clockId: number;
  readonly atNs: bigint;
}

/** Something that the kernel knows of. */
interface Watched {
  readonly index: number;
  readonly userdata: bigint;
  readonly type: number;
  readonly waitable: number;
}

interface Happened {
  readonly index: number;
  readonly userdata: bigint;
  readonly type: number;
  readonly error: number;
  readonly bytes: bigint;
  readonly flags: number;
}

/** Returns an errno. Blocks the guest until at least one subscription has something to report. */
export function pollOneoff(host: PollHost, input: number, output: number, count: number, eventCount: number): number {
  const total = count >>> 0;
  if (total === 0) return wasi.ERRNO_INVAL;
  host.memory.view(output, total * EVENT.sizeBytes);
  host.memory.view(eventCount, 4);
  const deadlines: Deadline[] = [];
  const watched: Watched[] = [];
  const happened: Happened[] = [];
  readSubscriptions(host, input, total, deadlines, watched, happened);
  expire(host.clock, deadlines, happened);
  // What is typed already is told along with what has happened.
  if (watched.length > 0 && happened.length > 0) look(host, watched, 0n, happened);
  while (happened.length === 0) {
    const waitNs = shortestWaitNs(host.clock, deadlines);
    if (watched.length > 0) look(host, watched, waitNs, happened);
    else host.ports.calls.sleep(waitNs ?? 0n);
    expire(host.clock, deadlines, happened);
  }
  // In the order of what was asked for.
  happened.sort((one, other) => one.index - other.index);
  writeEvents(host.memory, output, happened);
  host.memory.setU32(eventCount, happened.length);
  return wasi.ERRNO_SUCCESS;
}

/** Read whole before anything is written: the two arrays may overlap. */
function readSubscriptions(
  host: PollHost,
  input: number,
  total: number,
  deadlines: Deadline[],
  watched: Watched[],
  happened: Happened[],
): void {
  const view = host.memory.view(input, total * SUBSCRIPTION.sizeBytes);
  for (let index = 0; index < total; index++) {
    const { userdata, u } = SUBSCRIPTION.load(view, (input >>> 0) + index * SUBSCRIPTION.sizeBytes);
    const type = u.tag === null ? u.val : EVENT_TYPES[u.tag];
    const report = (error: number, bytes = 0n, flags = 0): void => {
      happened.push({ index, userdata, type, error, bytes, flags });
    };
    if (u.tag === null) {
      report(wasi.ERRNO_INVAL);
    } else if (u.tag === 'clock') {
      const { id: clockId, timeout, flags } = u.val;
      const now = host.clock.nowNs(clockId);
      const isAbsolute = (flags & wasi.SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) !== 0;
      if (now === null) report(wasi.ERRNO_INVAL);
      else deadlines.push({ index, userdata, clockId, atNs: isAbsolute ? timeout : now + timeout });
    } else {
      const ready = host.readiness(u.val.file_descriptor, u.tag === 'fd_read' ? 'read' : 'write');
      if ('error' in ready) report(ready.error);
      else if ('waitable' in ready) watched.push({ index, userdata, type, waitable: ready.waitable });
      else report(wasi.ERRNO_SUCCESS, ready.bytes, ready.hangup ? wasi.EVENTRWFLAGS_FD_READWRITE_HANGUP : 0);
    }
  }
}

/** Waits for what the kernel knows of, no longer than that; null = without end. */
function look({ ports }: PollHost, watched: readonly Watched[], waitNs: bigint | null, happened: Happened[]): void {
  const numbers = [...new Set(watched.map(({ waitable }) => waitable))];
  const ready = ports.calls.call(WAIT, numbers, waitNs);
  for (const { index, userdata, type, waitable } of watched)
    if (ready.includes(waitable))
      happened.push({ index, userdata, type, error: wasi.ERRNO_SUCCESS, bytes: 0n, flags: 0 });
}

/** Moves the deadlines that have passed to `happened`. */
function expire(clock: WasiClock, deadlines: Deadline[], happened: Happened[]): void {
  for (const { index, userdata, clockId, atNs } of deadlines) {
    if ((clock.nowNs(clockId) ?? atNs) < atNs) continue;
    happened.push({ index, userdata, type: wasi.EVENTTYPE_CLOCK, error: wasi.ERRNO_SUCCESS, bytes: 0n, flags: 0 });
  }
}

/** Null where no time is waited for. */
function shortestWaitNs(clock: WasiClock, deadlines: readonly Deadline[]): bigint | null {
  let shortest: bigint | null = null;
  for (const { clockId, atNs } of deadlines) {
    const wait = atNs - (clock.nowNs(clockId) ?? atNs);
    if (shortest === null || wait < shortest) shortest = wait;
  }
  if (shortest === null) return null;
  return shortest < 0n ? 0n : BigInt.asUintN(64, shortest);
}

function writeEvents(memory: GuestMemory, output: number, happened: readonly Happened[]): void {
  for (const [index, { userdata, error, type, bytes, flags }] of happened.entries())
    memory.store(EVENT, (output >>> 0) + index * EVENT.sizeBytes, {
      userdata,
      error,
      type,
      fd_readwrite: { nbytes: bytes, flags },
    });
}
