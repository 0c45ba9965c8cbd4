import type { Terminal } from './programs.ts';
import { Input } from './input.ts';

/** Of one stream of a command: what it writes beyond this is shown and not kept. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** A terminal that keeps what is written, for whoever ran the command. */
export class CapturedTerminal implements Terminal {
  readonly args: readonly string[];
  readonly input = new Input();
  readonly #kept = { stdout: new Kept(), stderr: new Kept() };

  /** `input`: all that is ever typed. */
  constructor(args: readonly string[], input: string) {
    this.args = args;
    this.input.push(new TextEncoder().encode(input));
    this.input.end();
  }

  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.#kept[stream].add(bytes);
  }

  textOf(stream: 'stdout' | 'stderr'): string {
    return this.#kept[stream].text;
  }
}

/** A character split between two writes is put together. */
class Kept {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #text = '';
  #bytes = 0;

  add(bytes: Uint8Array): void {
    const part = bytes.subarray(0, MAX_KEPT_BYTES - this.#bytes);
    this.#bytes += part.length;
    this.#text += this.#decoder.decode(part, { stream: true });
  }

  get text(): string {
    return this.#text + this.#decoder.decode();
  }
}
