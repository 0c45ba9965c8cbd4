/** Lets the page do what else there is. Not by a timer: nested ones are held back by 4 ms each. */
export function nextTask(): Promise<void> {
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
export const SLICE_MS = 8;
