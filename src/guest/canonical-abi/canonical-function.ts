/** One export of a core module as its WIT type says (spec/wit-mapping §10): compiled once, called often. */
import type { CallWatch, CoreFunction, GuestFault, Suspension } from '../../contract/ports.ts';
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import { flattenTypes, MAX_FLAT_PARAMETERS, MAX_FLAT_RESULTS, POST_RETURN_PREFIX } from '../../wit/flatten.ts';
import { fieldsLayout } from '../../wit/layout.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import { ArgumentBytes } from './argument-bytes.ts';
import { GuestMemory } from './guest-memory.ts';
import { liftFlat, type LiftFlat } from './lift-flat.ts';
import { LoadCompiler, loadAt } from './load.ts';
import { lowerFlatAll, slotsOf } from './lower-flat.ts';
import { ResultBytes, ResultTooLarge } from './result-bytes.ts';
import { describeCore, liftScalar, lowerScalar, type LiftScalar, type LowerScalar } from './scalars.ts';
import { StoreCompiler } from './store.ts';

/** Lifts what the core function returned. False when it is no value of the result type. */
export type LiftResult = (returned: unknown, from: GuestMemory, out: ResultBytes) => boolean;

/** Runs one call at a time: {@link take}, then {@link call}, and {@link release} however they ended. */
export class CanonicalFunction {
  readonly #name: string;
  /** Parameters that need neither memory nor a copy of the message; null when one of them is no scalar. */
  readonly #scalars: readonly LowerScalar[] | null;
  /** Fills {@link #values} from {@link #source}. */
  readonly #lower: () => void;
  /** Reused from call to call. */
  readonly #values: unknown[];
  /** The whole result, when it is one scalar. */
  readonly #scalarResult: { readonly type: WitType; readonly lift: LiftScalar } | null;
  readonly #lift: LiftResult;
  /** Scalars alone never do. */
  readonly #usesMemory: boolean;
  /** Name of the export that frees what the result lies in. */
  readonly #post: string | null;
  readonly #source = new ArgumentBytes();
  readonly #memory = new GuestMemory();
  readonly #out: ResultBytes;
  readonly #watch: CallWatch | null;

  /** `exported` are the names of the module's functions. The signature was checked against them. */
  constructor(
    name: string,
    type: FunctionType,
    exported: ReadonlySet<string>,
    maxResultBytes?: number,
    watch: CallWatch | null = null,
  ) {
    this.#watch = watch;
    this.#out = new ResultBytes(maxResultBytes);
    this.#name = name;
    const types = type.parameters.map((parameter) => parameter.type);
    const scalars = types.flatMap((part) => (part.kind === 'scalar' ? [lowerScalar[part.name]] : []));
    const slots = flattenTypes(types, MAX_FLAT_PARAMETERS);
    this.#scalars = scalars.length === types.length && slots !== null ? scalars : null;
    this.#values = (slots ?? ['i32']).map(() => 0);
    this.#lower = slots === null ? this.#lowerSpilled(types) : this.#lowerFlat(types);
    const { result } = type;
    this.#scalarResult = result?.kind === 'scalar' ? { type: result, lift: liftScalar[result.name] } : null;
    this.#lift = result ? liftResult(result) : () => true;
    this.#usesMemory = this.#scalars === null || (result !== null && result.kind !== 'scalar') || watch !== null;
    const post = `${POST_RETURN_PREFIX}${name}`;
    this.#post = exported.has(post) ? post : null;
  }

  /** Takes the arguments out of the message, so that its buffer may be used for something else. */
  take(args: ByteReader): void {
    const scalars = this.#scalars;
    if (!scalars) return this.#source.take(args);
    const values = this.#values;
    for (let index = 0; index < scalars.length; index++) values[index] = scalars[index]!(args);
  }

  /**
   * Calls the export with the arguments that were taken. `result()` is asked for when nothing of the guest runs any more.
   * Returns what is wrong with the guest's answer, or null. Throws what the guest throws, and traps of our own.
   */
  call(exports: WebAssembly.Exports, result: () => ByteWriter): GuestFault | null {
    const method = exports[this.#name];
    if (typeof method !== 'function') return { kind: 'trap', message: `function ${this.#name} not found` };
    if (!this.#usesMemory) return this.#enter(method, exports, result);
    this.#memory.enter(exports);
    try {
      return this.#enter(method, exports, result);
    } catch (thrown) {
      if (thrown instanceof ResultTooLarge) return { kind: 'invalid-result', message: thrown.message };
      throw thrown;
    } finally {
      this.#memory.leave();
    }
  }

  /** As {@link call}, of an export that may be suspended. */
  async callSuspended(
    exports: WebAssembly.Exports,
    result: () => ByteWriter,
    suspension: Suspension,
  ): Promise<GuestFault | null> {
    const method = exports[this.#name];
    if (typeof method !== 'function') return { kind: 'trap', message: `function ${this.#name} not found` };
    this.#memory.enter(exports);
    try {
      if (!this.#scalars) this.#lower();
      this.#watch?.entered(this.#name, this.#values, this.#memory, 'utf8');
      const returned = await enter(suspension.entered(method), this.#values);
      return this.#end(returned, exports, result);
    } catch (thrown) {
      if (thrown instanceof ResultTooLarge) return { kind: 'invalid-result', message: thrown.message };
      throw thrown;
    } finally {
      this.#memory.leave();
    }
  }

  /** Gives back what a large call took. */
  release(): void {
    this.#source.release();
    this.#out.release();
  }

  #enter(method: CoreFunction, exports: WebAssembly.Exports, result: () => ByteWriter): GuestFault | null {
    if (!this.#scalars) this.#lower();
    this.#watch?.entered(this.#name, this.#values, this.#memory, 'utf8');
    return this.#end(enter(method, this.#values), exports, result);
  }

  #end(returned: unknown, exports: WebAssembly.Exports, result: () => ByteWriter): GuestFault | null {
    this.#watch?.returned(returned, this.#memory);
    const scalar = this.#scalarResult;
    if (scalar && this.#post === null && !Array.isArray(returned)) {
      const got = scalar.lift(returned, result());
      if (got === null) return null;
      this.#out.begin();
      this.#out.refuse(scalar.type, got);
      return { kind: 'invalid-result', message: this.#out.misfit };
    }
    return this.#answer(returned, exports, result);
  }

  #answer(returned: unknown, exports: WebAssembly.Exports, result: () => ByteWriter): GuestFault | null {
    const out = this.#out;
    out.begin();
    if (this.#usesMemory) this.#memory.refresh();
    if (!this.#lift(returned, this.#memory, out)) return { kind: 'invalid-result', message: out.misfit };
    if (this.#post !== null) {
      const post = exports[this.#post] as CoreFunction;
      if (returned === undefined) post();
      else if (Array.isArray(returned)) post(...(returned as unknown[]));
      else post(returned);
    }
    out.copyTo(result());
    return null;
  }

  #lowerFlat(types: readonly WitType[]): () => void {
    const lower = lowerFlatAll(types, new StoreCompiler());
    return () => lower(this.#source, this.#memory, this.#values, 0);
  }

  #lowerSpilled(types: readonly WitType[]): () => void {
    const { size, align } = fieldsLayout(types);
    const store = new StoreCompiler().of({ kind: 'tuple', items: types });
    return () => {
      const pointer = this.#memory.allocate(align, size);
      store(this.#source, this.#memory, pointer);
      this.#values[0] = pointer;
    };
  }
}

/**
 * A result of one slot is that value; others lie in memory, at the address that is returned. Functions that return all
 * the slots at once are taken too: the Canonical ABI does not know them, but `wit/flatten.ts` lets them pass.
 */
export function liftResult(type: WitType, loads = new LoadCompiler()): LiftResult {
  const liftSeveral = laterOf(() => liftFlat(type, loads));
  const slots = flattenTypes([type], MAX_FLAT_RESULTS);
  if (slots !== null) {
    const lift = liftFlat(type, loads);
    const values: unknown[] = [0];
    return (returned, from, out) => {
      if (slots.length > 0 && (returned === undefined || Array.isArray(returned)))
        return out.refuse(type, describeCore(returned));
      values[0] = returned;
      return lift(values, 0, from, out);
    };
  }
  const load = loads.of(type);
  return (returned, from, out) => {
    if (typeof returned === 'number') return loadAt(type, load, from, returned >>> 0, out);
    if (Array.isArray(returned) && returned.length === slotsOf(type).length)
      return liftSeveral()(returned, 0, from, out);
    return out.refuse(type, describeCore(returned));
  };
}

function laterOf(make: () => LiftFlat): () => LiftFlat {
  let made: LiftFlat | null = null;
  return () => (made ??= make());
}

/** Spelled out for the common counts: a spread costs more than the call. */
export function enter(method: CoreFunction, values: readonly unknown[]): unknown {
  switch (values.length) {
    case 0:
      return method();
    case 1:
      return method(values[0]);
    case 2:
      return method(values[0], values[1]);
    case 3:
      return method(values[0], values[1], values[2]);
    default:
      return method(...values);
  }
}
