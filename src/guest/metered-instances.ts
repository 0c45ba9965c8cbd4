/** Makes the instances of calls that end by themselves, for a thread that has other things to do as well. */
import { METER_FUEL, meterOf } from '../contract/module-meter.ts';
import { Instances, type InstanceMaker } from './instances.ts';

/** What the instances of one such call may have together: enough for what toolchains begin with. */
const MEMORY_BYTES = 4 * 2 ** 20;

interface Known {
  readonly fuel: string;
  readonly isStateless: boolean;
  /** Serves every call: nobody can tell it from a new one. */
  kept: WebAssembly.Instance | null;
}

/** One call at a time. Only for modules that have a meter. */
export class MeteredInstances implements InstanceMaker {
  /** For the instances of the next call together, beyond what each of them has. */
  extraFuel = 0;
  readonly #instances = new Instances({ memoryBytes: MEMORY_BYTES, mayWait: false });
  readonly #known = new WeakMap<WebAssembly.Module, Known>();
  #tanks: WebAssembly.Global[] = [];
  #begun = 0;
  readonly #fuel: number;
  /** Each has so much when its start has run. */
  #full = 0;

  /** `fuel`: of each instance. */
  constructor(fuel = METER_FUEL) {
    this.#fuel = fuel;
  }

  begin(modules: readonly WebAssembly.Module[]): void {
    this.#tanks = [];
    this.#begun = 0;
    this.#full = this.#fuel + Math.floor(this.extraFuel / Math.max(1, modules.length));
    this.#instances.begin(modules);
  }

  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
    const known = this.#known.get(module) ?? this.#know(module);
    this.#begun++;
    const instance = known.kept ?? this.#instances.instantiate(module, imports);
    const tank = instance.exports[known.fuel] as WebAssembly.Global;
    const spent = known.kept ? 0 : METER_FUEL - Number(tank.value);
    if (known.kept || this.#full !== METER_FUEL) tank.value = this.#full - spent;
    // What it imports belongs to one call.
    if (known.isStateless && Object.keys(imports).length === 0) known.kept = instance;
    this.#tanks.push(tank);
    return instance;
  }

  /** The call has ended, in whatever way. Returns what it has used up, in units of {@link METER_FUEL}. */
  end(): number {
    this.#instances.end();
    // An instance whose start failed used all it had.
    let spent = (this.#begun - this.#tanks.length) * METER_FUEL;
    for (const tank of this.#tanks) spent += this.#full - Math.max(0, Number(tank.value));
    this.#tanks = [];
    return spent;
  }

  #know(module: WebAssembly.Module): Known {
    const meter = meterOf(module);
    if (!meter) throw new Error('a module that has no meter was to be tried');
    const known: Known = { fuel: meter.fuel, isStateless: meter.isStateless, kept: null };
    this.#known.set(module, known);
    return known;
  }
}
