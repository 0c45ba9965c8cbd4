/** Makes the instances of calls that end by themselves, for a thread that has other things to do as well. */
import type { MeteredModule } from '../contract/ports.ts';
import { Instances, type InstanceMaker } from './instances.ts';

/** What the instances of one such call may have together: enough for what toolchains begin with. */
const MEMORY_BYTES = 4 * 2 ** 20;

interface Known extends MeteredModule {
  /** Serves every call: nobody can tell it from a new one. */
  kept: WebAssembly.Instance | null;
}

/** One call at a time. Only for modules that it was told of. */
export class MeteredInstances implements InstanceMaker {
  /** For the instances of the next call together, beyond what each of them has. */
  extraFuel = 0;
  readonly #fuel: number;
  readonly #instances = new Instances({ memoryBytes: MEMORY_BYTES, mayWait: false });
  readonly #known = new WeakMap<WebAssembly.Module, Known>();
  #tanks: WebAssembly.Global[] = [];
  #begun = 0;
  /** Each has so much when its start has run. */
  #full = 0;

  /** `fuel`: what the modules were written with. */
  constructor(fuel: number) {
    this.#fuel = fuel;
  }

  know(module: MeteredModule): void {
    this.#known.set(module.module, { ...module, kept: null });
  }

  begin(modules: readonly WebAssembly.Module[]): void {
    this.#tanks = [];
    this.#begun = 0;
    this.#full = this.#fuel + Math.floor(this.extraFuel / Math.max(1, modules.length));
    this.#instances.begin(modules);
  }

  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
    const known = this.#known.get(module);
    if (!known) throw new Error('a module that is not metered was to be tried');
    this.#begun++;
    const instance = known.kept ?? this.#instances.instantiate(module, imports);
    const tank = instance.exports[known.fuelExport] as WebAssembly.Global;
    const spent = known.kept ? 0 : this.#fuel - Number(tank.value);
    if (known.kept || this.#full !== this.#fuel) tank.value = this.#full - spent;
    // What it imports belongs to one call.
    if (known.isStateless && Object.keys(imports).length === 0) known.kept = instance;
    this.#tanks.push(tank);
    return instance;
  }

  /** The call has ended, in whatever way. Returns what it has used up. */
  end(): number {
    this.#instances.end();
    // An instance whose start failed used all it had.
    let spent = (this.#begun - this.#tanks.length) * this.#fuel;
    for (const tank of this.#tanks) spent += this.#full - Math.max(0, Number(tank.value));
    this.#tanks = [];
    return spent;
  }
}
