/** What a WebAssembly binary says of itself, and how one is made in the page: plain data. */
import type { BinaryForm, Diagnostic } from './api.ts';
import type { FunctionType } from '../wit/types.ts';

/** What a WebAssembly binary says of itself. */
export interface BinaryDescription {
  /** null when these bytes are no WebAssembly; everything below is empty then. */
  readonly form: BinaryForm | null;
  readonly sizeBytes: number;
  /** `sha256:<64 hex digits>`, as `hash` fields have it. */
  readonly digest: string;
  /** What is wrong with the bytes and where; what could be read of them stands below all the same. */
  readonly problem: string | null;
  /** With a `problem`: what it comes to. */
  readonly problemKind?: ProblemKind;
  /** Why nobody could say whether the bytes are valid, when that is so. */
  readonly unchecked?: string;
  /** With `unchecked`: the tools were not there. Asked again, they may be. */
  readonly mayAskAgain?: true;
  readonly sections: readonly BinarySection[];
  readonly imports: readonly BinaryImport[];
  readonly exports: readonly BinaryExport[];
  /** Of a component: its world as WIT text. */
  readonly wit: string | null;
}

export type ProblemKind =
  /** The bytes are not valid, and do not run here. */
  | 'invalid'
  /** They are valid, and this runtime cannot link them all the same. */
  | 'unsupported'
  /** Only a validator refuses them: they run here, and may not elsewhere. */
  | 'tolerated';

export interface BinarySection {
  /** `type`, `import`, `code`, `custom "name"`, `core module`, … */
  readonly name: string;
  /** Of the section's content, from the start of the binary. */
  readonly offset: number;
  readonly sizeBytes: number;
  /** How many items it holds; null for what has no count. */
  readonly count: number | null;
}

export interface BinaryImport {
  /** A core module's module name, or a component's interface (`wasi:io/streams@0.2.3`); empty for a component's bare import. */
  readonly module: string;
  readonly name: string;
  /** `func`, `memory`, `table`, `global`, `tag`, `type`, … */
  readonly kind: string;
  /** WIT or core function type where there is one. */
  readonly signature: string | null;
  /** Token for the entry's `imports` that opens it; null when no profile gives it. */
  readonly profile: string | null;
}

export interface BinaryExport {
  /** As an entry's `method` names it: `add`, `docs:adder/add@0.1.0#add`. */
  readonly name: string;
  readonly kind: string;
  /** WIT text (a core export: a suggestion, null where WIT cannot say it). */
  readonly signature: string | null;
  /** Only of functions. Of a core export as suggested. */
  readonly type: FunctionType | null;
  /** Why calls from Lua are refused; null when they are not. */
  readonly refusal: string | null;
}

/** What makes a component in the page. */
export type BuildRequest =
  /** A core module with the world it implements; `world` names one where `wit` has several. */
  | { readonly from: 'core'; readonly source: string | Uint8Array; readonly wit: string; readonly world?: string }
  /** Component text, or core text for a plain module. */
  | { readonly from: 'text'; readonly source: string };

export type BuildResult =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** Functions that have another name in the component, which knows words with dashes only: `add_one` is `add-one`. */
      readonly renamed?: readonly (readonly [from: string, to: string])[];
    }
  /** Places are relative to `source`, or to `wit` where `file` is `wit`. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A component as a JavaScript module with types, to be put into a page or a program of one's own. */
export type JavaScriptModule =
  | {
      readonly ok: true;
      /** Of the one folder in the zip, and of the module in it. */
      readonly name: string;
      readonly zip: Uint8Array<ArrayBuffer>;
      /** What is in the zip: `name/name.js`, `name/name.d.ts`, `name/name.core.wasm`, `name/README.md` … */
      readonly files: readonly string[];
    }
  | { readonly ok: false; readonly message: string };
