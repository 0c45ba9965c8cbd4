import type { Pid } from '../../contract/api.ts';
import type { Frame, Outcome, ProcessOwner } from '../scheduler/process.ts';
import type { Traced, Tracing } from '../scheduler/tracing.ts';
import type { ProcessHost } from './host.ts';

/** Who had a process started, and hears of it. */
export interface Launcher {
  /** When it has started: it has its arguments and first messages, or its code has come up besides. */
  readonly startsWith: 'input' | 'code';
  /** `outcome`: it has ended before. */
  readonly started: (pid: Pid, outcome: Outcome | null) => void;
  readonly done: ((outcome: Outcome) => void) | null;
  /** Told of each frame that it runs in, before its first step there. */
  readonly entered?: (pid: Pid, frame: Frame) => void;
}

/** A process that is not a call. There may be very many of them, so it is one object, and lets go of what it has told. */
export class LiveProcess implements ProcessOwner {
  readonly on: ProcessHost;
  readonly host: string;
  readonly #tracing: Tracing;
  #frame: Frame;
  #traced: Traced | null = null;
  #pid: Pid | null = null;
  /** Until it has its PID, the arguments, the messages and what else its start is. */
  #launcher: Launcher | null;
  #missing: number;
  readonly #done: Launcher['done'];
  readonly #entered: Launcher['entered'];

  constructor(on: ProcessHost, frame: Frame, tracing: Tracing, launcher: Launcher) {
    this.on = on;
    this.host = on.id;
    this.#frame = frame;
    this.#tracing = tracing;
    this.#launcher = launcher;
    this.#missing = launcher.startsWith === 'code' ? 4 : 3;
    this.#done = launcher.done;
    this.#entered = launcher.entered;
  }

  get frame(): Frame {
    return this.#frame;
  }

  /** Somebody waits for its end. */
  get isAwaited(): boolean {
    return this.#done !== null;
  }

  /** The page hears of what it does in `frame`. */
  enter(pid: Pid, frame: Frame): void {
    this.#pid = pid;
    this.#frame = frame;
    this.#traced = this.#tracing.begin(frame, pid);
    this.#traced?.started();
    this.#entered?.(pid, frame);
  }

  /** What it did in its frame came to this. */
  leave(outcome: Outcome): void {
    this.#traced?.ended(outcome);
  }

  /** One more of what it needs; when it ends it takes no more. */
  got(): void {
    if (--this.#missing === 0) this.#started(null);
  }

  yielded(command: string): void {
    this.#traced?.yielded(command);
  }

  resumed(command: string): void {
    this.#traced?.resumed(command);
  }

  done(outcome: Outcome): void {
    this.leave(outcome);
    if (this.#missing > 0) {
      this.#missing = 0;
      this.#started(outcome);
    }
    this.#done?.(outcome);
  }

  #started(outcome: Outcome | null): void {
    const launcher = this.#launcher;
    this.#launcher = null;
    if (launcher && this.#pid !== null) launcher.started(this.#pid, outcome);
  }
}
