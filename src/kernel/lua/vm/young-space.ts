/**
 * Shorter pauses of the engine while work makes nothing but what stays (copies, decoded texts).
 *
 * An engine collects its young objects when their space is full (V8: 16 MB), and stands still until those that live are moved. Of
 * ordinary code few live; of a copy all do, and a pause took 50 to 120 ms of processor time. So the space is filled with rubbish
 * beside them: it is full sooner, with less to move, and each pause takes a fraction. In all as much is moved as before, and
 * rubbish costs what clearing its memory costs. Can go when engines let a worker choose the size of that space.
 */

/** Slots of one piece of rubbish; of four bytes each, or eight. Larger ones would not lie among young objects. */
const SLOTS = 8192;
/** So many bytes that stay, as they are counted, have one piece beside them: about four times what they take. */
const BYTES_PER_PIECE = 10_000;

let bytes = 0;
/** Only so that an engine cannot tell that nobody wants it. */
const last = { piece: [] as unknown[] };

/** `count` bytes of small objects were made that will stay. */
export function madeToStay(count: number): void {
  if ((bytes += count) < BYTES_PER_PIECE) return;
  // oxlint-disable-next-line unicorn/no-new-array -- what counts is that its memory is taken at once, and nothing written
  for (; bytes >= BYTES_PER_PIECE; bytes -= BYTES_PER_PIECE) last.piece = new Array<unknown>(SLOTS);
}
