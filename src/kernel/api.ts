/**
 * What the outside may know of the kernel: plain data that crosses threads, and the interfaces the rooms of the kernel
 * meet at. Types only.
 */
import type { Details, Failure } from './errors.ts';

declare const brand: unique symbol;
/** `namespace:name` (spec/registry §2). */
export type EntryId = string & { readonly [brand]: 'EntryId' };
/** `{host|0x00001}` (spec/scheduler §1). */
export type Pid = string & { readonly [brand]: 'Pid' };

/* ---------------------------------------------------------------- values */

/** A Lua value outside of Lua: what `playground.call` takes and answers, and what tests write. */
export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** `type()` of a Lua value. */
export type LuaTypeName = 'nil' | 'boolean' | 'number' | 'string' | 'table' | 'function' | 'thread' | 'userdata';

/**
 * Reads Lua-shaped values one at a time: {@link select} makes a value current, the other members answer about it.
 * Implemented over a Lua stack and over plain values; used by whatever lowers arguments. Nothing is copied.
 */
export interface ValueReader {
  /** How many values there are, trailing nils included. */
  readonly count: number;
  /** Makes value `index` (0-based) current. */
  select(index: number): void;
  typeName(): LuaTypeName;
  /** Only for `boolean`. */
  boolean(): boolean;
  /** True for a `number` of subtype integer and for the `int64` userdata; false for floats and everything else. */
  isInteger(): boolean;
  /**
   * Only where {@link isInteger} is true: a number while it is a safe integer, else a BigInt (spec/wit-mapping §3). No
   * allocation: the VM keeps the same form.
   */
  integer(): number | bigint;
  /** Only for a `number` of subtype float. */
  float(): number;
  /** True for the userdata that carries a `u64` above 2^63-1. */
  isInt64(): boolean;
  /** Only for `string`: its bytes, borrowed until the next call. */
  bytes(): Uint8Array;
  /** A copy of the current value, for showing and for the page. */
  plain(): PlainValue;
}

/** Takes Lua-shaped values in order. The counterpart of {@link ValueReader}. */
export interface ValueWriter {
  nil(): void;
  boolean(value: boolean): void;
  /** BigInt above 2^63-1 becomes an `int64` value. */
  integer(value: number | bigint): void;
  float(value: number): void;
  /** Copies. */
  bytes(value: Uint8Array): void;
  string(value: string): void;
  failure(value: Failure): void;
}

/**
 * Values on their way from a callee to its caller, written straight into the caller's world. Valid while the call that
 * hands it over lasts; may be written more than once in that time.
 */
export interface ValueSource {
  /** Returns how many values were written. */
  writeTo(writer: ValueWriter): number;
}

/* ---------------------------------------------------------------- projects and diagnostics */

export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

export type Severity = 'error' | 'warning' | 'info';

/** A mistake in the project, at its place. Lines and columns are 1-based; the end is exclusive. Columns are UTF-16 units. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** A change that an editor can offer: what to put in place of the marked range, whose quotes stay. */
  readonly fix?: { readonly title: string; readonly replacement: string };
  readonly entry?: EntryId;
}

export type EntryStatus = 'ready' | 'stored' | 'failed';

export interface EntryReport {
  readonly id: EntryId;
  readonly kind: string;
  readonly status: EntryStatus;
  readonly error?: Failure;
  /** For functions: the signature as WIT text where it is known. */
  readonly signature?: string;
}

export interface BootReport {
  readonly ok: boolean;
  /** Why nothing of it took effect (spec/registry §3.4); absent when only files were left out, or all is well. */
  readonly error?: Failure;
  readonly entries: readonly EntryReport[];
  readonly diagnostics: readonly Diagnostic[];
}

/* ---------------------------------------------------------------- calls */

export type CallError =
  | { readonly from: 'guest'; readonly payload: PlainValue }
  | {
      readonly from: 'runtime';
      readonly kind: string;
      readonly message: string;
      readonly retryable: boolean | null;
      readonly details: Details | null;
    };

export interface CallResult {
  readonly value: PlainValue;
  readonly error: CallError | null;
  readonly durationMs: number;
}

export interface EvalResult {
  readonly values: readonly PlainValue[];
  readonly error: CallError | null;
  readonly durationMs: number;
}

/* ---------------------------------------------------------------- what can be watched */

export type ConsoleLevel = 'debug' | 'info' | 'warn' | 'error';
/** `call` rows carry the call; `print`, `log`, `stdout` and `stderr` rows carry text. */
export type ConsoleSource = 'call' | 'print' | 'log' | 'stdout' | 'stderr' | 'system';

export interface CallRecord {
  readonly id: number;
  readonly parent: number | null;
  readonly target: string;
  readonly arguments: readonly PlainValue[];
  readonly value: PlainValue;
  readonly error: CallError | null;
  readonly durationMs: number;
  /** Who called: an entry, the page or a chunk given to `eval`. */
  readonly caller: string;
}

export interface ConsoleEntry {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly source: ConsoleSource;
  readonly level: ConsoleLevel;
  readonly text: string;
  /** Entry ID of the writer, with the line where Lua knows it: `app:main:12`. */
  readonly location?: string;
  readonly fields?: { readonly [key: string]: PlainValue };
  readonly call?: CallRecord;
  /** Of what code wrote: number of the call it was written in. */
  readonly callId?: number;
  /** The place of {@link location} in the project's files, where it is known. */
  readonly at?: { readonly file: string; readonly line: number };
}

export type TraceKind = 'queued' | 'started' | 'yielded' | 'resumed' | 'finished' | 'failed' | 'canceled';

/** A step in the life of a call or process (DESIGN §2). */
export interface TraceEvent {
  /** Milliseconds, monotonic, since the kernel started. */
  readonly atMs: number;
  readonly kind: TraceKind;
  readonly call: number;
  readonly target: string;
  /** For `yielded` and `resumed`: the command, such as `sleep`. */
  readonly command?: string;
}

export type ProcessStatus = 'ready' | 'running' | 'idle' | { readonly blocked: string };

export interface ProcessInfo {
  readonly pid: Pid;
  readonly target: string;
  /** `running`, `ready`, `idle`, or `blocked(sleep)`. */
  readonly state: string;
  readonly memoryBytes: number;
}

export interface PoolInfo {
  readonly target: string;
  readonly type: 'inline' | 'lazy';
  readonly active: number;
  readonly queued: number;
}

export type GuestStatus = 'starting' | 'idle' | 'running' | 'parked' | 'terminating';

export interface GuestInfo {
  readonly id: number;
  readonly status: GuestStatus;
  readonly target: string | null;
}

export interface KernelState {
  readonly processes: readonly ProcessInfo[];
  readonly pools: readonly PoolInfo[];
  /** Guests that have a call, and workers that were terminated and may still be running on. Warm, idle workers are no guests. */
  readonly guests: { readonly alive: number; readonly parked: number; readonly terminating: number; readonly list: readonly GuestInfo[] };
  readonly memory: { readonly luaBytes: number; readonly luaLimitBytes: number };
}
