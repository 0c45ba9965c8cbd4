/** A function of a component or of the host, as core code calls it (Canonical ABI, `canon lower`). Compiled once for a program. */
import { flattenTypes, MAX_FLAT_PARAMETERS, MAX_FLAT_RESULTS, parameterTypes } from '../../wit/flatten.ts';
import { layoutOf } from '../../wit/layout.ts';
import type { FunctionType, RecordType } from '../../wit/types.ts';
import type { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import { isInside, outside } from '../canonical-abi/guest-memory.ts';
import { liftFlat } from '../canonical-abi/lift-flat.ts';
import { loadAt } from '../canonical-abi/load.ts';
import { lowerFlatAll } from '../canonical-abi/lower-flat.ts';
import type { ResultBytes } from '../canonical-abi/result-bytes.ts';
import { HostTrap } from '../faults.ts';
import type { LinkedOptions } from './canonical-options.ts';
import type { HostFunction } from './component-host.ts';
import type { Handle } from './component-instance.ts';
import type { LiftedFunction } from './lifted-function.ts';

/** What is on its way between a caller and whom it calls. Nobody calls out while it is in use, so one is enough for all. */
export interface Passage {
  readonly source: ArgumentBytes;
  readonly values: ResultBytes;
  /** What the host answers, while it may still read. */
  readonly answer: ResultBytes;
  /** Handles that calls in progress were lent. */
  readonly lent: Handle[];
}

type LiftArguments = (flat: readonly unknown[], out: ResultBytes) => boolean;
/** Returns what the core function returns. */
type LowerResult = (flat: readonly unknown[], from: ArgumentBytes) => unknown;

export class LoweredFunction {
  readonly #name: string;
  readonly #options: LinkedOptions;
  readonly #target: LiftedFunction | HostFunction;
  readonly #passage: Passage;
  readonly #lift: LiftArguments;
  readonly #lower: LowerResult;

  /** `name`: for messages. */
  constructor(
    name: string,
    type: FunctionType,
    options: LinkedOptions,
    target: LiftedFunction | HostFunction,
    passage: Passage,
  ) {
    this.#name = name;
    this.#options = options;
    this.#target = target;
    this.#passage = passage;
    this.#lift = liftArguments(type, options);
    this.#lower = lowerResult(type, options);
  }

  /** `flat`: what core code passes. Gives a promise of what core code gets where it has to be suspended. */
  call(flat: readonly unknown[]): unknown {
    const { instance } = this.#options;
    instance.checkLeave();
    const target = this.#target;
    const { lent, source, answer } = this.#passage;
    const lentBefore = lent.length;
    if (typeof target === 'function') {
      this.#liftArguments(flat);
      answer.begin();
      const waits = target(source, answer);
      return waits ? waits.then(() => this.#answered(flat, lentBefore)) : this.#answered(flat, lentBefore);
    }
    target.begin();
    this.#liftArguments(flat);
    target.lower(source);
    const waits = target.call();
    return waits
      ? waits.then(() => this.#returned(target, flat, lentBefore))
      : this.#returned(target, flat, lentBefore);
  }

  /** By the host. */
  #answered(flat: readonly unknown[], lentBefore: number): unknown {
    const { source, answer } = this.#passage;
    readFrom(source, answer);
    return this.#end(flat, lentBefore);
  }

  /** By a component. */
  #returned(target: LiftedFunction, flat: readonly unknown[], lentBefore: number): unknown {
    const { source, values } = this.#passage;
    values.begin();
    if (!target.lift(values)) throw new HostTrap(`${this.#name}: ${values.misfit}`);
    readFrom(source, values);
    const returned = this.#end(flat, lentBefore);
    target.finish();
    return returned;
  }

  #liftArguments(flat: readonly unknown[]): void {
    const { values, source } = this.#passage;
    values.begin();
    if (!this.#lift(flat, values)) throw new HostTrap(`${this.#name}: argument${values.misfit.slice('result'.length)}`);
    readFrom(source, values);
  }

  #end(flat: readonly unknown[], lentBefore: number): unknown {
    const { instance } = this.#options;
    instance.mayLeave = false;
    const returned = this.#lower(flat, this.#passage.source);
    instance.mayLeave = true;
    const { lent } = this.#passage;
    while (lent.length > lentBefore) lent.pop()!.lends--;
    return returned;
  }
}

/** Without a copy: what was written is read while nothing is written. */
function readFrom(source: ArgumentBytes, written: ResultBytes): void {
  source.bytes = written.bytes;
  source.view = written.view;
  source.at = 0;
}

function liftArguments({ parameters }: FunctionType, options: LinkedOptions): LiftArguments {
  const type: RecordType = { kind: 'record', name: null, fields: parameters };
  const loads = options.loads();
  const types = parameters.map((parameter) => parameter.type);
  if (flattenTypes(types, MAX_FLAT_PARAMETERS) !== null) {
    const lift = liftFlat(type, loads);
    return (flat, out) => lift(flat, 0, options.memory, out);
  }
  const load = loads.of(type);
  return (flat, out) => loadAt(type, load, options.memory, (flat[0] as number) >>> 0, out);
}

function lowerResult(type: FunctionType, options: LinkedOptions): LowerResult {
  const { result } = type;
  if (result === null) return () => undefined;
  const stores = options.stores();
  if (flattenTypes([result], MAX_FLAT_RESULTS) !== null) {
    const lower = lowerFlatAll([result], stores);
    const values: unknown[] = [];
    return (_flat, from) => {
      values[0] = undefined;
      lower(from, options.memory, values, 0);
      return values[0];
    };
  }
  const store = stores.of(result);
  const { size, align } = layoutOf(result);
  const slots = flattenTypes(parameterTypes(type), MAX_FLAT_PARAMETERS)?.length ?? 1;
  return (flat, from) => {
    const { memory } = options;
    const pointer = (flat[slots] as number) >>> 0;
    if (pointer % align !== 0) throw new HostTrap(`the address ${pointer} for a result is not aligned to ${align}`);
    if (!isInside(memory, pointer, size))
      throw new HostTrap(`the address for a result is wrong: ${outside(memory, pointer, size)}`);
    store(from, memory, pointer);
    return undefined;
  };
}
