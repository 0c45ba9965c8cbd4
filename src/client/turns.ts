import { inSlice, type Portions, type Slice } from '../base/effort.ts';

/** Lets the page do what else there is. Not by a timer: nested ones are held back by 4 ms each. */
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

/** The page's thread is given back after this long, milliseconds: half a frame. */
const SLICE_MS = 8;

/** Does all of `work`, in slices between which the page does what else there is. */
export async function inTurns(work: Portions, nowMs: () => number = () => performance.now()): Promise<void> {
  const slice = (): Slice => ({ nowMs, endMs: nowMs() + SLICE_MS, interrupted: () => false });
  while (!inSlice(slice(), () => work.work())) await nextTask();
}
