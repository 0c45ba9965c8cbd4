/** What a module says of itself once `pausable-module.ts` has been over it. Any thread. */
import type { Program } from './ports.ts';

/** Custom section that carries a {@link ModulePause}. */
export const PAUSE_SECTION = 'wippy:pause';

/** By the names under which they are exported. */
export interface PausePlaces {
  /** A mutable i32: how many looks are left until the host is asked. 0 in a new instance. */
  readonly fuel: string;
  /** A mutable i32 that the host is told when it is asked, so that it knows whose call it is. */
  readonly seat: string;
  /** A table of functions, see {@link PAUSER}. */
  readonly table: string;
  /** The start function, which the engine does not call any more: whoever makes an instance does, once all else is there. */
  readonly start: string | null;
}

export interface ModulePause {
  /** null = it has nothing that takes long, and is as it was. */
  readonly places: PausePlaces | null;
}

/** Places of the functions that are asked whether a call may go on. Each takes the seat and gives a number, see {@link PAUSE}. */
export const PAUSER = {
  /** Asked first. Nobody is suspended by it, so it may be called from anywhere. */
  ask: 0,
  /** Called where `ask` says {@link PAUSE}, so that the call is suspended. */
  pause: 1,
} as const;

/** What `ask` says where the call has to be suspended. More than it: so many looks until it is asked again. Less: the call ends with a trap. */
export const PAUSE = 0;
export const END = -1;

/** Of a module that was not rewritten: null. Worth keeping: it is parsed at every call. */
export function pauseOf(module: WebAssembly.Module): ModulePause | null {
  const [section] = WebAssembly.Module.customSections(module, PAUSE_SECTION);
  // Written by `pausable-module.ts`; `bound-module.ts` removes what else goes by this name.
  return section ? (JSON.parse(new TextDecoder().decode(new Uint8Array(section))) as ModulePause) : null;
}

/** Whether a call of it gives its thread back now and then, wherever it may be suspended. */
export function isPausable(program: Program): boolean {
  return (program.form === 'core' ? [program.module] : program.modules).every(
    (module) => module instanceof WebAssembly.Module && pauseOf(module) !== null,
  );
}
