/** `wasi:io`: streams over whatever gives and takes bytes. */
import type { FileErrorCode } from '../../contract/hosts/files.ts';
import type { ioError as errorSpec, streams as spec } from '../../contract/hosts/wasi-io.ts';
import { HostTrap } from '../faults.ts';
import type { GuestHalf } from './guest-half.ts';
import type { HostHandles } from './host-handles.ts';
import { Pollable } from './poll.ts';

/** What a stream failed with. */
export class IoError {
  /** Null where it has none of files. */
  readonly code: FileErrorCode | null;
  readonly text: string;

  constructor(code: FileErrorCode | null, text: string = code ?? 'failed') {
    this.code = code;
    this.text = text;
  }
}

/** What is left of a stream that ended. */
const CLOSED = 'closed';

export interface ByteSource {
  /**
   * At least one byte, or how it ended; it waits for that. Bytes are borrowed until the next call of the host.
   * One that can tell gives nothing where nobody waits and nothing is there.
   */
  read(length: bigint, manner: 'waiting' | 'now'): Uint8Array | typeof CLOSED | IoError;
  /** Nanoseconds until it is worth looking; 0 where a read answers at once. */
  remainingNs?(): bigint;
  /** What the kernel calls it, which knows when it is ready. */
  waitable?(): number;
}

export interface ByteSink {
  /** Null where all of it is written. */
  write(bytes: Uint8Array): typeof CLOSED | IoError | null;
  /** How much a write takes without waiting; as much as one may have where it does not say. */
  room?(): bigint | typeof CLOSED;
  /** What the kernel calls it, which knows when there is room. */
  waitable?(): number;
}

export class InputStream {
  readonly source: ByteSource;

  constructor(source: ByteSource) {
    this.source = source;
  }
}

/** What one write may have: the message of the channel holds it without growing. */
const PERMIT_BYTES = 65_536n;
/** Of a read or of zeros, whatever was asked for. */
const MAX_PIECE_BYTES = 1n << 20n;

export class OutputStream {
  readonly sink: ByteSink;
  permit = 0n;

  constructor(sink: ByteSink) {
    this.sink = sink;
  }
}

type Failed =
  | { readonly tag: 'last-operation-failed'; readonly val: number }
  | { readonly tag: 'closed'; readonly val: null };

type Answer<T> = { readonly ok: T } | { readonly err: Failed };

const atMost = (length: bigint): bigint => (length < MAX_PIECE_BYTES ? length : MAX_PIECE_BYTES);

export const ioError: GuestHalf<typeof errorSpec> = ({ handles }) => ({
  '[method]error.to-debug-string': ({ self }) => handles.get(IoError, self).text,
});

export const streams: GuestHalf<typeof spec> = ({ calls, handles }) => {
  interface Wanted {
    readonly self: number;
    readonly len: bigint;
  }
  type Manner = 'waiting' | 'now';
  const read = (manner: Manner, { self, len }: Wanted): Answer<Uint8Array> => {
    const { source } = handles.get(InputStream, self);
    if (len === 0n) return { ok: new Uint8Array() };
    const got = source.read(atMost(len), manner);
    return got instanceof Uint8Array ? { ok: got } : { err: failure(handles, got) };
  };
  const skip = (manner: Manner, args: Wanted): Answer<bigint> => {
    const got = read(manner, args);
    return 'err' in got ? got : { ok: BigInt(got.ok.length) };
  };
  const put = (self: number, bytes: Uint8Array): Answer<null> => {
    const failed = bytes.length === 0 ? null : handles.get(OutputStream, self).sink.write(bytes);
    return failed ? { err: failure(handles, failed) } : { ok: null };
  };
  /** Puts what is permitted, which is less by so much from then on. */
  const permitted = (self: number, length: bigint, write: () => Answer<null>): Answer<null> => {
    const stream = handles.get(OutputStream, self);
    if (length > stream.permit) throw new HostTrap(`a write of ${length} bytes where ${stream.permit} are permitted`);
    const done = write();
    stream.permit -= length;
    return done;
  };
  const zeros = (self: number, length: bigint): Answer<null> => {
    for (let left = length; left > 0n; left -= atMost(left)) {
      calls.checkInterrupt();
      const done = put(self, new Uint8Array(Number(atMost(left))));
      if ('err' in done) return done;
    }
    return { ok: null };
  };
  const splice = (
    manner: Manner,
    { self, src, len }: { readonly self: number; readonly src: number; readonly len: bigint },
  ): Answer<bigint> => {
    handles.get(OutputStream, self);
    const got = read(manner, { self: src, len: len < PERMIT_BYTES ? len : PERMIT_BYTES });
    if ('err' in got) return got;
    // Copied: they are borrowed, and may lie where the message for the other one will.
    const done = put(self, new Uint8Array(got.ok));
    return 'err' in done ? done : { ok: BigInt(got.ok.length) };
  };
  const flush = ({ self }: { readonly self: number }) => (handles.get(OutputStream, self), { ok: null });
  return {
    '[method]input-stream.read': (args) => read('now', args),
    '[method]input-stream.blocking-read': (args) => read('waiting', args),
    '[method]input-stream.skip': (args) => skip('now', args),
    '[method]input-stream.blocking-skip': (args) => skip('waiting', args),
    '[method]input-stream.subscribe': ({ self }) => {
      const { source } = handles.get(InputStream, self);
      const waitable = source.waitable?.bind(source) ?? null;
      return handles.add(new Pollable(() => source.remainingNs?.() ?? 0n, waitable));
    },
    '[method]output-stream.check-write': ({ self }) => {
      const stream = handles.get(OutputStream, self);
      const room = stream.sink.room?.() ?? PERMIT_BYTES;
      if (room === CLOSED) return { err: failure(handles, room) };
      return { ok: (stream.permit = room < PERMIT_BYTES ? room : PERMIT_BYTES) };
    },
    '[method]output-stream.write': ({ self, contents }) => {
      return permitted(self, BigInt(contents.length), () => put(self, contents));
    },
    '[method]output-stream.blocking-write-and-flush': ({ self, contents }) => {
      handles.get(OutputStream, self);
      return put(self, contents);
    },
    '[method]output-stream.flush': flush,
    '[method]output-stream.blocking-flush': flush,
    '[method]output-stream.subscribe': ({ self }) => {
      const { sink } = handles.get(OutputStream, self);
      return handles.add(new Pollable(() => 0n, sink.waitable?.bind(sink) ?? null));
    },
    '[method]output-stream.write-zeroes': ({ self, len }) => {
      return permitted(self, len, () => zeros(self, len));
    },
    '[method]output-stream.blocking-write-zeroes-and-flush': ({ self, len }) => {
      handles.get(OutputStream, self);
      return zeros(self, len);
    },
    '[method]output-stream.splice': (args) => splice('now', args),
    '[method]output-stream.blocking-splice': (args) => splice('waiting', args),
  };
};

function failure(handles: HostHandles, failed: typeof CLOSED | IoError): Failed {
  return failed === CLOSED ? { tag: CLOSED, val: null } : { tag: 'last-operation-failed', val: handles.add(failed) };
}
