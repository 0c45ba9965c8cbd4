/** The same loops in a module as it came, and in one that looks at a flag. */
import { boundModule } from '../src/binary/bound-module.ts';
import { stoppableModule } from '../src/binary/stoppable-module.ts';
import { MEMORY_SECTION, memoryOf } from '../src/contract/module-memory.ts';
import { FLAGS_NAME, STOP_SECTION } from '../src/contract/module-stop.ts';

interface Order {
  readonly wasm: Uint8Array;
  readonly names: readonly string[];
  readonly steps: number;
  readonly rounds: number;
}

/** A flag that nobody raises. */
const flags = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });

function exportsOf(bytes: Uint8Array): WebAssembly.Exports {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  const memories = memoryOf(module).memories.map(
    ({ initial, maximum }) => new WebAssembly.Memory({ initial, maximum: maximum ?? initial }),
  );
  const imports = { [MEMORY_SECTION]: Object.fromEntries(memories.entries()), [STOP_SECTION]: { [FLAGS_NAME]: flags } };
  return new WebAssembly.Instance(module, imports).exports;
}

interface Times {
  readonly plain: number[];
  readonly stoppable: number[];
}

async function measure({ wasm, names, steps, rounds }: Order): Promise<Record<string, Times>> {
  const bound = boundModule(wasm);
  const stoppable = stoppableModule(bound);
  if (!stoppable.ok) throw new Error(stoppable.error);
  const contestants = { plain: exportsOf(bound), stoppable: exportsOf(stoppable.value) };
  const times: Record<string, Times> = {};
  for (const name of names) {
    const taken: Times = { plain: [], stoppable: [] };
    times[name] = taken;
    for (let round = 0; round < rounds; round++) {
      for (const contestant of ['plain', 'stoppable'] as const) {
        const run = contestants[contestant][name] as (steps: number) => unknown;
        const startMs = performance.now();
        run(steps);
        taken[contestant].push(performance.now() - startMs);
      }
      // Engines compile again beside the thread, and take the better code at the next call.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  return times;
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  measure(data).then(postMessage, reportError);
});
