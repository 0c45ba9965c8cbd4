/** What a module says of itself once `stoppable-module.ts` has been over it. Any thread. */
import type { Program } from './ports.ts';

/** Custom section that carries a {@link ModuleStop}, and the name of the module that the memory with the flags is imported from. */
export const STOP_SECTION = 'wippy:stop';
/** By what name it is imported. */
export const FLAGS_NAME = 'flags';

export interface ModuleStop {
  /** A mutable i32 that is exported by this name: the address of the flag. It is 0 in a new instance, where no flag is ever raised. */
  readonly address: string;
  /** The start function, which the engine does not call any more: whoever makes an instance does, once the address is there. */
  readonly start: string | null;
  /** It has shared memory, so it may wait where nothing is checked. */
  readonly mayWait: boolean;
}

/** A flag that ends a call with a trap soon after it was raised (not 0), wherever the call is. */
export interface StopFlag {
  /** Shared, of one page. */
  readonly memory: WebAssembly.Memory;
  /** In bytes, a multiple of 4. */
  readonly address: number;
}

/** Of a module that was not rewritten: null. Worth keeping: it is parsed at every call. */
export function stopOf(module: WebAssembly.Module): ModuleStop | null {
  const [section] = WebAssembly.Module.customSections(module, STOP_SECTION);
  // Written by `stoppable-module.ts`; `bound-module.ts` removes what else goes by this name.
  return section ? (JSON.parse(new TextDecoder().decode(new Uint8Array(section))) as ModuleStop) : null;
}

/** Whether every call of it ends where its flag is raised, but for what the host does for it. */
export function isStoppable(program: Program): boolean {
  return (program.form === 'core' ? [program.module] : program.modules).every((module) => {
    const stop = module instanceof WebAssembly.Module ? stopOf(module) : null;
    return stop !== null && !stop.mayWait;
  });
}

/** What guests get in place of modules that the kernel has. */
const FOR_GUESTS = new WeakMap<WebAssembly.Module, WebAssembly.Module>();

/** Both were made of the same module. Known on this thread only. */
export function pairModules(kernels: WebAssembly.Module, guests: WebAssembly.Module): void {
  FOR_GUESTS.set(kernels, guests);
}

/** The program for threads of its own, where nobody counts what it uses up. */
export function forGuests(program: Program): Program {
  const ofGuests = (module: WebAssembly.Module): WebAssembly.Module => FOR_GUESTS.get(module) ?? module;
  return program.form === 'core'
    ? { ...program, module: ofGuests(program.module) }
    : { ...program, modules: program.modules.map(ofGuests) };
}
