/** What a module says of its checks once `metered-module.ts` has been over it. Any thread. */
import type { Program } from './ports.ts';

/** Custom section that carries a {@link ModuleMeter}. */
export const METER_SECTION = 'wippy:meter';

/**
 * What a new instance has, and what it is given again by each check that lets it go on: about 0.2 ms. One unit pays for about
 * four instructions, or a nanosecond.
 */
export const METER_FUEL = 200_000;

/** Names of what the module exports besides its own, and what is known of it. */
export interface ModuleMeter {
  /** A mutable i32: what is left. */
  readonly fuel: string;
  /**
   * A table of one function, which is null in a new instance: `() -> i32`, called when there is no fuel left, and where memory
   * or a table could not grow. The call goes on, with new fuel, if it answers 0; else it traps, and so it does without one.
   */
  readonly check: string;
  /** The start function, which the engine does not call any more: whoever makes an instance does, once it has its check. */
  readonly start: string | null;
  /** An instance cannot be told from a new one, however often its functions have been called. */
  readonly isStateless: boolean;
  /** It has shared memory, so it may wait where nothing is checked. */
  readonly mayWait: boolean;
}

/** Of a module that was not rewritten: null. Worth keeping: it is parsed at every call. */
export function meterOf(module: WebAssembly.Module): ModuleMeter | null {
  const [section] = WebAssembly.Module.customSections(module, METER_SECTION);
  // Written by `metered-module.ts`; `bound-module.ts` removes what else goes by this name.
  return section ? (JSON.parse(new TextDecoder().decode(new Uint8Array(section))) as ModuleMeter) : null;
}

/** Modules as they are without their checks, by those that have them. */
const PLAIN = new WeakMap<WebAssembly.Module, WebAssembly.Module>();

/** `plain` is `metered` before it was rewritten. Known on this thread only. */
export function pairModules(metered: WebAssembly.Module, plain: WebAssembly.Module): void {
  PLAIN.set(metered, plain);
}

/**
 * The program for threads that can be ended from outside: without checks, as far as modules without are known. With checks a tight loop
 * takes up to two and a half times as long, since engines unroll no loop that may call.
 */
export function unmetered(program: Program): Program {
  const plainOf = (module: WebAssembly.Module): WebAssembly.Module => PLAIN.get(module) ?? module;
  return program.form === 'core'
    ? { ...program, module: plainOf(program.module) }
    : { ...program, modules: program.modules.map(plainOf) };
}

/** Of all modules of a program; null where one has none. */
export function metersOf(program: Program): readonly ModuleMeter[] | null {
  const meters: ModuleMeter[] = [];
  for (const module of program.form === 'core' ? [program.module] : program.modules) {
    const meter = module instanceof WebAssembly.Module ? meterOf(module) : null;
    if (!meter) return null;
    meters.push(meter);
  }
  return meters;
}
