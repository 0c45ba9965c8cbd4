/** Entries as the rest of the kernel takes them. */
import type { EntryId, PlainValue } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import type { EntryEdits } from './entry-edits.ts';
import type { Place, SourceText } from './source.ts';

export type PlainMap = { readonly [key: string]: PlainValue };

interface EntryBase {
  readonly id: EntryId;
  readonly kind: string;
  readonly meta: PlainMap;
  /** The entry's `name` value. */
  readonly place: Place;
  /** Ways to add to its definition. */
  readonly edits: EntryEdits;
}

export type Entry =
  | WatFunctionEntry
  | WasmFunctionEntry
  | LuaFunctionEntry
  | LuaLibraryEntry
  | DirectoryEntry
  | StoredEntry
  | FailedEntry;

export interface WatFunctionEntry extends EntryBase {
  readonly type: 'function.wat';
  readonly config: WatFunctionConfig;
}

export interface WasmFunctionEntry extends EntryBase {
  readonly type: 'function.wasm';
  readonly config: WasmFunctionConfig;
}

export interface LuaFunctionEntry extends EntryBase {
  readonly type: 'function.lua';
  readonly config: LuaFunctionConfig;
}

export interface LuaLibraryEntry extends EntryBase {
  readonly type: 'library.lua';
  readonly config: LuaLibraryConfig;
}

export interface DirectoryEntry extends EntryBase {
  readonly type: 'fs.directory';
  readonly config: DirectoryConfig;
}

/** Kept as data: no handler acts on it, or not yet (then a warning says so). */
export interface StoredEntry extends EntryBase {
  readonly type: 'stored';
  readonly data: PlainValue;
}

/** Rejected; `error` is the failure as boot reports it, diagnostics have the places. */
export interface FailedEntry extends EntryBase {
  readonly type: 'failed';
  readonly error: Failure;
  /** Of a `function.wasm` that lacks nothing but its hash: where it belongs. */
  readonly missingHash?: MissingHash;
}

/** A file whose hash an entry should have. */
export interface MissingHash {
  readonly fs: EntryId;
  readonly path: string;
  readonly place: Place;
  /** Of the empty value, which a fix replaces; null when the field is not there. */
  readonly value: Place | null;
}

export interface WatFunctionConfig {
  readonly source: SourceText;
  readonly wit: SourceText | null;
  readonly method: string;
  /** Names of spec/hosts §1, without aliases and duplicates. */
  readonly profiles: readonly Profile[];
  readonly transport: Transport;
  readonly pool: PoolConfig;
  readonly limits: { /** null = none */ readonly maxExecutionMs: number | null };
  readonly places: { readonly source: Place; readonly method: Place; readonly wit: Place | null };
}

/** `function.wasm` (spec/wasm §1). Whether the bytes are a module or a component shows only when they are read. */
export interface WasmFunctionConfig {
  readonly fs: EntryId;
  /** As written; a leading `/` counts for nothing. */
  readonly path: string;
  /** As written; checked when the file is read. */
  readonly hash: string;
  /** Of core modules only. */
  readonly wit: SourceText | null;
  readonly method: string;
  /** Names of spec/hosts §1, without aliases and duplicates, with the token as written; null = no profile has this token. */
  readonly profiles: readonly { readonly profile: string | null; readonly token: string; readonly place: Place }[];
  readonly transport: Transport;
  readonly pool: PoolConfig;
  readonly limits: { /** null = none */ readonly maxExecutionMs: number | null };
  readonly places: {
    readonly fs: Place;
    readonly path: Place;
    readonly hash: Place;
    readonly method: Place;
    readonly wit: Place | null;
    /** null where `wasi` sets nothing. */
    readonly wasi: Place | null;
  };
}

export interface LuaLibraryConfig {
  readonly source: SourceText;
  readonly modules: readonly string[];
  /** In the order of the file. */
  readonly imports: readonly LuaImport[];
  /** Imports that give a built-in module another name (spec/registry §2). */
  readonly moduleAliases: readonly ModuleAlias[];
  readonly places: { readonly source: Place };
}

export interface LuaFunctionConfig extends LuaLibraryConfig {
  readonly method: string;
  readonly pool: PoolConfig;
  readonly places: { readonly source: Place; readonly method: Place };
}

/** A filesystem over a folder of the project (spec/registry §4.1). */
export interface DirectoryConfig {
  /** As written, relative to what {@link base} says. */
  readonly directory: string;
  /** Permission bits; whoever opens the filesystem adds the execute bits that §4.1 grants. */
  readonly mode: number;
  readonly base: 'project' | 'module';
  /** Whether a missing folder is made. */
  readonly autoInit: boolean;
  readonly places: { readonly directory: Place };
}

export interface LuaImport {
  readonly alias: string;
  readonly target: EntryId;
  readonly place: Place;
}

export interface ModuleAlias {
  readonly alias: string;
  readonly module: string;
}

export type Transport = 'payload' | 'wasi-http';
export type Profile = 'wasi1';

/** How many calls may run at once (spec/wasm §4). */
export type PoolConfig = { readonly type: 'inline' } | { readonly type: 'lazy'; readonly maxSize: number };
