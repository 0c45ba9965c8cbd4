/** What a component binary says of itself, as {@link readComponent} finds it. Plain data. */
import type { BinarySection } from '../../contract/binaries.ts';
import type { ComponentImport } from '../../contract/ports.ts';
import type { FunctionType } from '../../wit/types.ts';
import type { BinaryProblem, ModuleShape } from '../binary.ts';

export interface ComponentShape {
  /** Functions of the world and of the interfaces it exports, in the order of the binary. */
  readonly functions: readonly ExportedFunction[];
  /** Exports that hold no function at all, such as types. */
  readonly otherExports: readonly { readonly name: string; readonly kind: string }[];
  readonly imports: readonly ImportShape[];
  /** Core modules anywhere inside, in the order of the binary. */
  readonly modules: readonly EmbeddedModule[];
  /** Of the component itself, not of those inside it. */
  readonly sections: readonly BinarySection[];
  /** The first name, other than those in {@link modules}, that generated code must not see. */
  readonly suspect: { readonly what: string; readonly name: string } | null;
}

export interface ExportedFunction {
  /** As an entry's `method` names it: `run`, `docs:adder/add@0.1.0#add`. */
  readonly method: string;
  /** As the binary spells it; null for a function of the world. */
  readonly interface: string | null;
  readonly name: string;
  /** null when the binary does not tell it in a way that can be followed. */
  readonly type: FunctionType | null;
}

/** Something that the component wants from outside. */
export interface ImportShape extends ComponentImport {
  /** `instance`, `func`, `type`, `module`, `component` or `value`. */
  readonly kind: string;
  /** Types of the functions, in the order of {@link functions}; of a bare function its own. */
  readonly types: readonly (FunctionType | null)[];
}

export interface EmbeddedModule {
  /** Of the module's first byte, from the start of the component. */
  readonly offset: number;
  readonly sizeBytes: number;
  /** null when the module cannot be read; then `problem` says why, with an offset from the start of the component. */
  readonly module: ModuleShape | null;
  readonly problem: BinaryProblem | null;
}
