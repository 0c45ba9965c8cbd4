/** Mail of a process, and who in it hears of it (spec/scheduler §4). */
import { Chain, type Place } from '../../base/chain.ts';
import { spend } from '../../base/effort.ts';
import type { Pid } from '../../contract/api.ts';
import { limitExceeded, type Failure } from '../../contract/errors.ts';
import type { Channel } from './channel.ts';
import type { Cell } from './vm/cells.ts';
import { charged } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaState, RegistryRef } from './vm/types.ts';
import { ValueList, type Kept } from './vm/value-list.ts';

/** Letters of one process that nobody has taken, at most; what they hold counts as memory of the process besides. */
const MAX_LETTERS = 20_000;
/** What is done for one besides what its code does. */
const UNITS_PER_LETTER = 2;
/** Topics of one process that are listened to, at most. */
const MAX_TOPICS = 1000;
/** Topic of what the runtime tells. Lua can neither send to it nor listen on it: see {@link isReserved}. */
export const EVENTS = '@events';
const INBOX = '@inbox';

/** Topics that Lua code must leave alone. */
export function isReserved(topic: string): boolean {
  return topic.startsWith('@');
}

/** A message without its values. */
export interface Envelope {
  readonly topic: string;
  /** The sender. */
  readonly from: Pid;
  /** How many values. */
  readonly count: number;
}

/** Pushes what a channel gets for a message, whose value (of several a table of them) is on top, and which is popped. */
export type Unpack = (L: LuaState, envelope: Envelope) => void;

export interface Letter {
  readonly envelope: Envelope;
  /** Its value, among those that the mailbox holds. */
  readonly kept: Kept;
  /** Letters in the order in which they came. */
  readonly order: number;
  inTopic: Place<Letter> | null;
  /** Where nobody listens to its topic. */
  inInbox: Place<Letter> | null;
}

export interface Subscription {
  readonly topic: string;
  readonly channel: Channel;
  /** The channel as Lua holds it. */
  readonly userdata: RegistryRef;
  readonly unpack: Unpack;
}

/**
 * Letters wait here, in the order in which they came, until a subscription hears of them: of a topic, or the inbox of all topics
 * that nobody else hears of.
 */
export class Mailbox {
  readonly #L: LuaState;
  readonly #values: ValueList;
  readonly #held: RegistryRef;
  readonly #mayTake: () => boolean;
  readonly #topics = new Map<string, Chain<Letter>>();
  readonly #unheard = new Chain<Letter>();
  readonly #subscriptions = new Map<string, Subscription>();
  #letters = 0;
  #size = 0;

  /**
   * `L`: a stack of the process for values that are made while no code runs. `mayTake`: whether code that asks at a channel would be the
   * next to run in any case, and all that it could wait for is mail.
   */
  constructor(L: LuaState, mayTake: () => boolean) {
    this.#L = L;
    this.#mayTake = mayTake;
    this.#values = new ValueList(L);
    this.#held = stack.reference(L, -1);
    stack.pop(L, 1);
  }

  get size(): number {
    return this.#size;
  }

  /** Is there no room for another message? */
  get isFull(): boolean {
    return this.#size >= MAX_LETTERS;
  }

  /** A message has come; `value` holds what it brings, of several values a table of them. */
  put(envelope: Envelope, value: Cell): void {
    const kept = this.#values.append(this.#L, value);
    const letter: Letter = { envelope, kept, order: ++this.#letters, inTopic: null, inInbox: null };
    const { topic } = envelope;
    let queue = this.#topics.get(topic);
    if (!queue) this.#topics.set(topic, (queue = new Chain<Letter>()));
    letter.inTopic = queue.append(letter);
    if (!this.#subscriptions.has(topic) && !isReserved(topic)) letter.inInbox = this.#unheard.append(letter);
    this.#size++;
  }

  subscription(topic: string): Subscription | null {
    return this.#subscriptions.get(topic) ?? null;
  }

  get inbox(): Subscription | null {
    return this.subscription(INBOX);
  }

  /** What comes for `topic` goes to its channel from now on, and what has come. Null where there are too many. */
  subscribe(subscription: Subscription): Failure | null {
    if (this.#subscriptions.size >= MAX_TOPICS)
      return limitExceeded(`a process listens to more than ${MAX_TOPICS} topics`);
    const { topic } = subscription;
    this.#add(subscription);
    for (const letter of this.#topics.get(topic) ?? []) {
      letter.inInbox?.leave();
      letter.inInbox = null;
    }
    return null;
  }

  subscribeInbox(subscription: Omit<Subscription, 'topic'>): void {
    this.#add({ ...subscription, topic: INBOX });
  }

  #add(subscription: Subscription): void {
    this.#subscriptions.set(subscription.topic, subscription);
    subscription.channel.source = (L) => this.#mayTake() && this.#takeFor(subscription, L);
  }

  /** By its channel; what comes for its topic goes to the inbox from now on. False where there is none. */
  unsubscribe(channel: Channel): boolean {
    for (const { topic, channel: own, userdata } of this.#subscriptions.values()) {
      if (own !== channel) continue;
      this.#subscriptions.delete(topic);
      channel.source = null;
      userdata.release();
      for (const letter of this.#topics.get(topic) ?? [])
        if (!isReserved(topic)) letter.inInbox = this.#unheard.append(letter);
      return true;
    }
    return false;
  }

  /** Gives letters to channels that can take them; whether there was one. */
  deliver(): boolean {
    let any = false;
    if (this.#size === 0) return any;
    for (const subscription of this.#subscriptions.values()) {
      const queue = this.#queueOf(subscription);
      for (let next = queue?.first; next && subscription.channel.canSend; next = queue?.first) {
        this.#give(next.item, subscription);
        any = true;
      }
    }
    return any;
  }

  /** Takes out all letters that no channel has been given, oldest first. */
  takeAll(): readonly Letter[] {
    const letters = [...this.#topics.values()].flatMap((queue) => [...queue]);
    for (const letter of letters) this.#leave(letter);
    return letters.toSorted((a, b) => a.order - b.order);
  }

  /** Pushes the value of a letter that was taken out, which is held no longer. */
  pushValue(L: LuaState, { kept }: Letter): void {
    stack.pushCell(L, this.#values.take(kept));
  }

  close(): void {
    this.#held.release();
    for (const { userdata } of this.#subscriptions.values()) userdata.release();
    this.#subscriptions.clear();
  }

  #queueOf({ topic }: Subscription): Chain<Letter> | undefined {
    return topic === INBOX ? this.#unheard : this.#topics.get(topic);
  }

  /** Pushes the oldest letter for a channel, as that would give it; false where there is none. */
  #takeFor(subscription: Subscription, L: LuaState): boolean {
    const letter = this.#queueOf(subscription)?.first?.item;
    if (!letter) return false;
    spend(UNITS_PER_LETTER);
    this.#leave(letter);
    this.pushValue(L, letter);
    subscription.unpack(L, letter.envelope);
    return true;
  }

  #give(letter: Letter, { channel, unpack }: Subscription): void {
    this.#leave(letter);
    const L = this.#L;
    charged(L, () => {
      this.pushValue(L, letter);
      unpack(L, letter.envelope);
      channel.offer(L);
    });
  }

  #leave({ envelope, inTopic, inInbox }: Letter): void {
    inTopic?.leave();
    inInbox?.leave();
    this.#size--;
    if (this.#topics.get(envelope.topic)?.first === null) this.#topics.delete(envelope.topic);
  }
}
