/** What programs see of a system: the terminal they run in, by the frames of their calls. */
import type { Frame } from '../scheduler/process.ts';
import type { Input } from './input.ts';

export interface Terminal {
  readonly args: readonly string[];
  readonly input: Input;
  /** The bytes are borrowed. */
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
}

/** Only the process itself has its terminal: what it calls has none (spec/processes §6.2). */
export class Programs {
  readonly #terminals = new WeakMap<Frame, Terminal>();

  attach(frame: Frame, terminal: Terminal): void {
    this.#terminals.set(frame, terminal);
  }

  /** null where it runs in none. */
  terminalOf(frame: Frame): Terminal | null {
    return this.#terminals.get(frame) ?? null;
  }
}
