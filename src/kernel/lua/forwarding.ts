/** Mail of a process that left off for another (spec/scheduler §8): what no code of it has heard of goes on to the other. */
import type { Failure } from '../../contract/errors.ts';
import type { Process } from '../scheduler/process.ts';
import type { Letter, Mailbox } from './mailbox.ts';
import { LuaReader } from './values.ts';
import { charged } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaThread } from './vm/types.ts';

/** What its subscriptions were given already is theirs, and goes with them. */
export class Forwarding {
  readonly #mailbox: Mailbox;
  readonly #thread: LuaThread;
  readonly #to: Process;
  #letters: readonly Letter[] = [];
  #next = 0;
  /** The other is still taking one. */
  #isAwaited = false;
  #refusal: Failure | null = null;

  /** `thread`: one of the process that nobody else uses. */
  constructor(mailbox: Mailbox, thread: LuaThread, to: Process) {
    this.#mailbox = mailbox;
    this.#thread = thread;
    this.#to = to;
  }

  /** Whether there was a letter to bring, which the other has or is taking now; why not where it cannot take it. */
  advance(): boolean | Failure {
    if (this.#refusal) return this.#refusal;
    if (this.#isAwaited) return false;
    if (this.#next >= this.#letters.length) {
      this.#letters = this.#mailbox.takeAll();
      this.#next = 0;
    }
    const letter = this.#letters[this.#next++];
    if (!letter) return false;
    this.#bring(letter);
    return this.#refusal ?? true;
  }

  get isDone(): boolean {
    return !this.#isAwaited && this.#next >= this.#letters.length && this.#mailbox.size === 0;
  }

  #bring(letter: Letter): void {
    if (!this.#to.receive) return;
    const { L } = this.#thread;
    const { topic, from, count } = letter.envelope;
    charged(L, () => {
      stack.setTop(L, 0);
      this.#mailbox.pushValue(L, letter);
      if (count === 0) stack.setTop(L, 0);
      if (count < 2) return;
      for (let index = 1; index <= count; index++) stack.rawGetIndex(L, 1, index);
      stack.remove(L, 1);
    });
    this.#isAwaited = true;
    this.#to.receive({ type: 'message', from, topic, values: new LuaReader(L, 1, count) }, (refusal) => {
      this.#isAwaited = false;
      this.#refusal = refusal;
    });
  }
}
