/** The heaps of a page's workers, by its DevTools. */

/** A worker that is busy or blocked answers when its event loop has its thread; a guest without a call soon does. */
const ANSWER_MS = 60_000;

/** Owned by the caller, who disposes of it with the page. `session`: of the page's DevTools. */
export async function watchWorkers(session) {
  const names = new Map();
  const waiting = new Map();
  let questions = 0;
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') names.set(sessionId, targetInfo.title);
  });
  session.on('Target.detachedFromTarget', ({ sessionId }) => {
    names.delete(sessionId);
    for (const [id, { of, reject }] of waiting) {
      if (of !== sessionId) continue;
      waiting.delete(id);
      reject(new Error('the worker has ended'));
    }
  });
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    const asked = waiting.get(id);
    if (!waiting.delete(id)) return;
    if (error) asked.reject(new Error(error.message));
    else asked.resolve(result);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });

  const ask = (of, method) =>
    new Promise((resolve, reject) => {
      const id = ++questions;
      const timer = setTimeout(() => reject(new Error(`a worker did not answer ${method}`)), ANSWER_MS);
      const ended = (end) => (value) => (clearTimeout(timer), end(value));
      waiting.set(id, { of, resolve: ended(resolve), reject: ended(reject) });
      const message = JSON.stringify({ id, method, params: {} });
      session.send('Target.sendMessageToTarget', { sessionId: of, message }).catch(reject);
    });

  return {
    /** Bytes that each worker of the name holds once its rubbish is collected, with what lies outside of its heap. */
    async heaps(name) {
      const own = [...names].filter(([, title]) => title === name).map(([sessionId]) => sessionId);
      const sizes = own.map(async (of) => {
        // What the first collection ends may hold something itself.
        for (let time = 0; time < 2; time++) await ask(of, 'HeapProfiler.collectGarbage');
        const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await ask(of, 'Runtime.getHeapUsage');
        return usedSize + embedderHeapUsedSize + backingStorageSize;
      });
      return (await Promise.all(sizes)).toSorted((a, b) => a - b);
    },
  };
}
