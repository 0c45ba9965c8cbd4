/** What a module says of its checks once `metered-module.ts` has been over it. Any thread. */
import type { Program } from './ports.ts';

/** Custom section that carries a {@link ModuleMeter}. */
export const METER_SECTION = 'wippy:meter';

/** What a new instance has: about 0.2 ms. One unit pays for about four instructions, or a nanosecond. */
export const METER_FUEL = 200_000;

export interface ModuleMeter {
  /** A mutable i32 that is exported by this name: what is left. A call that has used it up ends with a trap. */
  readonly fuel: string;
  /** An instance cannot be told from a new one, however often its functions have been called. */
  readonly isStateless: boolean;
  /** It has shared memory, so it may wait where nothing is charged. */
  readonly mayWait: boolean;
}

/** Of a module that was not rewritten: null. Worth keeping: it is parsed at every call. */
export function meterOf(module: WebAssembly.Module): ModuleMeter | null {
  const [section] = WebAssembly.Module.customSections(module, METER_SECTION);
  // Written by `metered-module.ts`; `bound-module.ts` removes what else goes by this name.
  return section ? (JSON.parse(new TextDecoder().decode(new Uint8Array(section))) as ModuleMeter) : null;
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
