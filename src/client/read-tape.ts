import type { PlainValue } from '../contract/api.ts';
import { PlainWriter } from '../contract/plain.ts';
import { TapePlayer, type Tape } from '../contract/tape.ts';
import { inTurns } from './turns.ts';

/** Makes the values of a tape again, in slices between which the page does what else there is. */
export async function readTape(tape: Tape, nowMs?: () => number): Promise<readonly PlainValue[]> {
  const writer = new PlainWriter();
  const player = new TapePlayer(tape, writer);
  await inTurns({ work: () => player.play() }, nowMs);
  return writer.values;
}
