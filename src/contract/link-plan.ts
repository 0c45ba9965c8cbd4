/**
 * How a component is put together, as steps that need no reader: made once for each binary on the kernel's thread
 * (`binary/component/link-reader.ts`), followed by guests at each call (`guest/component/`). Plain data. Components inside of
 * components are instantiated in the making of the plan, so that nothing of their nesting is left: what remains are core
 * modules, functions, and the numbers by which they refer to each other. Every number and name was checked.
 */
import type { FunctionType } from '../wit/types.ts';

export interface LinkPlan {
  /** Core modules that are instantiated, by where they lie in the component. */
  readonly modules: readonly PlannedModule[];
  /** In this order. The first step makes core instance 0. */
  readonly steps: readonly InstantiateStep[];
  /** Core functions that the linker makes. */
  readonly builtins: readonly Builtin[];
  /** Functions of components: those that are lifted, and those that come from outside. */
  readonly functions: readonly PlannedFunction[];
  readonly options: readonly CanonicalOptions[];
  /** How many component instances there are: each has a table of handles and flags of its own. */
  readonly instances: number;
  readonly resources: readonly PlannedResource[];
  readonly exports: readonly PlannedExport[];
}

export interface PlannedModule {
  /** Of its first byte, from the start of the component. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Something of a core module's world. */
export type CoreItem =
  | {
      readonly from: 'instance';
      /** Number of the step that makes it. */ readonly instance: number;
      readonly name: string;
    }
  | { readonly from: 'builtin'; readonly builtin: number };

export interface InstantiateStep {
  readonly module: number;
  /** Everything that the module imports, in its order. */
  readonly imports: readonly { readonly module: string; readonly name: string; readonly item: CoreItem }[];
}

export type Builtin =
  | { readonly type: 'lower'; readonly function: number; readonly options: number }
  | {
      readonly type: 'resource.new' | 'resource.drop' | 'resource.rep';
      readonly resource: number;
      /** The component instance in whose table the handle is. */
      readonly instance: number;
    }
  /** Traps when it is called. */
  | { readonly type: 'refused'; readonly reason: string };

export type StringEncoding = 'utf8' | 'utf16' | 'latin1+utf16';

export interface CanonicalOptions {
  /** The component instance that lifts or lowers. */
  readonly instance: number;
  readonly encoding: StringEncoding;
  readonly memory: CoreItem | null;
  readonly realloc: CoreItem | null;
}

export interface PlannedFunction {
  readonly type: FunctionType;
  readonly source: LiftedFunction | ImportedFunction;
}

export interface LiftedFunction {
  readonly from: 'lift';
  readonly callee: CoreItem;
  readonly options: number;
  readonly postReturn: CoreItem | null;
  /** Why it cannot be called, by name; null for most. */
  readonly refusal: string | null;
}

export interface ImportedFunction {
  readonly from: 'import';
  /** As the binary names it: an interface, or the function itself. */
  readonly import: string;
  readonly name: string;
}

export interface PlannedResource {
  /** As handle types name it; not their place in the list. */
  readonly id: number;
  /** The component instance that implements it; null for one from outside. */
  readonly instance: number | null;
  readonly destructor: CoreItem | null;
  /** Of one from outside: the interface that has it, and its name there; for a bare one its own name twice. */
  readonly import: { readonly interface: string; readonly name: string } | null;
}

export interface PlannedExport {
  /** As the binary spells it; null for a function of the world. */
  readonly interface: string | null;
  readonly name: string;
  readonly function: number;
}
