/** Answers as fast as shared memory allows: waits on word 0, writes the sum to word 2, rings word 1. */
addEventListener('message', (event: MessageEvent<SharedArrayBuffer>) => {
  const words = new Int32Array(event.data);
  postMessage('ready');
  for (let seen = 0; ;) {
    Atomics.wait(words, 0, seen);
    seen = Atomics.load(words, 0);
    if (seen < 0) return;
    Atomics.store(words, 2, Atomics.load(words, 3) * Atomics.load(words, 4));
    Atomics.store(words, 1, seen);
    Atomics.notify(words, 1);
  }
});
