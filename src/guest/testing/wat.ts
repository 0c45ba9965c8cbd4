/** WebAssembly text to modules as guests get them, for tests. */
import createWabt from 'wabt';
import { boundModule } from '../../binary/bound-module.ts';
import { stoppableModule } from '../../binary/stoppable-module.ts';

let loading: ReturnType<typeof createWabt> | null = null;

export async function bytesOfWat(source: string): Promise<Uint8Array> {
  loading ??= createWabt();
  const wabt = await loading;
  const features = { bulk_memory: true, exceptions: true, threads: true, reference_types: true, tail_call: true };
  const parsed = wabt.parseWat('test.wat', source, features);
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

export async function compileWat(source: string): Promise<WebAssembly.Module> {
  return new WebAssembly.Module(boundModule(await bytesOfWat(source)) as Uint8Array<ArrayBuffer>);
}

/** Looks at its flag. In Node it has no memory of its own. */
export async function compileStoppable(source: string): Promise<WebAssembly.Module> {
  const stoppable = stoppableModule(boundModule(await bytesOfWat(source)));
  if (!stoppable.ok) throw new Error(stoppable.error);
  return new WebAssembly.Module(stoppable.value as Uint8Array<ArrayBuffer>);
}
