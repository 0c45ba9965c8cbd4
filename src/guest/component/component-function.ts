/** The guest half of a call of a component: fresh instances, linked as its plan says, entered once. */
import type { LinkPlan } from '../../contract/link-plan.ts';
import type { GuestFault, GuestPorts } from '../../contract/ports.ts';
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import type { FunctionType } from '../../wit/types.ts';
import { unsupportedType } from '../../wit/unsupported.ts';
import { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import { ResultBytes, ResultTooLarge } from '../canonical-abi/result-bytes.ts';
import type { GuestFunction } from '../guest-function.ts';
import { faultOf, instantiateFaultOf } from '../faults.ts';
import type { InstanceMaker } from '../instances.ts';
import { HostImports, type ComponentInterface } from './component-host.ts';
import type { LiftedFunction } from './lifted-function.ts';
import { LinkedComponent } from './linked-component.ts';

/** A function of a component, and all that a guest needs to run it. */
export interface LinkedProgram {
  readonly plan: LinkPlan;
  /** Those of the plan, in its order. */
  readonly modules: readonly WebAssembly.Module[];
  /** Number of the function in the plan. */
  readonly function: number;
  /** As it is called, with the names that messages have. */
  readonly type: FunctionType;
  readonly profiles: readonly string[];
}

export class ComponentFunction implements GuestFunction {
  readonly #component: LinkedComponent;
  /** null when calls are refused. */
  readonly #function: LiftedFunction | null;
  readonly #refusal: string;
  readonly #source = new ArgumentBytes();
  readonly #out: ResultBytes;

  constructor(
    { plan, modules, function: index, type, profiles }: LinkedProgram,
    hosts: readonly ComponentInterface[],
    ports: GuestPorts,
    instances: InstanceMaker,
    maxResultBytes?: number,
  ) {
    this.#out = new ResultBytes(maxResultBytes);
    const imports = new HostImports(profiles, hosts, ports);
    this.#component = new LinkedComponent(plan, modules, imports, instances, ports.suspension ?? null);
    const refusal = unsupportedType(type);
    this.#refusal = refusal ?? '';
    this.#function = refusal === null ? this.#component.lifted(index, type) : null;
    if (this.#function && ports.watch) this.#function.watch = ports.watch;
  }

  get isInside(): boolean {
    return this.#component.isInside;
  }

  run(args: ByteReader, result: () => ByteWriter): GuestFault | null {
    const method = this.#function;
    if (!method) return { kind: 'trap', message: this.#refusal };
    try {
      const failed = this.#begin(method, args);
      if (failed) return failed;
      void method.call();
      return this.#end(method, result);
    } catch (thrown) {
      return this.#faultOf(thrown);
    } finally {
      this.#leave();
    }
  }

  async runSuspended(args: ByteReader, result: () => ByteWriter): Promise<GuestFault | null> {
    const method = this.#function;
    if (!method) return { kind: 'trap', message: this.#refusal };
    try {
      const failed = this.#begin(method, args);
      if (failed) return failed;
      await method.call();
      return this.#end(method, result);
    } catch (thrown) {
      return this.#faultOf(thrown);
    } finally {
      this.#leave();
    }
  }

  /** Up to the call of the core function; why it is none, or null. */
  #begin(method: LiftedFunction, args: ByteReader): GuestFault | null {
    if (method.scalars) method.take(args);
    else this.#source.take(args);
    this.#component.begin();
    const failed = this.#instantiate();
    if (failed) return failed;
    method.begin();
    if (!method.scalars) method.lower(this.#source);
    return null;
  }

  #faultOf(thrown: unknown): GuestFault {
    if (thrown instanceof ResultTooLarge) return { kind: 'invalid-result', message: thrown.message };
    return faultOf(this.#component.failureOf(thrown));
  }

  #leave(): void {
    this.#component.end();
    this.#source.release();
    this.#out.release();
  }

  #instantiate(): GuestFault | null {
    try {
      this.#component.instantiate();
      return null;
    } catch (thrown) {
      return instantiateFaultOf(this.#component.failureOf(thrown), '');
    }
  }

  /** From what the core function returned. */
  #end(method: LiftedFunction, result: () => ByteWriter): GuestFault | null {
    const component = this.#component;
    const out = this.#out;
    component.rethrow();
    out.begin();
    if (!method.lift(out)) return { kind: 'invalid-result', message: out.misfit };
    method.finish();
    component.rethrow();
    out.copyTo(result());
    return null;
  }
}
