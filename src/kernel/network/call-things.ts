/** What a guest's call has of networks, by numbers: good for that call, and gone with it. */
import type { Dispose, DisposableStore } from '../../base/disposable.ts';
import type { Frame } from '../scheduler/process.ts';
import type { Timers } from '../scheduler/timers.ts';
import type { ClientRequest, ClientResponse } from './http-client.ts';
import type { RequestFailure } from './request-failure.ts';
import type { Piece } from './response-body.ts';

/** Something that a guest can wait for. */
export abstract class CallThing {
  /** Whether whoever waits goes on at once. */
  abstract readonly isReady: boolean;
  /** Calls back once it is ready, not before this returns. */
  abstract whenReady(ready: () => void): Dispose;
  abstract close(): void;
}

/** A request. What it does is fetched with the first one. */
export abstract class CallRequest extends CallThing {
  /** The head of its answer, or why there is none; null before either is there. */
  abstract answer(): ClientResponse | RequestFailure | null;
  /** The next bytes. */
  abstract read(maxBytes: number, manner: 'waiting' | 'now', done: (piece: Piece | 'nothing yet') => void): Dispose;
}

export type BeginRequest = (frame: Frame, request: ClientRequest) => CallRequest;

const MAX_THINGS = 1000;

export class CallThings {
  readonly #things = new Map<number, CallThing>();
  #last = 0;

  get count(): number {
    return this.#things.size;
  }

  /** 0, which stands for nothing, where there are too many. */
  add(make: () => CallThing): number {
    if (this.#things.size >= MAX_THINGS) return 0;
    this.#things.set(++this.#last, make());
    return this.#last;
  }

  get<T extends CallThing>(kind: abstract new (...args: never[]) => T, number: number): T | null {
    const thing = this.#things.get(number);
    return thing instanceof kind ? thing : null;
  }

  close(number: number): void {
    const thing = this.#things.get(number);
    this.#things.delete(number);
    thing?.close();
  }

  closeAll(): void {
    for (const number of [...this.#things.keys()]) this.close(number);
  }

  /** Calls back once, perhaps at once, with those that are ready: one at least, or none when the time has passed. */
  wait(
    numbers: readonly number[],
    timeoutMs: number | null,
    timers: Pick<Timers, 'after'>,
    done: (ready: readonly number[]) => void,
  ): Dispose {
    const ready = (): readonly number[] => numbers.filter((number) => this.#things.get(number)?.isReady ?? true);
    const now = ready();
    if (now.length > 0 || timeoutMs === 0) {
      done(now);
      return () => {};
    }
    const undos: Dispose[] = [];
    const stop = (): void => {
      for (const undo of undos) undo();
    };
    const finish = (): void => {
      stop();
      done(ready());
    };
    for (const number of new Set(numbers)) undos.push(this.#things.get(number)?.whenReady(finish) ?? (() => {}));
    if (timeoutMs !== null) undos.push(timers.after(timeoutMs, finish));
    return stop;
  }
}

const known = new WeakMap<Frame, CallThings>();

/** Those of a call; `owned` is disposed with it. */
export function thingsOf(frame: Frame, owned: (frame: Frame) => DisposableStore): CallThings {
  let things = known.get(frame);
  if (things) return things;
  const made = (things = new CallThings());
  known.set(frame, made);
  owned(frame).add(() => {
    known.delete(frame);
    made.closeAll();
  });
  return made;
}
