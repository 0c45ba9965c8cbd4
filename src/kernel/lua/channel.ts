/** Channels (spec/lua-modules §2): values from one coroutine of a process to another. */
import { Chain, type Place } from '../../base/chain.ts';
import { internal } from '../../contract/errors.ts';
import type { Coroutine } from './coroutine.ts';
import { returnFailure } from './error-object.ts';
import { ValueQueue } from './value-queue.ts';
import { charged } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaState, PushValue } from './vm/types.ts';

export const CLOSED = 'send on closed channel';

/** A coroutine that waits at a channel. */
interface Waiter {
  readonly coroutine: Coroutine;
  /** Pushes what it is answered, and says how many values these are. `value`: what it received or sent; nil for null. */
  readonly answer: (L: LuaState, value: PushValue | null, ok: boolean) => number;
}

interface Sender extends Waiter {
  readonly value: PushValue;
  /** One of several things that it waits for: that the channel is closed does not concern it. */
  readonly isCase: boolean;
}

/**
 * What a channel's coroutines do to it. Those that complete an exchange go on before the one that waited. It serves one process at
 * a time: what coroutines wait for ends with their process.
 */
export class Channel {
  readonly capacity: number;
  /** Of one that is given what comes from outside: pushes what is next for it, if that may be had at once; false, and nothing, else. */
  source: ((L: LuaState) => boolean) | null = null;
  readonly #values: ValueQueue;
  readonly #receivers = new Chain<Waiter>();
  readonly #senders = new Chain<Sender>();
  #isClosed = false;

  /** Pushes what whoever keeps the channel must keep, see {@link ValueQueue}. */
  constructor(L: LuaState, capacity: number) {
    this.capacity = capacity;
    this.#values = new ValueQueue(L);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Nobody is to be woken by a {@link send} and nobody has to wait. */
  get sendsAtOnce(): boolean {
    return !this.#isClosed && this.#receivers.first === null && this.#values.size < this.capacity;
  }

  get receivesAtOnce(): boolean {
    return this.#senders.first === null && (this.#values.size > 0 || this.#isClosed);
  }

  get canSend(): boolean {
    return !this.#isClosed && (this.#receivers.first !== null || this.#values.size < this.capacity);
  }

  get canReceive(): boolean {
    return this.#values.size > 0 || this.#senders.first !== null || this.#isClosed;
  }

  /** Only while {@link canSend}. `went` is called before who receives it is woken. */
  send(L: LuaState, value: PushValue, went: () => void = () => {}): void {
    const receiver = this.#receivers.first;
    if (!receiver) {
      value(L);
      this.#values.add(L);
      went();
      return;
    }
    went();
    const { coroutine, answer } = receiver.item;
    coroutine.wake((to) => answer(to, value, true));
  }

  /** Only while {@link canReceive}: `got` pushes what the one who receives is answered, and then who sent it is woken. */
  receive(got: (value: PushValue | null) => void): void {
    const sender = this.#senders.first?.item ?? null;
    if (this.#values.size > 0) got((L) => this.#values.take(L));
    else got(sender && sender.value);
    if (!sender) return;
    if (this.capacity > 0) {
      const { L } = sender.coroutine.thread;
      charged(L, () => {
        sender.value(L);
        this.#values.add(L);
      });
    }
    sender.coroutine.wake((L) => sender.answer(L, sender.value, true));
  }

  awaitValue(waiter: Waiter): Place<unknown> {
    return this.#receivers.append(waiter);
  }

  awaitRoom(sender: Sender): Place<unknown> {
    return this.#senders.append(sender);
  }

  /** Would {@link close} wake anybody? */
  get isAwaited(): boolean {
    return this.#receivers.first !== null || this.#senders.first !== null;
  }

  /** What was sent can still be received; all who wait are told. */
  close(): void {
    this.#isClosed = true;
    for (let place = this.#receivers.first; place; place = this.#receivers.first) {
      const { coroutine, answer } = place.item;
      coroutine.wake((L) => answer(L, null, false));
    }
    for (let place = this.#senders.first; place; place = this.#senders.first) {
      place.leave();
      const { coroutine, isCase } = place.item;
      if (!isCase) coroutine.wake((L) => returnFailure(L, internal(CLOSED)));
    }
  }

  /** A value from outside of the process, on top of `L`, which is popped: false, and it is dropped, where there is no room. */
  offer(L: LuaState): boolean {
    const hasRoom = this.canSend;
    if (hasRoom) {
      const value = stack.keepCell(L, -1);
      this.send(L, (to) => stack.pushCell(to, value));
    }
    stack.pop(L, 1);
    return hasRoom;
  }
}
