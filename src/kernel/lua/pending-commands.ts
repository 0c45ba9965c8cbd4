import type { Dispose } from '../../base/disposable.ts';
import type { AnswerKind } from '../scheduler/command.ts';
import type { Command, Completion, StepSink } from '../scheduler/process.ts';
import type { Coroutine } from './coroutine.ts';

/** Commands of one process that no coroutine waits for, at most. */
const MAX_BEGUN = 10_000;

export interface Waiting {
  readonly coroutine: Coroutine;
  readonly answer: AnswerKind;
}

interface Asked {
  readonly tag: number;
  completion: Completion | null;
}

/** Commands that a process of Lua gave to the scheduler and that have no answer yet. */
export class PendingCommands {
  readonly #waiting = new Map<number, Waiting>();
  /** Who hears of commands that no coroutine waits for; made with the first. */
  #begun: Map<number, (completion: Completion) => void> | null = null;
  /** What is issued while its code runs. */
  #asked: Asked | null = null;
  #tags = 0;
  /** Given with each step. */
  sink: StepSink | null = null;

  get isEmpty(): boolean {
    return this.#waiting.size === 0 && (this.#begun?.size ?? 0) === 0;
  }

  /** `coroutine` waits until the answer comes. */
  issue(coroutine: Coroutine, command: Command, answer: AnswerKind): void {
    const tag = ++this.#tags;
    this.#waiting.set(tag, { coroutine, answer });
    this.sink?.command(tag, command);
  }

  /** As {@link issue}, and gives the answer where it comes at once: then nobody waits. */
  ask(coroutine: Coroutine, command: Command, answer: AnswerKind): Completion | 'issued' {
    const asked: Asked = { tag: ++this.#tags, completion: null };
    this.#asked = asked;
    this.sink?.command(asked.tag, command);
    this.#asked = null;
    if (asked.completion) return asked.completion;
    this.#waiting.set(asked.tag, { coroutine, answer });
    return 'issued';
  }

  /** Nobody waits, but `answered` hears of the end; null where there are too many of that kind. The undo withdraws the command. */
  begin(command: Command, answered: (completion: Completion) => void): Dispose | null {
    const begun = (this.#begun ??= new Map());
    if (begun.size >= MAX_BEGUN) return null;
    const tag = ++this.#tags;
    begun.set(tag, answered);
    this.sink?.command(tag, command, 'in passing');
    return () => {
      if (begun.delete(tag)) this.sink?.withdraw(tag);
    };
  }

  /** Who waits for the answer to `tag`; null where nobody does any more, or whoever began it was told. */
  settle(tag: number, completion: Completion): Waiting | null {
    if (this.#asked?.tag === tag) {
      this.#asked.completion = completion;
      return null;
    }
    const begun = this.#begun?.get(tag);
    if (begun) {
      this.#begun?.delete(tag);
      begun(completion);
      return null;
    }
    const waiting = this.#waiting.get(tag) ?? null;
    this.#waiting.delete(tag);
    return waiting;
  }
}
