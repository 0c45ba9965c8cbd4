/**
 * What the visitor does, counted: every key and every press. Whatever moves the focus later than the act that asked for it (after a
 * frame, when something was fetched) looks first whether the visitor has gone on since. The listeners stay as long as the page.
 */
let acts = 0;
const count = (): void => {
  acts++;
};
// There is no window where logic is tested without one.
globalThis.addEventListener?.('keydown', count, { capture: true });
globalThis.addEventListener?.('pointerdown', count, { capture: true });

/** Tells later whether the visitor has done nothing since. */
export function beforeNextAct(): () => boolean {
  const now = acts;
  return () => acts === now;
}

/** Does it in the next frame, unless the visitor has gone on by then. */
export function nextFrame(work: () => void): void {
  const isWanted = beforeNextAct();
  requestAnimationFrame(() => {
    if (isWanted()) work();
  });
}
