import type { Dispose } from '../../base/disposable.ts';
import type { HeldBytes } from '../../base/held-bytes.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { transportFailure, type RequestFailure } from './request-failure.ts';

/** The next piece, at least one byte; null at the end. */
export type Piece = Result<Uint8Array | null, RequestFailure>;

export interface BodySource {
  /** Asks for the next part; what answers is {@link ResponseBody.push}, {@link ResponseBody.end} or {@link ResponseBody.fail}. */
  pull(): void;
  abort(): void;
}

/**
 * The body of an answer, as far as it has come. One part is asked for ahead, and no more before somebody has taken it: a body that
 * nobody reads costs no memory. Who has it must read it to its end, or close it.
 */
export class ResponseBody {
  readonly #source: BodySource;
  readonly #maxBytes: number;
  #sizeBytes = 0;
  #part: Uint8Array | null = null;
  #end: Piece | null = null;
  #isClosed = false;
  readonly #waiting = new Set<() => void>();
  readonly #over = new Set<Dispose>();

  constructor(source: BodySource, maxBytes: number) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  /** All of a body that is there already. */
  static of(bytes: Uint8Array, maxBytes: number): ResponseBody {
    let rest: Uint8Array | null = bytes.length > 0 ? bytes : null;
    const body: ResponseBody = new ResponseBody(
      {
        pull() {
          if (rest) body.push(rest);
          else body.end();
          rest = null;
        },
        abort: () => {},
      },
      maxBytes,
    );
    body.start();
    return body;
  }

  /** Asks for the first part. */
  start(): void {
    this.#source.pull();
  }

  push(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes > this.#maxBytes) {
      this.#source.abort();
      this.fail(transportFailure('too large', `response body too large (max ${this.#maxBytes} bytes)`));
    } else if (bytes.length === 0) this.#source.pull();
    else {
      this.#part = bytes;
      this.#tell();
    }
  }

  end(): void {
    this.#finish(ok(null));
  }

  fail(failure: RequestFailure): void {
    this.#finish(err(failure));
  }

  /** Whether a read is answered at once. */
  get isReady(): boolean {
    return this.#part !== null || this.#isOver;
  }

  /** Calls back once it is ready, not before this returns. */
  whenReady(ready: () => void): Dispose {
    const listener = (): void => {
      this.#waiting.delete(listener);
      ready();
    };
    this.#waiting.add(listener);
    return () => void this.#waiting.delete(listener);
  }

  /** At most `maxBytes` of what is there; 'nothing yet' where it is not ready. */
  take(maxBytes: number): Piece | 'nothing yet' {
    if (this.#isClosed) return err(transportFailure('closed', 'the body was closed'));
    const part = this.#part;
    if (!part) return this.#end ?? 'nothing yet';
    this.#part = part.length > maxBytes ? part.subarray(maxBytes) : null;
    if (!this.#part && !this.#end) this.#source.pull();
    return ok(part.subarray(0, maxBytes));
  }

  /** As {@link take}, when it is ready: perhaps at once. */
  read(maxBytes: number, done: (piece: Piece) => void): Dispose {
    const piece = this.take(maxBytes);
    if (piece !== 'nothing yet') {
      done(piece);
      return () => {};
    }
    let undo: Dispose = this.whenReady(() => {
      undo = this.read(maxBytes, done);
    });
    return () => undo();
  }

  /** Called once, when no more of it comes: it has ended, failed or is closed. */
  whenOver(over: Dispose): void {
    if (this.#isOver) over();
    else this.#over.add(over);
  }

  /** Nobody reads any more. */
  close(): void {
    if (this.#isClosed) return;
    if (!this.#end) this.#source.abort();
    this.#isClosed = true;
    this.#part = null;
    this.#settle();
  }

  get #isOver(): boolean {
    return this.#end !== null || this.#isClosed;
  }

  #finish(end: Piece): void {
    if (this.#isOver) return;
    this.#end = end;
    this.#settle();
  }

  #settle(): void {
    const over = [...this.#over];
    this.#over.clear();
    for (const one of over) one();
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#waiting]) listener();
  }
}

/** All of it as one array, of which no more is held once `done` has returned. */
export function readAll(
  body: ResponseBody,
  held: HeldBytes,
  done: (all: Result<Uint8Array, RequestFailure>) => void,
): Dispose {
  let heldBytes = 0;
  const finish = (all: Result<Uint8Array, RequestFailure>): void => {
    done(all);
    held.letGo(heldBytes);
    heldBytes = 0;
  };
  const parts: Uint8Array[] = [];
  let undo: Dispose = () => {};
  let isStopped = false;
  const next = (): void => {
    // Parts that are there already come one after the other, without a call in a call.
    for (let piece = body.take(Infinity); !isStopped; piece = body.take(Infinity)) {
      if (piece === 'nothing yet') {
        undo = body.whenReady(next);
        return;
      }
      if (!piece.ok) return finish(piece);
      if (piece.value === null) return finish(ok(joined(parts)));
      if (!held.hold(piece.value.length)) {
        body.close();
        const text = `answers that are being received take more than ${held.maxBytes / 2 ** 20} MiB together`;
        return finish(err(transportFailure('too large', text)));
      }
      heldBytes += piece.value.length;
      parts.push(piece.value);
    }
  };
  next();
  return () => {
    isStopped = true;
    held.letGo(heldBytes);
    heldBytes = 0;
    undo();
    body.close();
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] ?? new Uint8Array();
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
