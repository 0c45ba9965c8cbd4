/** Inflating what nobody vouches for. */
import { Inflate } from 'fflate';
import { joinBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';

/**
 * A byte inflates to 1032 at most, so a piece of this size goes no more than about 1 MB beyond the limit before the
 * count is looked at.
 */
const PIECE_BYTES = 1024;

export interface InflateBounds {
  readonly maximumBytes: number;
  /**
   * When to give up, in milliseconds of `nowMs`. Size alone does not bound the work: fflate builds tables of 128 kB
   * for a block of 12 bytes, so that 48 kB of such blocks took 470 ms and gave nothing. Looked at after each piece.
   */
  readonly deadlineMs: number;
  readonly nowMs: () => number;
  readonly dictionary?: Uint8Array;
}

export type InflateProblem =
  | { readonly code: 'corrupt' }
  | { readonly code: 'too-slow' }
  | { readonly code: 'too-large'; readonly countedBytes: number };

/**
 * Inflates raw deflate data (RFC 1951); stops as soon as the output is larger than `maximumBytes` or the time is over.
 * Bytes after the end of the stream are ignored. The result is a fresh array; `bytes` is only read.
 */
export function inflateBounded(bytes: Uint8Array, bounds: InflateBounds): Result<Uint8Array, InflateProblem> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  const take = (piece: Uint8Array): void => {
    if (piece.length === 0) return;
    pieces.push(piece);
    total += piece.length;
  };
  const stream = bounds.dictionary ? new Inflate({ dictionary: bounds.dictionary }, take) : new Inflate(take);
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const end = start + PIECE_BYTES;
    try {
      stream.push(bytes.subarray(start, end), end >= bytes.length);
    } catch {
      // Throwing is how fflate says that the data is no deflate data or ends too early; which of them does not matter.
      return err({ code: 'corrupt' });
    }
    if (total > bounds.maximumBytes) return err({ code: 'too-large', countedBytes: total });
    // What is done is done, however little of a busy machine it had.
    if (end < bytes.length && bounds.nowMs() > bounds.deadlineMs) return err({ code: 'too-slow' });
  }
  return ok(joinBytes(pieces));
}
