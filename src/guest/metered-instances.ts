/** Makes the instances of calls that end by themselves, for a thread that has other things to do as well. */
import { METER_FUEL, meterOf, type ModuleMeter } from '../contract/module-meter.ts';
import { Instances, type InstanceMaker } from './instances.ts';
import { InstanceImage, type RestoredInstance } from './restored-instance.ts';

/** What the instances of one such call may have together: enough for what toolchains begin with. */
const MEMORY_BYTES = 4 * 2 ** 20;

interface Known {
  readonly meter: ModuleMeter;
  /** Serves every call: nobody can tell it from a new one. */
  kept: WebAssembly.Instance | null;
  /** Serves one call at a time, put back before each; null while it does, and where there is none. */
  spare: RestoredInstance | null;
  /** What it is put back to; null = nobody has looked. */
  image: InstanceImage | 'too large' | null;
}

/** One call at a time. Only for modules that have a meter. */
export class MeteredInstances implements InstanceMaker {
  /** For the instances of the next call together, beyond what each of them has. */
  extraFuel = 0;
  readonly #instances = new Instances({ memoryBytes: MEMORY_BYTES, mayWait: false });
  readonly #known = new WeakMap<WebAssembly.Module, Known>();
  #tanks: WebAssembly.Global[] = [];
  /** Of this call, to be put back for the next. */
  readonly #lent: { readonly known: Known; readonly restored: RestoredInstance }[] = [];
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
    const used = known.kept ?? this.#restored(known);
    const instance = used ?? this.#instances.instantiate(module, imports);
    const tank = instance.exports[known.meter.fuel] as WebAssembly.Global;
    const spent = used ? 0 : METER_FUEL - Number(tank.value);
    if (used || this.#full !== METER_FUEL) tank.value = this.#full - spent;
    // What it imports belongs to one call.
    if (!used && Object.keys(imports).length === 0) this.#keep(known, module, instance);
    this.#tanks.push(tank);
    return instance;
  }

  /** Of an earlier call. */
  #restored(known: Known): WebAssembly.Instance | null {
    const { spare } = known;
    if (!spare) return null;
    known.spare = null;
    // One call that wanted more memory says nothing of those after it: the next new one takes its place.
    if (!spare.restore()) return null;
    this.#lent.push({ known, restored: spare });
    return spare.instance;
  }

  /** A new one, for later calls. */
  #keep(known: Known, module: WebAssembly.Module, instance: WebAssembly.Instance): void {
    const { isStateless, state } = known.meter;
    if (isStateless) known.kept = instance;
    else if (state && known.image !== 'too large') {
      const memories = this.#instances.take(module);
      known.image ??= InstanceImage.of(instance, memories, state) ?? 'too large';
      const restored = known.image === 'too large' ? null : known.image.restored(instance, memories);
      if (restored) this.#lent.push({ known, restored });
    }
  }

  /** The call has ended, in whatever way. Returns what it has used up, in units of {@link METER_FUEL}. */
  end(): number {
    this.#instances.end();
    for (const { known, restored } of this.#lent.splice(0)) known.spare = restored;
    // An instance whose start failed used all it had.
    let spent = (this.#begun - this.#tanks.length) * METER_FUEL;
    for (const tank of this.#tanks) spent += this.#full - Math.max(0, Number(tank.value));
    this.#tanks = [];
    return spent;
  }

  #know(module: WebAssembly.Module): Known {
    const meter = meterOf(module);
    if (!meter) throw new Error('a module that has no meter was to be tried');
    const known: Known = { meter, kept: null, spare: null, image: null };
    this.#known.set(module, known);
    return known;
  }
}
