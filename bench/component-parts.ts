/** What a call of a component costs without any thread: the making of an instance, and the call through jco's bindings. */
import { CALLS_PER_SAMPLE, toMicroseconds } from './samples.ts';

interface Calculator {
  compute(a: number, b: number): number;
}

interface Bindings {
  instantiate(getCoreModule: (name: string) => WebAssembly.Module, imports: object): Calculator;
}

const SAMPLES = 100;

addEventListener('message', (event: MessageEvent<{ url: string; files: readonly string[] }>) => {
  void measure(event.data.url, event.data.files).then((parts) => postMessage(parts));
});

async function measure(url: string, files: readonly string[]): Promise<{ instanceUs: number[]; callUs: number[] }> {
  const bindings = (await import(/* @vite-ignore */ `${url}calculator.js`)) as Bindings;
  const modules = new Map<string, WebAssembly.Module>();
  for (const file of files) modules.set(file, await WebAssembly.compileStreaming(fetch(url + file)));
  const make = (): Calculator => bindings.instantiate((name) => modules.get(name)!, {});
  const calculator = make();
  return {
    instanceUs: toMicroseconds(sample(() => void make())),
    callUs: toMicroseconds(
      sample(() => {
        if (calculator.compute(6, 7) !== 42) throw new Error('wrong result');
      }),
    ),
  };
}

function sample(run: () => void): number[] {
  return Array.from({ length: SAMPLES }, () => {
    const startMs = performance.now();
    for (let call = 0; call < CALLS_PER_SAMPLE; call++) run();
    return performance.now() - startMs;
  });
}
