/** A core function of a component, called with values of messages (Canonical ABI, `canon lift`). Compiled once for a program. */
import type { LiftedFunction as PlannedLift } from '../../contract/link-plan.ts';
import type { CallWatch, CoreFunction } from '../../contract/ports.ts';
import { flattenTypes, MAX_FLAT_PARAMETERS, parameterTypes } from '../../wit/flatten.ts';
import { fieldsLayout } from '../../wit/layout.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import type { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import { enter, liftResult, type LiftResult } from '../canonical-abi/canonical-function.ts';
import { lowerFlatAll } from '../canonical-abi/lower-flat.ts';
import type { ResultBytes } from '../canonical-abi/result-bytes.ts';
import { lowerScalar, type LowerScalar, type ScalarReader } from '../canonical-abi/scalars.ts';
import type { CoreItems, LinkedOptions } from './canonical-options.ts';
import type { ComponentInstance } from './component-instance.ts';

/** One call of it at a time: {@link begin}, {@link lower}, {@link call}, {@link lift}, {@link finish}. */
export class LiftedFunction {
  readonly instance: ComponentInstance;
  /** Whoever looks into calls of it. */
  watch: CallWatch | null = null;
  /** Parameters that need neither memory nor a copy of the message; null when one of them is no scalar. */
  readonly scalars: readonly LowerScalar[] | null;
  readonly #source: PlannedLift;
  readonly #options: LinkedOptions;
  readonly #core: CoreItems;
  /** Fills {@link #values}. */
  readonly #lower: (from: ArgumentBytes) => void;
  readonly #lift: LiftResult;
  /** Reused from call to call. */
  readonly #values: unknown[];
  #returned: unknown;

  constructor(type: FunctionType, source: PlannedLift, options: LinkedOptions, core: CoreItems) {
    const types = parameterTypes(type);
    this.instance = options.instance;
    this.#source = source;
    this.#options = options;
    this.#core = core;
    const slots = flattenTypes(types, MAX_FLAT_PARAMETERS);
    const scalars = types.flatMap((part) => (part.kind === 'scalar' ? [lowerScalar[part.name]] : []));
    this.scalars = scalars.length === types.length && slots !== null ? scalars : null;
    this.#values = (slots ?? ['i32']).map(() => 0);
    this.#lower = slots === null ? this.#lowerSpilled(types) : this.#lowerFlat(types);
    this.#lift = type.result ? liftResult(type.result, options.loads()) : () => true;
  }

  /** Traps where the instance runs already. */
  begin(): void {
    this.instance.enter();
  }

  /** In the place of {@link lower}, for {@link scalars}: needs no instance. */
  take(from: ScalarReader): void {
    const scalars = this.scalars!;
    for (let index = 0; index < scalars.length; index++) this.#values[index] = scalars[index]!(from);
  }

  lower(from: ArgumentBytes): void {
    this.instance.mayLeave = false;
    this.#lower(from);
    this.instance.mayLeave = true;
  }

  /** A promise where the guest may be suspended. */
  call(): void | Promise<void> {
    const callee = this.#core.get(this.#source.callee) as CoreFunction;
    const { suspension } = this.#core;
    const { callee: item } = this.#source;
    this.watch?.entered('name' in item ? item.name : '', this.#values, this.#options.memory, this.#options.encoding);
    if (suspension) return this.#callSuspended(suspension.entered(callee));
    this.#returned = enter(callee, this.#values);
  }

  async #callSuspended(callee: CoreFunction): Promise<void> {
    this.#returned = await enter(callee, this.#values);
  }

  /** False when it returned no value of the type; `out` then knows what and where. */
  lift(out: ResultBytes): boolean {
    this.watch?.returned(this.#returned, this.#options.memory);
    const isValue = this.#lift(this.#returned, this.#options.memory, out);
    if (isValue) this.instance.checkBorrows();
    return isValue;
  }

  /** The result is out: post-return, and the instance may be entered again. */
  finish(): void {
    const { postReturn } = this.#source;
    if (postReturn) {
      const post = this.#core.get(postReturn) as CoreFunction;
      this.instance.mayLeave = false;
      if (this.#returned === undefined) post();
      else post(this.#returned);
      this.instance.mayLeave = true;
    }
    this.instance.mayEnter = true;
  }

  #lowerFlat(types: readonly WitType[]): (from: ArgumentBytes) => void {
    const lower = lowerFlatAll(types, this.#options.stores());
    return (from) => lower(from, this.#options.memory, this.#values, 0);
  }

  #lowerSpilled(types: readonly WitType[]): (from: ArgumentBytes) => void {
    const { size, align } = fieldsLayout(types);
    const store = this.#options.stores().of({ kind: 'tuple', items: types });
    return (from) => {
      const { memory } = this.#options;
      const pointer = memory.allocate(align, size);
      store(from, memory, pointer);
      this.#values[0] = pointer;
    };
  }
}
