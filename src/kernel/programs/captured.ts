import type { Terminal } from './programs.ts';
import { Input } from './input.ts';

type Stream = 'stdout' | 'stderr';

/** Of one stream of a command: what it writes beyond this is shown and not kept. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** A terminal that keeps what is written, for whoever ran the command. */
export class CapturedTerminal implements Terminal {
  readonly args: readonly string[];
  readonly input = new Input();
  readonly #kept = { stdout: new Kept(), stderr: new Kept() };
  readonly #written: (stream: Stream, text: string) => void;
  readonly #encoder = new TextEncoder();

  /** `input`: what is typed at first; `written` is told of what is written, as it comes. */
  constructor(args: readonly string[], input: string, written: (stream: Stream, text: string) => void = () => {}) {
    this.args = args;
    this.#written = written;
    this.typed(input);
  }

  /** null = no more comes. */
  typed(text: string | null): void {
    if (text === null) this.input.end();
    else this.input.push(this.#encoder.encode(text));
  }

  write(stream: Stream, bytes: Uint8Array): void {
    const text = this.#kept[stream].add(bytes);
    if (text !== '') this.#written(stream, text);
  }

  /** What the runtime says in the end, which is kept whatever there is. */
  say(stream: Stream, text: string): void {
    const said = this.#kept[stream].end(text);
    if (said !== '') this.#written(stream, said);
  }

  textOf(stream: Stream): string {
    return this.#kept[stream].text;
  }
}

/** A character split between two writes is put together. */
class Kept {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #bytes = 0;
  text = '';

  /** What of it can be shown by now. */
  add(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (this.#bytes < MAX_KEPT_BYTES) this.text += text;
    this.#bytes += bytes.length;
    return text;
  }

  end(text: string): string {
    const rest = this.#decoder.decode() + text;
    this.text += rest;
    return rest;
  }
}
