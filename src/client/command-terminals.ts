import type { RunResult } from '../contract/api.ts';
import type { TerminalOutput } from '../contract/ports.ts';
import type { RunOptions } from './playground.ts';

/** What is typed all at once, and the number of the terminal where there is one. */
export interface TerminalRequest {
  readonly input: string;
  readonly terminal: number | null;
}

/** Terminals of commands that run: who hears of what is written there, and who types. */
export class CommandTerminals {
  readonly #outputs = new Map<number, (output: TerminalOutput) => void>();
  readonly #type: (terminal: number, text: string | null) => void;
  #count = 0;

  /** `type`: into a terminal; null = no more comes. */
  constructor(type: (terminal: number, text: string | null) => void) {
    this.#type = type;
  }

  take(outputs: readonly TerminalOutput[]): void {
    for (const output of outputs) this.#outputs.get(output.terminal)?.(output);
  }

  /** `send` asks for the run at once: what is typed must not come before it. Rejects with what `stdin` fails with; the input ends there, and the command goes on. */
  async run(
    { stdin = '', onOutput }: RunOptions,
    send: (request: TerminalRequest) => Promise<RunResult | null>,
  ): Promise<RunResult | null> {
    if (typeof stdin === 'string' && !onOutput) return send({ input: stdin, terminal: null });
    const terminal = ++this.#count;
    if (onOutput) this.#outputs.set(terminal, ({ text, stream, leftOut = 0 }) => onOutput(text, stream, leftOut));
    const result = send({ input: typeof stdin === 'string' ? stdin : '', terminal });
    const typing = typeof stdin === 'string' ? null : stdin[Symbol.asyncIterator]();
    const typed = this.#typeAll(terminal, typing);
    // Who types may go on when the command has ended, and for ever; a failure of theirs is told to whoever brought them.
    const failure = new Promise<never>((_resolve, reject) => void typed.catch(reject));
    try {
      return await Promise.race([result, failure]);
    } finally {
      this.#outputs.delete(terminal);
      typing?.return?.().catch(() => {});
    }
  }

  /** What comes after its command has ended is heard by nobody. */
  async #typeAll(terminal: number, typing: AsyncIterator<string> | null): Promise<void> {
    try {
      for (let next = await typing?.next(); next && next.done !== true; next = await typing?.next())
        this.#type(terminal, next.value);
    } finally {
      this.#type(terminal, null);
    }
  }
}
