/** The bare hand-off: two workers, both in `Atomics.wait`, two numbers there and one back. The floor of what a call can cost. */
import { CALLS_PER_SAMPLE, toMicroseconds } from './samples.ts';

const memory = new SharedArrayBuffer(64);
const words = new Int32Array(memory);
const worker = new Worker(new URL('./hand-off-callee.js', import.meta.url), { type: 'module' });
const ready = new Promise((resolve) => {
  worker.addEventListener('message', resolve, { once: true });
});
worker.postMessage(memory);
let calls = 0;

addEventListener('message', (event: MessageEvent<{ samples: number }>) => {
  void ready.then(() => postMessage(run(event.data.samples)));
});

function run(samples: number): number[] {
  const sampleMs: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const startMs = performance.now();
    for (let call = 0; call < CALLS_PER_SAMPLE; call++) {
      const seen = calls++;
      Atomics.store(words, 3, 6);
      Atomics.store(words, 4, 7);
      Atomics.store(words, 0, calls);
      Atomics.notify(words, 0);
      Atomics.wait(words, 1, seen);
      if (Atomics.load(words, 2) !== 42) throw new Error('wrong result');
    }
    sampleMs.push(performance.now() - startMs);
  }
  return toMicroseconds(sampleMs);
}
