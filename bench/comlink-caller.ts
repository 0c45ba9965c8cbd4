/** A plain worker that calls another through comlink. */
import * as Comlink from 'comlink';
import type { Callee } from './comlink-callee.ts';
import { CALLS_PER_SAMPLE, toMicroseconds } from './samples.ts';

const worker = new Worker(new URL('./comlink-callee.js', import.meta.url), { type: 'module' });
const callee = Comlink.wrap<Callee>(worker);

addEventListener('message', (event: MessageEvent<{ wasm: Uint8Array<ArrayBuffer>; samples: number }>) => {
  void run(event.data.wasm, event.data.samples).then((us) => postMessage(us));
});

async function run(wasm: Uint8Array<ArrayBuffer>, samples: number): Promise<number[]> {
  await callee.load(wasm);
  const sampleMs: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const startMs = performance.now();
    for (let call = 0; call < CALLS_PER_SAMPLE; call++)
      if ((await callee.compute(6, 7)) !== 42) throw new Error('wrong result');
    sampleMs.push(performance.now() - startMs);
  }
  return toMicroseconds(sampleMs);
}
