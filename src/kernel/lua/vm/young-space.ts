import { spend, UNITS_PER_LOOK } from '../../../base/effort.ts';

/**
 * Shorter pauses of the engine while work makes nothing but what stays (copies, decoded texts).
 *
 * An engine collects its young objects when their space is full (V8: 1 MB at first, up to 48 MB once much has lived), and stands
 * still until those that live are moved. Of ordinary code few live; of a copy all do, and a pause took 60 to 105 ms of processor
 * time. So the space is filled with rubbish beside them: it is full sooner, with less to move, and each pause takes a third. In
 * all as much is moved as before, and rubbish costs what clearing its memory costs. Can go when engines let a worker choose the
 * size of that space.
 *
 * An engine that is marking what lives in the old space does a part of it, of up to 5 ms, for so many bytes it gives: the clock
 * is looked at after each piece, or a turn held a dozen of them.
 */

/** Slots of one piece of rubbish; of four bytes each, or eight. Larger ones would not lie among young objects. */
const SLOTS = 8192;
/** So many bytes that stay, as they are counted, have one piece beside them: about four times what they take. */
const BYTES_PER_PIECE = 10_000;
/** What is counted beyond it has no rubbish: whatever else is made next would pay for it. */
const MAX_BACKLOG_BYTES = 64 * BYTES_PER_PIECE;

let bytes = 0;
/** The next piece is made by its length: neither a bundler nor an engine can tell that nobody wants it, and leave it out. */
let last: readonly unknown[] = [];

/** `count` bytes of small objects were made that will stay. May throw as {@link spend} does. */
export function madeToStay(count: number): void {
  if ((bytes += count) < BYTES_PER_PIECE) return;
  // One at a time: what a long list is counted with at once is made by and by, as far as it has much in it.
  bytes = Math.min(bytes - BYTES_PER_PIECE, MAX_BACKLOG_BYTES);
  // oxlint-disable-next-line unicorn/no-new-array -- what counts is that its memory is taken at once, and nothing written
  last = new Array<unknown>(last.length === SLOTS ? SLOTS - 1 : SLOTS);
  spend(UNITS_PER_LOOK + 1);
}
