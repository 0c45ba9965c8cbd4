/**
 * Calls that need no thread. A call whose module imports nothing has no effect but its result, so it may be begun anywhere, be
 * forgotten and be begun again: it is tried here, on the kernel's own thread, where nobody refills its meter, and when it is
 * too long, wants too much memory or fails in any way a guest runs it from its start. What it answers is the same either way.
 */
import type { EntryId } from '../../contract/api.ts';
import type { Log } from '../../contract/log.ts';
import { METER_FUEL } from '../../contract/module-meter.ts';
import type { CallAttempts, GuestPorts, Program } from '../../contract/ports.ts';
import type { ComponentFunction } from '../../guest/component/component-function.ts';
import { createGuestFunction, type GuestFunction } from '../../guest/guest-function.ts';
import { CoreFunction } from '../../guest/core-function.ts';
import { MeteredInstances } from '../../guest/metered-instances.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';

/**
 * Of all attempts of one turn: 2 ms at most. Whoever calls from Lua looks at the clock between two of them, and its slice is over before
 * that; calls that were queued follow one another without a look.
 */
const TURN_FUEL = 10 * METER_FUEL;
/** What an attempt takes besides its code. */
const ATTEMPT_UNITS = 2_000;
/** What larger values are made of takes the kernel milliseconds, of which a guest takes over some. */
const MAX_VALUE_BYTES = 64 * 1024;
/**
 * Units more for each byte of arguments: what a function does with each costs less than a guest does, to which they are copied. So the
 * largest attempt takes 7 ms at most, and most take a tenth of what they are charged.
 */
const FUEL_PER_BYTE = 100;
/** After a failure, calls that go to a guest at once; doubles with each. */
const FIRST_REST = 16;
const LONGEST_REST = 4_096;

interface Known {
  readonly entry: EntryId;
  /** Made with the first call; null = it cannot be. */
  fn: GuestFunction | null | undefined;
  /** Calls that are not tried. */
  rest: number;
  nextRest: number;
}

export interface AttemptsOptions {
  /** Of one attempt. With very little, calls are begun here and run again in a guest. */
  readonly fuel?: number;
  /** See {@link FIRST_REST}. */
  readonly firstRest?: number;
}

export class Attempts implements CallAttempts {
  readonly #log: Log;
  readonly #firstRest: number;
  readonly #fuelPerByte: number;
  readonly #programs = new Map<number, Known>();
  readonly #instances: MeteredInstances;
  readonly #result = new StagingWriter(MAX_VALUE_BYTES);
  #left = TURN_FUEL;
  #componentFunction: typeof ComponentFunction | null = null;

  constructor(log: Log, { fuel = METER_FUEL, firstRest = FIRST_REST }: AttemptsOptions = {}) {
    this.#log = log;
    this.#firstRest = firstRest;
    this.#fuelPerByte = FUEL_PER_BYTE * (fuel / METER_FUEL);
    this.#instances = new MeteredInstances(fuel);
  }

  async fetchForComponents(): Promise<void> {
    this.#componentFunction ??= (await import('../../guest/component/component-function.ts')).ComponentFunction;
  }

  /** A turn of the kernel begins. */
  refill(): void {
    this.#left = TURN_FUEL;
  }

  offer(program: Program): void {
    this.#programs.set(program.id, { entry: program.entry, fn: undefined, rest: 0, nextRest: this.#firstRest });
  }

  withdraw(programId: number): void {
    this.#programs.delete(programId);
  }

  run(program: Program, args: Uint8Array): BytesReader | null {
    const known = this.#programs.get(program.id);
    if (!known) return null;
    if (known.fn === undefined) known.fn = this.#make(program);
    const { fn } = known;
    if (!fn || args.length > MAX_VALUE_BYTES || this.#left <= 0) return null;
    if (known.rest > 0) {
      known.rest--;
      return null;
    }
    this.#result.clear();
    this.#instances.extraFuel = args.length * this.#fuelPerByte;
    const fault = fn.run(new BytesReader(args), () => this.#result);
    this.#left -= this.#instances.end() + ATTEMPT_UNITS;
    if (fault === null) {
      known.nextRest = this.#firstRest;
      return new BytesReader(this.#result.written);
    }
    known.rest = known.nextRest;
    known.nextRest = Math.min(LONGEST_REST, known.nextRest * 2);
    this.#log('guests', () => `the next ${known.rest} calls of ${known.entry} go to guests: ${fault.kind}`);
    return null;
  }

  #make(program: Program): GuestFunction | null {
    const Component = this.#componentFunction;
    try {
      return createGuestFunction(program, {
        core: (core) => new CoreFunction(core, [], NO_PORTS, this.#instances, MAX_VALUE_BYTES),
        component: (component) => {
          if (!Component) throw new Error('a component is tried, and nobody has loaded what runs it');
          return new Component(component, [], NO_PORTS, this.#instances, MAX_VALUE_BYTES);
        },
      });
    } catch (error) {
      // Guests make the function too, and say what is wrong with it to whoever calls.
      this.#log('guests', () => `${program.entry} is not tried: ${String(error)}`);
      return null;
    }
  }
}

/** Of a program that imports nothing: nobody asks. */
const NO_PORTS: GuestPorts = new Proxy({} as GuestPorts, {
  get: (_ports, name) => {
    if (name === 'suspension' || name === 'watch') return undefined;
    throw new Error('a call that imports nothing asked its host');
  },
});
