/** A component as its link plan says, linked anew for each call. On a guest's thread. */
import { assertNever } from '../../base/assert-never.ts';
import type { Builtin, CoreItem, LinkPlan } from '../../contract/link-plan.ts';
import type { CoreFunction, Suspension } from '../../contract/ports.ts';
import type { FunctionType } from '../../wit/types.ts';
import { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import { ResultBytes, ResultTooLarge } from '../canonical-abi/result-bytes.ts';
import { HostTrap } from '../faults.ts';
import type { InstanceMaker } from '../instances.ts';
import { LinkedOptions, type CoreItems } from './canonical-options.ts';
import type { HostImports } from './component-host.ts';
import { ComponentInstance, type Handle, type Resource } from './component-instance.ts';
import { LiftedFunction } from './lifted-function.ts';
import { LoweredFunction, type Passage } from './lowered-function.ts';

type ImportFields = Record<string, WebAssembly.ImportValue>;

/** What stays of a step from call to call: only what other instances export changes. */
interface PreparedStep {
  readonly module: WebAssembly.Module;
  readonly imports: WebAssembly.Imports;
  readonly changing: readonly { readonly fields: ImportFields; readonly name: string; readonly item: CoreItem }[];
}

/** One call at a time: {@link begin}, {@link instantiate}, {@link end}. What needs no instance is made once, or when it is first used. */
export class LinkedComponent implements CoreItems {
  call = 0;
  readonly suspension: Suspension | null;
  readonly #plan: LinkPlan;
  readonly #modules: readonly WebAssembly.Module[];
  readonly #hosts: HostImports;
  readonly #made: InstanceMaker;
  readonly #steps: readonly PreparedStep[];
  readonly #stepModules: readonly WebAssembly.Module[];
  readonly #instances: readonly ComponentInstance[];
  readonly #options: readonly LinkedOptions[];
  readonly #builtins: readonly CoreFunction[];
  /** The same as core code imports them. */
  readonly #imported: readonly WebAssembly.ImportValue[];
  readonly #lifted = new Map<number, LiftedFunction>();
  readonly #passage: Passage;
  /** Of each step of this call, by its place. */
  #exports: WebAssembly.Exports[] = [];
  #failure: { readonly thrown: unknown } | null = null;

  /** `modules`: those of the plan, compiled. */
  constructor(
    plan: LinkPlan,
    modules: readonly WebAssembly.Module[],
    hosts: HostImports,
    made: InstanceMaker,
    suspension: Suspension | null,
  ) {
    this.suspension = suspension;
    this.#plan = plan;
    this.#modules = modules;
    this.#hosts = hosts;
    this.#made = made;
    const lent: Handle[] = [];
    this.#passage = { source: new ArgumentBytes(), values: new ResultBytes(), answer: new ResultBytes(), lent };
    const resources = new Map<number, Resource>();
    this.#instances = Array.from({ length: plan.instances }, () => new ComponentInstance(resources, lent));
    for (const { id, instance, destructor, import: from } of plan.resources) {
      const destroy = from
        ? hosts.dropOf(from)
        : destructor
          ? (representation: number) => this.#destroy(destructor, representation)
          : () => {};
      resources.set(id, { id, instance: instance === null ? null : this.#instances[instance]!, destroy });
    }
    this.#options = plan.options.map((options) => new LinkedOptions(options, this.#instances[options.instance]!, this));
    this.#builtins = plan.builtins.map((builtin) => this.#guarded(this.#builtin(builtin)));
    this.#imported = plan.builtins.map(({ type }, index) => this.#importOf(type, this.#builtins[index]!));
    this.#steps = plan.steps.map((step) => this.#prepare(step));
    this.#stepModules = this.#steps.map(({ module }) => module);
  }

  /** JavaScript stands between its code and who entered it, which cannot be suspended. */
  get isInside(): boolean {
    return this.#instances.some(({ mayLeave }) => !mayLeave);
  }

  begin(): void {
    this.call++;
    this.#failure = null;
    this.#passage.lent.length = 0;
    for (const instance of this.#instances) instance.reset();
    this.#hosts.enter();
    this.#made.begin(this.#stepModules);
  }

  /** Makes the core instances. Throws what engines throw, and what the maker of instances does. */
  instantiate(): void {
    for (const { module, imports, changing } of this.#steps) {
      for (const { fields, name, item } of changing) fields[name] = this.get(item) as WebAssembly.ImportValue;
      this.#exports.push(this.#made.instantiate(module, imports).exports);
      this.rethrow();
    }
  }

  /** Lets everything of the call go. */
  end(): void {
    this.#exports = [];
    for (const { changing } of this.#steps) for (const { fields, name } of changing) fields[name] = 0;
    for (const options of this.#options) options.leave();
    this.#passage.values.release();
    this.#passage.answer.release();
    this.#passage.source.release();
    this.#hosts.leave();
  }

  get(item: CoreItem): unknown {
    return item.from === 'builtin' ? this.#builtins[item.builtin] : this.#exports[item.instance]?.[item.name];
  }

  /**
   * What ended the call: core code can catch what passes through it, and goes on; a trap is none the less one. `thrown`: what
   * came out in the end.
   */
  failureOf(thrown: unknown): unknown {
    return this.#failure ? this.#failure.thrown : thrown;
  }

  rethrow(): void {
    if (this.#failure) throw this.#failure.thrown;
  }

  /** The function with this number, which is lifted; `type` has its names. */
  lifted(index: number, type: FunctionType): LiftedFunction {
    let lifted = this.#lifted.get(index);
    if (!lifted) {
      const { source } = this.#plan.functions[index]!;
      if (source.from !== 'lift') throw new Error(`function ${index} of the plan is not lifted`);
      lifted = new LiftedFunction(type, source, this.#options[source.options]!, this);
      this.#lifted.set(index, lifted);
    }
    return lifted;
  }

  #prepare({ module, imports: wanted }: LinkPlan['steps'][number]): PreparedStep {
    const imports = Object.create(null) as Record<string, ImportFields>;
    const changing: { fields: ImportFields; name: string; item: CoreItem }[] = [];
    for (const { module: from, name, item } of wanted) {
      const fields = (imports[from] ??= Object.create(null) as ImportFields);
      if (item.from === 'builtin') fields[name] = this.#imported[item.builtin]!;
      else changing.push({ fields, name, item });
    }
    return { module: this.#modules[module]!, imports, changing };
  }

  #importOf(type: Builtin['type'], builtin: CoreFunction): WebAssembly.ImportValue {
    const mayWait = type === 'lower' || type === 'resource.drop';
    return this.suspension && mayWait ? this.suspension.imported(builtin) : builtin;
  }

  #destroy(destructor: CoreItem, representation: number): void | Promise<void> {
    const destroy = this.get(destructor) as CoreFunction;
    if (this.suspension) return this.suspension.entered(destroy)(representation) as Promise<void>;
    destroy(representation);
  }

  /** Nothing of the component runs on once one of its calls has failed. */
  #guarded(call: (flat: readonly unknown[]) => unknown): CoreFunction {
    const failed = (thrown: unknown): never => {
      this.#failure ??= { thrown: thrown instanceof ResultTooLarge ? new HostTrap(thrown.message) : thrown };
      throw this.#failure.thrown;
    };
    return (...flat) => {
      this.rethrow();
      try {
        const returned = call(flat);
        return returned instanceof Promise ? returned.catch(failed) : returned;
      } catch (thrown) {
        return failed(thrown);
      }
    };
  }

  #builtin(builtin: Builtin): (flat: readonly unknown[]) => unknown {
    switch (builtin.type) {
      case 'lower': {
        let lowered: ((flat: readonly unknown[]) => unknown) | null = null;
        return (flat) => (lowered ??= this.#lowered(builtin.function, builtin.options))(flat);
      }
      case 'resource.new':
      case 'resource.rep':
      case 'resource.drop':
        return this.#resourceBuiltin(builtin);
      case 'refused':
        return () => {
          throw new HostTrap(builtin.reason);
        };
      default:
        return assertNever(builtin);
    }
  }

  #resourceBuiltin({ type, resource, instance: index }: Extract<Builtin, { readonly resource: number }>) {
    const instance = this.#instances[index]!;
    switch (type) {
      case 'resource.new':
        return ([representation]: readonly unknown[]): unknown => instance.create(resource, representation as number);
      case 'resource.rep':
        return ([handle]: readonly unknown[]): unknown => instance.representationOf(resource, handle as number);
      case 'resource.drop':
        return ([handle]: readonly unknown[]): unknown => instance.drop(resource, handle as number);
      default:
        return assertNever(type);
    }
  }

  #lowered(index: number, optionsIndex: number): (flat: readonly unknown[]) => unknown {
    const { type, source } = this.#plan.functions[index]!;
    const options = this.#options[optionsIndex]!;
    const target = source.from === 'lift' ? this.lifted(index, type) : this.#hosts.find(source, type);
    if (target instanceof HostTrap) {
      return () => {
        options.instance.checkLeave();
        throw target;
      };
    }
    const name = source.from === 'import' ? `${source.import}#${source.name}` : 'a call between components';
    const lowered = new LoweredFunction(name, type, options, target, this.#passage);
    return (flat) => lowered.call(flat);
  }
}
