/** What went wrong where a promise would swallow it ends the worker, and the page says so. On a guest's thread. */
export type Loud = (thrown: unknown) => void;

export const loudly: Loud = (thrown) => {
  queueMicrotask(() => {
    throw thrown;
  });
};
