/** WebAssembly text to modules as guests get them, for tests. */
import createWabt from 'wabt';
import { boundModule } from '../../binary/bound-module.ts';
import { meterModule } from '../../binary/metered-module.ts';

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

/** As the kernel has it compiled, with its checks. */
export async function compileMetered(source: string): Promise<WebAssembly.Module> {
  const metered = meterModule(boundModule(await bytesOfWat(source)));
  if (!metered.ok) throw new Error(metered.error);
  return new WebAssembly.Module(metered.value as Uint8Array<ArrayBuffer>);
}
