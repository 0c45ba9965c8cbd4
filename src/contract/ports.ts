/** All that the kernel asks of the outside. Workers fill these; tests fill them with fakes. */
import type { Failure } from './errors.ts';
import type { ConsoleEntry, Diagnostic, EntryId, KernelState, TraceStep } from './api.ts';
import type { Log } from './log.ts';
import type { Result } from '../base/result.ts';
import type { Network } from './network.ts';
import type { Inspects } from './inspection.ts';
import type { LinkPlan, StringEncoding } from './link-plan.ts';
import type { FunctionType } from '../wit/types.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';
import type { FileRead } from './hosts/files.ts';
import type { CoreInterfaceSpec, HostFunction, HostFunctionSpec, ResultOf } from './hosts/host-interface.ts';

export interface Clock {
  /** Milliseconds with fractions, monotonic. All threads of a runtime count from the same origin. */
  nowMs(): number;
  /** Milliseconds since the epoch, UTC. */
  wallMs(): number;
}

export interface Random {
  /** Fills `target` (never shared memory) with cryptographically secure bytes. */
  fill(target: Uint8Array): void;
}

/** What is known of an entry that nobody made. */
export interface OmittedEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The call that it would stand below of. */
  readonly callId: number | undefined;
}

/** Where steps of calls and processes go. */
export interface TraceSink {
  /** False in a flood: calls that begin and steps between beginning and end are spared. Whoever spares one tells {@link omitted}. */
  hasRoom(): boolean;
  step(step: TraceStep): void;
  omitted(what: 'step' | 'call'): void;
}

/** Text of one of a command's streams, or how much of it was left out. */
export interface TerminalOutput {
  /** Number that the page gave the terminal. */
  readonly terminal: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** UTF-16 units that would follow and came faster than they can be shown. */
  readonly leftOut?: number;
}

/** Where records for the console and the trace go. Called on the kernel's thread, must not block. */
export interface Sink {
  /** False in a flood: an entry that is one of many can be spared. Whoever spares one tells {@link omitted}. */
  hasRoom(): boolean;
  console(entry: Omit<ConsoleEntry, 'id'>): void;
  /** A mistake of the playground's own that was survived: shown where its users and its authors see it, and no test passes with one. */
  bug(error: unknown): void;
  /** An entry would stand here that was not made. */
  omitted(entry: OmittedEntry): void;
  readonly trace: TraceSink;
  /** What a command of the page writes, while it runs. */
  terminal(output: TerminalOutput): void;
  /** A step of the runtime itself. Costs next to nothing while nobody listens. */
  readonly log: Log;
}

/** A function that guests can enter. Sent to every guest before the first call; modules are shared, not copied. */
export type Program = CoreProgram | ComponentProgram;

interface ProgramBase {
  readonly id: number;
  readonly entry: EntryId;
  /** As the entry says: name of the export, or `interface#function`. */
  readonly method: string;
  readonly type: FunctionType;
  /** Profiles of spec/hosts §1 that the entry declares. */
  readonly profiles: readonly string[];
  /** Only of a program that is made to look into one call; `type` has `INSPECTION_TYPE` for its result. */
  readonly inspects?: Inspects;
}

/** A core module with a `wit` signature (spec/wit-mapping §10). */
export interface CoreProgram extends ProgramBase {
  readonly form: 'core';
  readonly module: WebAssembly.Module;
  /** What the module calls the function; `method` where it is left out. */
  readonly exportName?: string;
}

/** A component, linked by its plan. */
export interface ComponentProgram extends ProgramBase {
  readonly form: 'component';
  /** With no more functions than calls of this one need. */
  readonly plan: LinkPlan;
  /** Those of the plan, in its order. */
  readonly modules: readonly WebAssembly.Module[];
  /** Number of the function in the plan. */
  readonly function: number;
}

/** An interface or a function that a component wants from outside. */
export interface ComponentImport {
  /** `wasi:io/streams@0.2.3`; for a bare function its own name. */
  readonly name: string;
  /** Functions of the interface as the binary names them: `get-stdout`, `[method]output-stream.write`; null for a bare function. */
  readonly functions: readonly string[] | null;
  /** Resources that the interface exports. */
  readonly resources: readonly string[];
}

/** Why a guest's call ended, besides answering. */
export type GuestFault =
  /** `stack`: functions of the guest, innermost first, as far as the engine tells; absent for none. */
  | { readonly kind: 'trap'; readonly message: string; readonly stack?: readonly string[] }
  | { readonly kind: 'instantiate'; readonly message: string }
  | { readonly kind: 'invalid-result'; readonly message: string }
  /** A limit of memory (README, Limits); `message` names it. */
  | { readonly kind: 'memory'; readonly message: string }
  | { readonly kind: 'exit'; readonly status: number }
  /** An interrupt was noticed and the guest unwound; its worker lives on. */
  | { readonly kind: 'interrupted' }
  /** The worker was terminated or died. */
  | { readonly kind: 'lost'; readonly message: string };

/** What a guest asks of the host while a call runs (spec/hosts §3). */
export interface GuestOperation {
  readonly fn: HostFunction;
  /** By the types of its parameters; owned by the receiver. */
  readonly args: readonly unknown[];
}

/** Everything a guest tells the kernel. A call ends with exactly one of `done` and `fault`. */
export interface GuestListener {
  /** The encoded result; borrowed until the listener returns. */
  done(result: ByteReader): void;
  fault(fault: GuestFault): void;
  /** The guest waits until {@link Guest.resume}. */
  operation(operation: GuestOperation): void;
  /** The guest has written to the console, and goes on. The bytes are the receiver's. */
  wrote(to: 'stdout' | 'stderr', bytes: Uint8Array): void;
}

/** One warm guest, lent for one call at a time. */
export interface Guest {
  readonly id: number;
  /**
   * Enters the program's export in a fresh instance. `encode` writes the arguments straight into the shared buffer;
   * it must have checked them already. Returns at once.
   */
  call(program: Program, encode: (out: ByteWriter) => void, listener: GuestListener): void;
  /** Answers the pending operation, with a value of its result's type where it has one. */
  resume(answer?: unknown): void;
  /** Ends the call in progress: flag, wake, and after a grace period termination. The listener gets its `fault`. */
  interrupt(): void;
}

/** The guests of a kernel. The page owns the workers behind them. */
export interface GuestHost {
  /** Makes a program known to every guest, now and later. `isTried`: its calls need one only when they were tried without in vain. */
  publish(program: Program, isTried?: boolean): void;
  retract(programId: number): void;
  /**
   * Lends an idle guest, or calls back when one is there and the memory that a call of `program` may take is free. The undo
   * withdraws the request. Fails when the budget of parked guests is spent, or their memory leaves none.
   */
  acquire(ready: (guest: Result<Guest, Failure>) => void, program?: Program): () => void;
  /** Gives a guest back after its call has ended. */
  release(guest: Guest): void;
  /** The guest waits for the host: its slot may be used by another. */
  park(guest: Guest): void;
  unpark(guest: Guest): void;
  /** Told of each change of what a file holds, before whoever changed it goes on: guests may have read ahead. */
  filesChanged(): void;
  info(): KernelState['guests'];
}

/** Nothing is tried: every call goes to a guest. */
export const NO_ATTEMPTS: CallAttempts = {
  fetchForComponents: () => Promise.resolve(),
  offer: () => {},
  withdraw: () => {},
  run: () => null,
};

/** Calls that are tried on the kernel's own thread before a guest is asked: those of programs that import nothing. */
export interface CallAttempts {
  /** Before one is offered: code that only components need. Rejects where it cannot be fetched. */
  fetchForComponents(): Promise<void>;
  /** The program imports nothing, and all of its modules have a meter: it may be tried from now on. */
  offer(program: Program): void;
  withdraw(programId: number): void;
  /** The encoded result, borrowed until the next call of this; null = nothing has happened, ask a guest. Never throws. */
  run(program: Program, args: Uint8Array): ByteReader | null;
}

/**
 * How the guest half of a host interface reaches the kernel. Only on a guest's thread. A call blocks the guest until the
 * host has answered, and throws (a signal that the host interface lets pass) when the guest was interrupted. Where the guest is
 * suspended instead it throws too until there is an answer ({@link Suspension.repeated}).
 */
export interface HostCalls {
  /** Throws if an interrupt is pending. Every host function calls it first, so that a loop over host calls can be stopped. */
  checkInterrupt(): void;
  /** Calls a function of `contract/hosts/` and gives its answer, by their types. */
  call<F extends HostFunctionSpec>(fn: HostFunction<F>, ...args: readonly unknown[]): ResultOf<F>;
  /**
   * Reads a file of the kernel's as `files.read` does, at most so many bytes; what is read one after the other comes ahead of time,
   * but never older than the file. Bytes are borrowed until the next call of the host, and may lie in shared memory.
   */
  readFile(descriptor: number, length: bigint, offset: bigint): FileRead;
  sleep(durationNs: bigint): void;
  /** Takes the bytes before it returns; they are borrowed. Does not wait for the console. */
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  /** Ends the guest's call with an exit status. */
  exit(status: number): never;
}

/** A function of core code, or one that it imports. */
export type CoreFunction = (...parameters: unknown[]) => unknown;

/**
 * How code of a guest is left and entered again where its thread must not block: by promises. Whatever comes between two functions of
 * WebAssembly has to hand promises on.
 */
export interface Suspension {
  /** What core code imports for a function that may give a promise. */
  imported(fn: CoreFunction): WebAssembly.ImportValue;
  /** A function of core code, called so that it can be suspended: it gives a promise. */
  entered(fn: CoreFunction): CoreFunction;
  /**
   * Runs the work of a host function. Where it asks the kernel there is a promise, and with each answer the work is run again from its
   * start: so it changes nothing of its own before it has its last answer, besides what may be changed twice.
   */
  repeated<T>(work: () => T): T | Promise<T>;
}

/** All that a host interface asks of the guest's thread. */
export interface GuestPorts {
  readonly calls: HostCalls;
  readonly clock: Clock;
  readonly random: Random;
  /** Only where the guest is suspended while it waits. */
  readonly suspension?: Suspension;
  /** Only where somebody looks into the call. */
  readonly watch?: CallWatch;
}

/** Sees the core values of a call, as they go in and come out. */
export interface CallWatch {
  /** `name`: of the core function. `memory`: where its values lie; strings in it are of this encoding. */
  entered(name: string, values: readonly unknown[], memory: WatchedMemory, encoding: StringEncoding): void;
  /** Before the result is looked at, and before anything of it is freed. */
  returned(value: unknown, memory: WatchedMemory): void;
}

/** Views of a memory, which are of before it grew until they are renewed. */
export interface WatchedMemory {
  readonly bytes: Uint8Array;
  refresh(): void;
}

/** The guest half of an interface that core modules import (spec/hosts §1). */
export interface HostInterface {
  readonly declared: CoreInterfaceSpec;
  /** Makes the functions once per program; `enter` and `leave` bracket each instance, one at a time. */
  bind(ports: GuestPorts): BoundHost;
}

export interface BoundHost {
  /** All that are declared. */
  readonly functions: Readonly<Record<string, (...parameters: never[]) => unknown>>;
  /** Called when an instance is made, before any of its exports run. State of an earlier instance is gone. */
  enter(exports: WebAssembly.Exports): void;
  leave(): void;
}

/** The tools between a project's files and modules that run. Each job ends, if need be with a failure. */
export interface Compiler {
  /** Compiles WebAssembly Text (spec/wasm §3). Diagnostics are relative to the text: line and column 1-based. */
  compileWat(source: string): Promise<Result<CompiledModule, readonly Diagnostic[]>>;
  /** Compiles a core module, with a meter where it can have one (`contract/module-meter.ts`). The failure is the engine's own text. */
  compileModule(bytes: Uint8Array): Promise<Result<WebAssembly.Module, string>>;
  /** Nobody waits any more for anything: jobs end soon, with failures. */
  giveUp(): void;
}

export interface CompiledModule {
  readonly module: WebAssembly.Module;
  readonly bytes: Uint8Array;
}

export interface Digest {
  /** Lower-case hex. `bytes` must not be shared memory. */
  sha256(bytes: Uint8Array): Promise<string>;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly sink: Sink;
  readonly guests: GuestHost;
  readonly attempts: CallAttempts;
  readonly compiler: Compiler;
  readonly digest: Digest;
  readonly network: Network;
}
