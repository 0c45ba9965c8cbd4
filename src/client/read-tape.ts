import type { PlainValue } from '../kernel/api.ts';
import { PlainWriter } from '../kernel/plain.ts';
import { TapePlayer, type Tape } from '../kernel/tape.ts';

/** The page's thread is given back after this long, milliseconds: half a frame. */
const SLICE_MS = 8;

/** Makes the values of a tape again, in slices between which the page does what else there is. */
export async function readTape(tape: Tape, now: () => number = () => performance.now()): Promise<readonly PlainValue[]> {
  const writer = new PlainWriter();
  const player = new TapePlayer(tape, writer);
  for (;;) {
    const endMs = now() + SLICE_MS;
    if (player.play(() => now() < endMs)) return writer.values;
    await nextTask();
  }
}

/** Not by a timer: nested ones are held back by 4 ms each. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener(
      'message',
      () => {
        port1.close();
        resolve();
      },
      { once: true },
    );
    port1.start();
    port2.postMessage(null);
  });
}
