/**
 * What the outside may know of the kernel: plain data that crosses threads, and the interfaces the rooms of the kernel
 * meet at. Types only.
 */
import type { Details, Failure } from './errors.ts';
import type { FunctionType } from '../wit/types.ts';

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

/**
 * What a value lacks that was kept in part. Stands beside the value, as a tree of the same shape: nothing in the value itself
 * is other than it was.
 */
export interface Cut {
  /** How much the whole value has; null where only something inside of it was cut. */
  readonly whole: { readonly count: number; readonly unit: 'items' | 'fields' | 'bytes' | 'characters' } | null;
  /** By position (from 0) in an array, by key in any other table. */
  readonly inside: ReadonlyMap<string | number, Cut> | null;
}

/** A value, or the beginning of one. */
export interface ShownValue {
  readonly value: PlainValue;
  /** Null where the value is whole. */
  readonly cut: Cut | null;
}

/* ---------------------------------------------------------------- projects and diagnostics */

export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

export type Severity = 'error' | 'warning' | 'info';

/** What a check looks for. */
export interface CheckOptions {
  /** Notes on what runs here and not on native Wippy; default true. */
  readonly nativeMarks?: boolean;
}

/** A change that an editor can offer. */
export interface Fix {
  readonly title: string;
  readonly replacement: string;
  /** What the replacement takes the place of, as it is; an empty range inserts. Without one it is what is marked, whose quotes stay. */
  readonly at?: FixRange;
}

/** Lines and columns are 1-based, the end is exclusive. */
export interface FixRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

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
  readonly fix?: Fix;
  readonly entry?: EntryId;
}

/** What programs have of a path, where that is not what the project has. */
export interface WrittenFile {
  readonly path: string;
  readonly change: 'made' | 'changed' | 'removed';
  readonly sizeBytes: number;
}

/** What programs wrote over the files of a project. */
export interface WrittenFiles {
  /** By path; of very many the first. */
  readonly files: readonly WrittenFile[];
  readonly count: number;
  /** What it takes of what programs may write, folders and what nobody reaches any more included. */
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** `keep`: it becomes the project's own. `drop`: the project's own comes back. */
export type WrittenUse = 'read' | 'keep' | 'drop';

/** `bytes`: null where the file is gone. */
export interface FileChange {
  readonly path: string;
  readonly bytes: Uint8Array | null;
}

/** Values of environment variables, by public name or ID, that whoever opens a project gives to it; no part of its files. */
export type EnvironmentValues = readonly (readonly [name: string, value: string])[];

/** An environment variable of a project. */
export interface VariableInfo {
  readonly id: EntryId;
  /** What it is called in its storage: the public name, or the ID. */
  readonly name: string;
  readonly storage: EntryId;
  /** Null: no value and no default. */
  readonly value: string | null;
  readonly source: 'given' | 'stored' | 'default' | 'none';
  /** Whether a value can be given to it. */
  readonly takesValue: boolean;
  /** Why its storage does not answer. */
  readonly problem?: string;
}

export type EntryStatus = 'ready' | 'stored' | 'failed';

export interface EntryReport {
  readonly id: EntryId;
  readonly kind: string;
  readonly status: EntryStatus;
  readonly error?: Failure;
  /** For functions: the signature as WIT text where it is known. */
  readonly signature?: string;
  /** For what its kind alone does not make a function: a process that says on which host calls of it run. */
  readonly calls?: 'anything';
  /** For functions whose signature is known: the same as data. */
  readonly type?: FunctionType;
  /** For `function.wasm`: what the bytes are, with the digest they have (`sha256:…`). */
  readonly binary?: { readonly file: string; readonly form: BinaryForm; readonly digest: string };
}

export type BinaryForm = 'core' | 'component';

export interface BootReport {
  readonly ok: boolean;
  /** Why nothing of it took effect (spec/registry §3.4); absent when only files were left out, or all is well. */
  readonly error?: Failure;
  readonly entries: readonly EntryReport[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Loading of tools that are fetched when they are first needed. */
export type ToolsState =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly loadedBytes: number; /** 0 = not known yet */ readonly totalBytes: number }
  | { readonly state: 'working'; readonly task: string };

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

/** How a command of the project ended. */
export interface RunResult extends CallResult {
  /** As a shell sees it: 0 to 255. */
  readonly exitCode: number;
  /** What it wrote, with what the runtime says last. */
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command ended whose value is large, on its way to the page (see {@link TapedResult}). */
export interface TapedRun extends Omit<RunResult, 'value'> {
  readonly tape: Uint8Array<ArrayBuffer>;
}

export interface EvalResult {
  readonly values: readonly PlainValue[];
  readonly error: CallError | null;
  readonly durationMs: number;
}

/** A large result on its way to the page, as bytes that the page makes values of in its own time (tape.ts). */
export interface TapedResult {
  readonly tape: Uint8Array<ArrayBuffer>;
  /** What is on the tape: the value, the payload of a guest's error, or all values of a chunk. */
  readonly as: 'value' | 'payload' | 'values';
  readonly durationMs: number;
}

/* ---------------------------------------------------------------- what can be watched */

export type ConsoleLevel = 'debug' | 'info' | 'warn' | 'error';
/**
 * `call` rows carry the call; `print`, `log`, `stdout` and `stderr` rows carry text. `result` rows carry what a line typed in the
 * console gave: the page makes them.
 */
export type ConsoleSource = 'call' | 'print' | 'log' | 'stdout' | 'stderr' | 'system' | 'result';

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
  /** Of the process whose code wrote it. */
  readonly pid?: Pid;
  readonly fields?: { readonly [key: string]: PlainValue };
  readonly call?: CallRecord;
  readonly result?: EvalResult;
  /** Of what code wrote: number of the call it was written in. */
  readonly callId?: number;
  /** The place of {@link location} in the project's files, where it is known. */
  readonly at?: { readonly file: string; readonly line: number };
  /** Parts of which the row has only the beginning; what is not named here is whole. */
  readonly cuts?: { readonly [Part in CutPart]?: CutPartInfo };
}

/**
 * `arguments` as one array, `result` = the value or the payload of a guest's error, `text` = what was printed or logged,
 * `message` and `details` = those of an error.
 */
export type CutPart = 'arguments' | 'result' | 'fields' | 'text' | 'message' | 'details';

export interface CutPartInfo {
  readonly cut: Cut;
  /** For `Playground.whole`; null when the whole was too large to be kept. */
  readonly handle: string | null;
}

export type TraceKind = 'queued' | 'started' | 'yielded' | 'resumed' | 'finished' | 'failed' | 'canceled';

export type TraceEvent = TraceStep | TraceGap;

/**
 * What came faster than it can be passed on, where it is missing. A call is told with its beginning and its end, or not at all:
 * what is missing of one that is told is that it yielded and was resumed.
 */
export interface TraceGap {
  /** Of the first of them, and when the gap ends. */
  readonly atMs: number;
  readonly untilMs: number;
  readonly kind: 'left-out';
  /** Steps of calls that are told. */
  readonly count: number;
  /** Calls and processes of which nothing is told. */
  readonly calls: number;
}

/** A step in the life of a call or process (DESIGN §2). */
export interface TraceStep {
  /** Milliseconds, monotonic, since the kernel started. */
  readonly atMs: number;
  readonly kind: TraceKind;
  readonly call: number;
  readonly target: string;
  /** Only where it begins: the call that it is below of; null below the page, and for processes that go on by themselves. */
  readonly parent?: number | null;
  /** Only where a process of its own begins. */
  readonly pid?: Pid;
  /** For `yielded` and `resumed`: the command, such as `sleep`. */
  readonly command?: string;
  /** For `started`: the guest that it got; without one it runs on the kernel's thread. */
  readonly guest?: number;
}

export type ProcessStatus = 'ready' | 'running' | 'idle' | { readonly blocked: string };

export interface ProcessInfo {
  readonly pid: Pid;
  readonly target: string;
  /** Number of its call. */
  readonly call: number;
  /** `running`, `ready`, `idle`, or `blocked(sleep)`. */
  readonly state: string;
  readonly memoryBytes: number;
  /** Letters that came and that nobody has taken. */
  readonly mailbox: number;
  /** As which others find it. */
  readonly names: readonly string[];
  readonly links: readonly Pid[];
  /** Who hears of its end. */
  readonly watchers: readonly Pid[];
}

export interface PoolInfo {
  readonly target: string;
  readonly type: 'inline' | 'lazy' | 'static' | 'adaptive';
  readonly active: number;
  readonly queued: number;
  /** That are there, with a call or without; an inline pool has none. */
  readonly workers: number;
  /** Calls that may run at once at most. */
  readonly max: number;
  /** Grows with each change of the entry: new calls go to the newest, calls of older ones come to their end. */
  readonly generation: number;
  readonly isDraining: boolean;
}

export type GuestStatus = 'starting' | 'idle' | 'running' | 'parked' | 'terminating';

export interface GuestInfo {
  readonly id: number;
  readonly status: GuestStatus;
  readonly target: string | null;
  /**
   * Linear memory of its call as the guest last told: when its instance was made, and whenever it waits for the host. It may have grown
   * since, and never shrinks. Null where nothing was told.
   */
  readonly memoryBytes: number | null;
}

export interface KernelState {
  readonly processes: readonly ProcessInfo[];
  readonly pools: readonly PoolInfo[];
  /**
   * Guests that have a call, and workers that were terminated while busy and may still be running on (those of a runtime that was
   * replaced are counted and not listed). Warm, idle workers are no guests, and go without a trace when they are replaced.
   */
  readonly guests: {
    readonly alive: number;
    readonly parked: number;
    readonly terminating: number;
    readonly list: readonly GuestInfo[];
  };
  readonly memory: { readonly luaBytes: number; readonly luaLimitBytes: number };
}

/** A state of many processes on its way to the page: they are bytes, of which the page makes a list in its own time (tape.ts). */
export interface TapedState extends Omit<KernelState, 'processes'> {
  readonly processTape: Uint8Array<ArrayBuffer>;
}
