/** Kernel half of `wasi_snapshot_preview1`: what a guest writes becomes lines in the console. */
import type { ConsoleSource } from '../../api.ts';
import type { Clock, GuestOperation, Sink } from '../../ports.ts';

type OutputStream = Extract<GuestOperation, { type: 'write' }>['stream'];

/** A line without an end is cut here, so that it shows at all and memory stays bounded. Characters (UTF-16 units). */
const MAX_LINE_LENGTH = 16_384;

export interface ProgramOutputOptions {
  readonly sink: Sink;
  readonly clock: Clock;
  /** Entry that the lines are marked with. */
  readonly location: string;
}

/** The output of one call: bytes in, whole lines out. A character split between two writes is put together again. */
export class ProgramOutput {
  readonly #options: ProgramOutputOptions;
  readonly #lines: Record<OutputStream, { text: string; readonly decoder: TextDecoder }>;

  constructor(options: ProgramOutputOptions) {
    this.#options = options;
    this.#lines = {
      stdout: { text: '', decoder: new TextDecoder() },
      stderr: { text: '', decoder: new TextDecoder() },
    };
  }

  /** Never blocks. Order within a stream is kept; an unfinished line waits for its end. */
  write(stream: OutputStream, bytes: Uint8Array): void {
    const line = this.#lines[stream];
    const parts = (line.text + line.decoder.decode(bytes, { stream: true })).split('\n');
    let rest = parts.pop() ?? '';
    for (const part of parts) this.#emit(stream, part.endsWith('\r') ? part.slice(0, -1) : part);
    while (rest.length > MAX_LINE_LENGTH) {
      this.#emit(stream, rest.slice(0, MAX_LINE_LENGTH));
      rest = rest.slice(MAX_LINE_LENGTH);
    }
    line.text = rest;
  }

  /** The call has ended: what is left of each stream becomes a line. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const line = this.#lines[stream];
      const rest = line.text + line.decoder.decode();
      line.text = '';
      if (rest !== '') this.#emit(stream, rest);
    }
  }

  #emit(stream: OutputStream, text: string): void {
    const source: ConsoleSource = stream;
    this.#options.sink.console({
      time: this.#options.clock.wallMs(),
      source,
      level: stream === 'stderr' ? 'warn' : 'info',
      text,
      location: this.#options.location,
    });
  }
}
