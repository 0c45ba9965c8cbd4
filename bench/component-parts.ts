/** What a call of a component cannot do without: its core modules instantiated as its link plan says, on one thread, with nothing around. */
import { readLinkPlan } from '../src/binary/component/link-reader.ts';
import { CALLS_PER_SAMPLE, toMicroseconds } from './samples.ts';

const SAMPLES = 100;

addEventListener('message', (event: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  void measure(event.data).then((samples) => postMessage(samples));
});

/** Microseconds of each sample. */
async function measure(component: Uint8Array<ArrayBuffer>): Promise<number[]> {
  const plan = readLinkPlan(component);
  if (!plan.ok) throw new Error(plan.error.message);
  const { modules, steps } = plan.value;
  const compiled: WebAssembly.Module[] = [];
  for (const { offset, sizeBytes } of modules)
    compiled.push(await WebAssembly.compile(component.subarray(offset, offset + sizeBytes)));
  const never = (): number => 0;
  const instantiate = (): void => {
    const made: WebAssembly.Exports[] = [];
    for (const { module, imports } of steps) {
      const given: Record<string, Record<string, WebAssembly.ImportValue>> = {};
      for (const { module: from, name, item } of imports)
        (given[from] ??= {})[name] =
          item.from === 'instance' ? (made[item.instance]![item.name] as WebAssembly.ImportValue) : never;
      made.push(new WebAssembly.Instance(compiled[module]!, given).exports);
    }
  };
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const startMs = performance.now();
    for (let call = 0; call < CALLS_PER_SAMPLE; call++) instantiate();
    samples.push(performance.now() - startMs);
  }
  return toMicroseconds(samples);
}
