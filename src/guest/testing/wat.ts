/** WebAssembly text to modules as guests get them, for tests. */
import { watBytes } from '../../binary/testing/wat-bytes.ts';
import { boundModule } from '../../binary/bound-module.ts';
import { pausableModule } from '../../binary/pausable-module.ts';
import { stoppableModule } from '../../binary/stoppable-module.ts';

export async function compileWat(source: string): Promise<WebAssembly.Module> {
  return new WebAssembly.Module(boundModule(watBytes(source)) as Uint8Array<ArrayBuffer>);
}

/** Looks at its flag. In Node it has no memory of its own. */
export async function compileStoppable(source: string): Promise<WebAssembly.Module> {
  const stoppable = stoppableModule(boundModule(watBytes(source)));
  if (!stoppable.ok) throw new Error(stoppable.error);
  return new WebAssembly.Module(stoppable.value as Uint8Array<ArrayBuffer>);
}

/** Asks now and then whether it may go on. */
export async function compilePausable(source: string): Promise<WebAssembly.Module> {
  const pausable = pausableModule(boundModule(watBytes(source)));
  if (!pausable.ok) throw new Error(pausable.error);
  return new WebAssembly.Module(pausable.value as Uint8Array<ArrayBuffer>);
}
