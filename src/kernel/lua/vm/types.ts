/**
 * What the rest of the kernel knows of the Lua VM. The implementation is in the files next to this one:
 * `vm.ts` (createVm), `stack.ts` (values on a Lua stack), `call.ts` (arguments, errors, suspend), `userdata.ts`.
 * Everything here runs in one thread and never blocks longer than the slice it is given.
 */
import type { Portions } from '../../../base/effort.ts';
import type { Result } from '../../../base/result.ts';

declare const luaStateBrand: unique symbol;
declare const luaChunkBrand: unique symbol;
declare const luaFunctionBrand: unique symbol;
declare const registryRefBrand: unique symbol;

/** A Lua thread of execution (fengari's `lua_State`). Opaque: only the vm folder looks inside. */
export interface LuaState {
  readonly [luaStateBrand]: true;
}

/**
 * A compiled text: code and constants, shared by all environments of the VM that compiled it. Counted in the VM's memory, once, while
 * an environment holds it. Garbage collected: nothing to release.
 */
export interface LuaChunk {
  readonly [luaChunkBrand]: true;
  readonly sizeBytes: number;
}

/** A text that is being compiled, in as many portions as it takes. What oversees the portions may end it by throwing. */
export interface LuaCompilation extends Portions {
  /** Null until it is done. */
  readonly result: Result<LuaChunk, LuaSyntaxError> | null;
}

/** The function of a chunk, with the globals of the environment that made it. Garbage collected: nothing to release. */
export interface LuaFunctionRef {
  readonly [luaFunctionBrand]: true;
}

/** Keeps one Lua value alive from JavaScript until {@link RegistryRef.release}. */
export interface RegistryRef {
  readonly [registryRefBrand]: true;
  /** Pushes the value on `L`. */
  push(L: LuaState): void;
  /** Idempotent. Pushing afterwards pushes nil. */
  release(): void;
}

/**
 * A function that Lua can call. Arguments are at 1..getTop(L); it pushes its results and returns their number,
 * or ends in `return suspend(L, command)`.
 */
export type NativeFunction = (L: LuaState) => number;

/** Pushes exactly one value on `L`. */
export type PushValue = (L: LuaState) => void;

/** Names as Wippy's `type()` gives them. `none` = no argument at that index. */
export type LuaTypeName =
  | 'none'
  | 'nil'
  | 'boolean'
  | 'number'
  | 'string'
  | 'table'
  | 'function'
  | 'userdata'
  | 'thread';

export interface VmLimits {
  /** Live memory one environment may hold, bytes by our own estimate. Beyond it: the error `not enough memory`. */
  readonly memoryBytes: number;
  /** The same for all environments of the VM together. */
  readonly totalMemoryBytes: number;
  /** Longest single string. */
  readonly stringBytes: number;
  /** Steps one call of a pattern function may take. */
  readonly patternSteps: number;
  /** How long code may run where it cannot be pre-empted (inside `__tostring`, an `xpcall` handler, …), milliseconds. */
  readonly unyieldableMs: number;
}

export interface VmOptions {
  /** Monotonic milliseconds, with fractions. Asked about every 2000 loop turns or calls of Lua code. */
  now(): number;
  /** Wall clock for `os.time` and `os.date`, milliseconds since 1970. Default: a clock fixed at 0. */
  wallClock?(): number;
  /** [0, 1), for `math.random`. Default: `Math.random`. */
  random?(): number;
  /** Polled together with `now`: true ends whatever Lua code is running as `kill()` does (a Stop flag in shared memory). */
  interrupted?(): boolean;
  /** Told of JavaScript errors in natives; Lua sees them as the error `internal error: …`. */
  onNativeError?(error: unknown): void;
  readonly limits?: Partial<VmLimits>;
  /** Loop turns and calls between two looks at the clock. Default 2000; tests use 1 to be pre-empted everywhere. */
  readonly turnsPerLook?: number;
  /**
   * Natives to add to the shared library tables before these are frozen, e.g. `{ coroutine: { spawn } }`.
   * A table name that is not there is created and becomes a global of every environment, frozen too.
   */
  readonly extensions?: Readonly<Record<string, Readonly<Record<string, NativeFunction>>>>;
}

export interface Vm {
  /**
   * A new table of globals over the shared frozen libraries: one entry's or one process's Lua world,
   * and the owner of its memory. `name` is for diagnostics only.
   */
  createEnvironment(name: string, options?: EnvironmentOptions): LuaEnvironment;
  /**
   * Begins to compile a text; binary chunks are refused. `chunkName` is what messages show: the entry id. A text that takes more
   * memory than an environment may hold is refused with `not enough memory`.
   */
  compile(source: string | Uint8Array, chunkName: string): LuaCompilation;
  /** Bytes of all environments, last known estimate. */
  readonly memoryBytes: number;
  readonly limits: VmLimits;
  /** Kills and releases every environment. */
  dispose(): void;
}

export interface EnvironmentOptions {
  /** Default: the VM's limit. */
  readonly memoryBytes?: number;
}

export interface LuaSyntaxError {
  /** `entry:line: text` */
  readonly message: string;
  /** The text without the position. */
  readonly text: string;
  /** 1-based; 0 when unknown. */
  readonly line: number;
}

export type ThreadOptions = {
  /**
   * `refused`: the code of a chunk at load time. Bindings that suspend, and `coroutine.yield` straight in this thread,
   * raise `can not yield from outside of a coroutine` (spec/lua-base §5); `coroutine.running()` is nil.
   * Pre-emption works all the same. Default `allowed`.
   */
  readonly commands?: 'allowed' | 'refused';
};

export interface LuaEnvironment {
  readonly name: string;
  /** Never runs metamethods. */
  setGlobal(name: string, push: PushValue): void;
  /** Pushes the global (or nil) on `L`. */
  getGlobal(L: LuaState, name: string): void;
  hasGlobal(name: string): boolean;
  /** Sets a global that all environments of the VM have which were not given one of that name; its value as in {@link share}. */
  shareGlobal(name: string, push: PushValue): void;
  /**
   * Makes a value that all environments of the VM may hold: its tables, and those in them, are frozen, and nobody's memory. What it
   * refers to must belong to no environment.
   */
  share(push: PushValue): PushValue;
  /** Pushes the table of globals. */
  pushGlobals(L: LuaState): void;
  /** The function of a chunk of this VM: each call makes a new one, with these globals and with no state of any other. */
  instantiate(chunk: LuaChunk): LuaFunctionRef;
  /** Compiles and instantiates in one go. Throws `Interrupted` of base/effort once everything is to be stopped. */
  load(source: string | Uint8Array, chunkName: string): Result<LuaFunctionRef, LuaSyntaxError>;
  /** A thread that will call `fn`. */
  createThread(fn: LuaFunctionRef, options?: ThreadOptions): LuaThread;
  /** A thread that will call the function at `index` of `L` (any callable value). */
  createThreadFrom(L: LuaState, index: number, options?: ThreadOptions): LuaThread;
  /** A stack for building values outside any running code, e.g. decoded messages. Its owner is this environment. */
  readonly scratch: LuaState;
  /** Last known estimate of live memory, bytes. Grows with every allocation and falls back when a walk measures it. */
  readonly memoryBytes: number;
  /**
   * Runs `work` of the kernel for this environment, on its account of memory and with a slice of `sliceMs`: the work may be left off
   * where `isDue()` of base/effort says so. Throws `Interrupted` of base/effort once everything is to be stopped.
   */
  inSlice<T>(sliceMs: number, work: () => T): T;
  /** The same without a look at the clock: what is more than a moment's work is left off. */
  atOnce<T>(work: () => T): T;
  /** Runs `work` of the kernel's within a native that this environment's code called; it counts as if no code ran. */
  apart<T>(work: () => T): T;
  /** Walks everything reachable from this environment and answers its size in bytes. Milliseconds per million values. */
  measureMemory(): number;
  readonly killed: boolean;
  /** Every thread of it ends at its next check (or at its next resume). Cannot be undone. */
  kill(): void;
  /** Kills and forgets everything. Idempotent. */
  release(): void;
}

export interface LuaThread {
  /** Push arguments (or a command's results) here before `resume`. */
  readonly L: LuaState;
  readonly environment: LuaEnvironment;
  /**
   * Runs until done, a command, pre-emption, a yield or an error. Never throws. `count` values were pushed on `L`.
   * `sliceMs` is the time it may take; it is kept to about half a millisecond where the code can be pre-empted.
   * After `preempted`, resume with 0 values.
   */
  resume(count: number, sliceMs: number): ResumeResult;
  /** Instead of `resume` after a command: the native that asked raises the value on top of `L`. */
  raise(sliceMs: number): ResumeResult;
  /** `fresh` before the first resume; `ended` after done, error or killed. */
  readonly status: 'fresh' | 'running' | 'waiting' | 'ended';
  /** Frames of the thread, innermost first, through user coroutines. For stacks and for the trace view. */
  frames(): readonly StackFrame[];
  release(): void;
}

export type ResumeResult =
  /** The `count` results are on top of `L`. */
  | { readonly status: 'done'; readonly count: number }
  /**
   * A native called {@link suspend}. Its `count` arguments are readable at `first`..`first+count-1` of *this* `L` (which may be
   * the one of an inner user coroutine) until the next resume. The next `resume(n)` hands the n values pushed on `thread.L`
   * to the native's caller as results; {@link LuaThread.raise} makes the native raise instead.
   */
  | {
      readonly status: 'command';
      readonly command: unknown;
      readonly L: LuaState;
      readonly first: number;
      readonly count: number;
    }
  /** `coroutine.yield(...)` straight in this thread; the `count` values are on top of `L`: pop them before the next resume. */
  | { readonly status: 'yield'; readonly count: number }
  | { readonly status: 'preempted' }
  /** The error value is on top of `L`. */
  | { readonly status: 'error' }
  /** `memory`: it caught `not enough memory` and went on hoarding. `unresponsive`: it ran too long where it cannot be pre-empted. */
  | { readonly status: 'killed'; readonly reason: KillReason };

export type KillReason = 'killed' | 'memory' | 'unresponsive';

export interface StackFrame {
  /** 0 = innermost */
  readonly level: number;
  /** Chunk name, or `[native]`. */
  readonly source: string;
  /** 1-based; 0 for natives. */
  readonly line: number;
  /** Name by which it was called, or empty. */
  readonly name: string;
  readonly type: 'lua' | 'native' | 'main';
}
