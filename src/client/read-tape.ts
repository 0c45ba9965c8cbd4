import type { PlainValue } from '../contract/api.ts';
import { PlainWriter } from '../contract/plain.ts';
import { TapePlayer, type Tape } from '../contract/tape.ts';
import { nextTask, SLICE_MS } from './next-task.ts';

/** Makes the values of a tape again, in slices between which the page does what else there is. */
export async function readTape(
  tape: Tape,
  now: () => number = () => performance.now(),
): Promise<readonly PlainValue[]> {
  const writer = new PlainWriter();
  const player = new TapePlayer(tape, writer);
  for (;;) {
    const endMs = now() + SLICE_MS;
    if (player.play(() => now() < endMs)) return writer.values;
    await nextTask();
  }
}
