import type { Clock, Sink } from '../contract/ports.ts';
import type { Frame } from './scheduler/process.ts';

type Stream = 'stdout' | 'stderr';

/** A line longer than this is shown in parts; one without end must not pile up. */
const MAX_LINE = 8_192;

class LineBuffer {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #text = '';

  /** Complete lines, without their ends. A character split between two writes is put together. */
  push(bytes: Uint8Array): string[] {
    this.#text += this.#decoder.decode(bytes, { stream: true });
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    while (this.#text.length > MAX_LINE) {
      lines.push(this.#text.slice(0, MAX_LINE));
      this.#text = this.#text.slice(MAX_LINE);
    }
    return lines;
  }

  rest(): string {
    return this.#text + this.#decoder.decode();
  }
}

/** What guests write, as lines for the console: one buffer per call and stream (spec/hosts §5 and §10). */
export class Output {
  readonly #clock: Clock;
  readonly #sink: Sink;
  readonly #buffers = new Map<number, Partial<Record<Stream, LineBuffer>>>();

  constructor(clock: Clock, sink: Sink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  write(frame: Frame, stream: Stream, bytes: Uint8Array): void {
    const buffers = this.#buffers.get(frame.call) ?? {};
    this.#buffers.set(frame.call, buffers);
    const buffer = (buffers[stream] ??= new LineBuffer());
    for (const line of buffer.push(bytes)) this.#show(frame, stream, line);
  }

  /** The call has ended: shows what has no line end. */
  end(frame: Frame): void {
    const buffers = this.#buffers.get(frame.call);
    if (!buffers) return;
    this.#buffers.delete(frame.call);
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = buffers[stream]?.rest();
      if (rest) this.#show(frame, stream, rest);
    }
  }

  #show(frame: Frame, stream: Stream, text: string): void {
    this.#sink.console({
      time: this.#clock.wallMs(),
      source: stream,
      level: stream === 'stderr' ? 'warn' : 'info',
      text,
      location: frame.target,
      callId: frame.call,
    });
  }
}
