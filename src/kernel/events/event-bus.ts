import type { Dispose } from '../../base/disposable.ts';
import { spend } from '../../base/effort.ts';
import type { PlainValue } from '../../contract/api.ts';
import { invalid, type Failure } from '../../contract/errors.ts';
import { sizeOfPlain } from '../../contract/plain-size.ts';

export interface BusEvent {
  readonly system: string;
  readonly kind: string;
  readonly path: string;
  /** Null where the sender gave none. Shared by all who get it. */
  readonly data: PlainValue;
}

/** Of one subscription, that nobody has taken. */
const MAX_WAITING = 64;
const MAX_SUBSCRIPTIONS = 1000;
/** Of all events that wait, counted for each subscription. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** Of a pattern, between dots: every event is compared with those of every subscription. */
const MAX_PARTS = 32;
/** Of a pattern. The bus has it for as long as its process runs, also where Lua has let go of the subscription. */
const MAX_LENGTH = 1000;
/** Of a part beside its text, by estimate. */
const PART_BYTES = 40;

/** Why nobody can listen to what `pattern` says. `what`: system or kind. */
export function patternRefusal(what: 'system' | 'kind', pattern: string): Failure | null {
  return pattern.length > MAX_LENGTH || partsOf(pattern).length > MAX_PARTS
    ? invalid(`${what} of more than ${MAX_PARTS} parts or ${MAX_LENGTH} characters cannot be subscribed to`)
    : null;
}

/** Of a name with more parts than a pattern may have, one more than that is enough to tell. */
function partsOf(name: string): readonly string[] {
  return name.split('.', MAX_PARTS + 1);
}

/** Who listens to a system, from when a bus has it to when it is closed. */
export class Subscription {
  readonly #system: readonly string[];
  readonly #kind: readonly string[] | null;
  /** Of the patterns, in memory. */
  readonly sizeBytes: number;
  #waiting: { readonly event: BusEvent; readonly sizeBytes: number }[] = [];
  #taker: ((event: BusEvent) => void) | null = null;

  /**
   * In both `*` stands for a part between dots, and `**` at the end for all that are left. No kind: any. Neither is one with a
   * {@link patternRefusal}.
   */
  constructor(system: string, kind: string | null) {
    this.#system = partsOf(system);
    this.#kind = kind === null ? null : partsOf(kind);
    const parts = this.#system.length + (this.#kind?.length ?? 0);
    this.sizeBytes = 2 * (system.length + (kind?.length ?? 0)) + PART_BYTES * parts;
  }

  /** Both by their parts. */
  wants(system: readonly string[], kind: readonly string[]): boolean {
    return fits(this.#system, system) && (this.#kind === null || fits(this.#kind, kind));
  }

  /** Whether there was room for it. `hold`: for one that has to wait. */
  offer(event: BusEvent, sizeBytes: number, hold: (sizeBytes: number) => boolean): void {
    const taker = this.#taker;
    this.#taker = null;
    if (taker) taker(event);
    else if (this.#waiting.length < MAX_WAITING && hold(sizeBytes)) this.#waiting.push({ event, sizeBytes });
  }

  /** The next event, perhaps at once: one at a time. */
  next(bus: EventBus, done: (event: BusEvent) => void): Dispose {
    const first = this.#waiting.shift();
    if (first) {
      bus.letGo(first.sizeBytes);
      done(first.event);
      return () => {};
    }
    this.#taker = done;
    return () => {
      if (this.#taker === done) this.#taker = null;
    };
  }

  /** Drops what waits; how many bytes that was. */
  clear(): number {
    const sizeBytes = this.#waiting.reduce((sum, one) => sum + one.sizeBytes, 0);
    this.#waiting = [];
    this.#taker = null;
    return sizeBytes;
  }
}

/** One per open project. */
export class EventBus {
  readonly #subscriptions = new Set<Subscription>();
  #heldBytes = 0;

  /** Whether nobody listens to anything. */
  get isIdle(): boolean {
    return this.#subscriptions.size === 0;
  }

  /** Null where there are too many. The undo closes it. */
  add(subscription: Subscription): Dispose | null {
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) return null;
    this.#subscriptions.add(subscription);
    return () => {
      if (this.#subscriptions.delete(subscription)) this.letGo(subscription.clear());
    };
  }

  send(event: BusEvent): void {
    const sizeBytes = sizeOfPlain(event.data) + event.system.length + event.kind.length + event.path.length;
    const [system, kind] = [partsOf(event.system), partsOf(event.kind)];
    for (const subscription of this.#subscriptions) {
      spend(1);
      if (subscription.wants(system, kind)) subscription.offer(event, sizeBytes, (bytes) => this.#hold(bytes));
    }
  }

  letGo(sizeBytes: number): void {
    this.#heldBytes -= sizeBytes;
  }

  #hold(sizeBytes: number): boolean {
    if (this.#heldBytes + sizeBytes > MAX_HELD_BYTES) return false;
    this.#heldBytes += sizeBytes;
    return true;
  }
}

/** One pass over both, whatever they are. */
function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  for (const [at, wanted] of pattern.entries()) {
    if (wanted === '**' && at === pattern.length - 1) return true;
    const part = parts[at];
    if (part === undefined || (wanted !== '*' && wanted !== part)) return false;
  }
  return parts.length === pattern.length;
}
