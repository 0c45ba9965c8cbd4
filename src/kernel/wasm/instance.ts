/** The guest half of a call: a fresh instance of a core module, entered once. Runs on a guest's thread, which may block. */
import type { GuestFault, GuestPorts, HostInterface, Program } from '../ports.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';
import { createImports, type GuestImports } from './guest-imports.ts';
import { ExitSignal } from './guest-signals.ts';
import { faultOf, instantiateFaultOf } from './guest-traps.ts';
import { liftScalar, lowerScalar, type Lift, type Lower } from './guest-values.ts';

type CoreFunction = (...parameters: unknown[]) => unknown;

/** A program as one guest keeps it: what does not change from call to call is worked out once. */
export class GuestProgram {
  readonly program: Program;
  readonly #imports: GuestImports;
  readonly #lower: readonly Lower[];
  readonly #lift: Lift | null;
  readonly #resultName: string;
  /** Reused: a guest runs one call at a time. */
  readonly #arguments: unknown[];
  readonly #hasInitialize: boolean;
  readonly #hasStart: boolean;
  /** The signature has a type that this half cannot carry. */
  readonly #unsupported: string | null;

  constructor(program: Program, hosts: readonly HostInterface[], ports: GuestPorts) {
    this.program = program;
    this.#imports = createImports(program.module, program.profiles, hosts, ports);
    const { parameters, result } = program.type;
    const types = [...parameters.map((parameter) => parameter.type), ...(result ? [result] : [])];
    const unsupported = types.find((type) => type.kind !== 'scalar');
    this.#unsupported = unsupported?.kind === 'unsupported' ? unsupported.text : null;
    this.#lower = parameters.flatMap(({ type }) => (type.kind === 'scalar' ? [lowerScalar[type.name]] : []));
    this.#lift = result?.kind === 'scalar' ? liftScalar[result.name] : null;
    this.#resultName = result?.kind === 'scalar' ? result.name : '';
    this.#arguments = this.#lower.map(() => 0);
    const exported = new Set(
      WebAssembly.Module.exports(program.module).flatMap(({ name, kind }) => (kind === 'function' ? [name] : [])),
    );
    this.#hasInitialize = exported.has('_initialize') && program.method !== '_initialize';
    // Asked for by name, `_start` runs as the method and not twice.
    this.#hasStart = exported.has('_start') && program.method !== '_start';
  }

  /**
   * Runs one call. Reads the arguments from `args` before anything runs; `result()` is asked for only when the export has
   * returned, so both may be one buffer. Returns null after the result was written, else why there is none. Never throws.
   */
  run(args: ByteReader, result: () => ByteWriter): GuestFault | null {
    if (this.#unsupported !== null) return { kind: 'trap', message: `WIT type ${this.#unsupported} is not supported` };
    const lower = this.#lower;
    for (let index = 0; index < lower.length; index++) this.#arguments[index] = lower[index]?.(args);
    if (this.#imports.missing !== null) return { kind: 'instantiate', message: this.#imports.missing };
    try {
      return this.#runInstance(result);
    } finally {
      for (const host of this.#imports.hosts) host.leave();
    }
  }

  #runInstance(result: () => ByteWriter): GuestFault | null {
    let exports: WebAssembly.Exports;
    try {
      exports = new WebAssembly.Instance(this.program.module, this.#imports.imports).exports;
    } catch (thrown) {
      return instantiateFaultOf(thrown, '');
    }
    for (const host of this.#imports.hosts) host.enter(exports);
    const failed =
      (this.#hasInitialize ? runStart(exports, '_initialize') : null) ?? (this.#hasStart ? runStart(exports, '_start') : null);
    if (failed) return failed;

    const method = exports[this.program.method];
    if (typeof method !== 'function') return { kind: 'trap', message: `function ${this.program.method} not found` };
    let value: unknown;
    try {
      value = enter(method as CoreFunction, this.#arguments);
    } catch (thrown) {
      return faultOf(thrown);
    }
    const out = result();
    const misfit = this.#lift?.(value, out) ?? null;
    return misfit === null ? null : { kind: 'invalid-result', message: `result: expected ${this.#resultName}, got ${misfit}` };
  }
}

/** Runs `_initialize` or `_start`; an exit with status 0 is its normal end (spec/hosts §10). */
function runStart(exports: WebAssembly.Exports, name: string): GuestFault | null {
  const start = exports[name];
  if (typeof start !== 'function') return null;
  try {
    start();
    return null;
  } catch (thrown) {
    if (thrown instanceof ExitSignal && thrown.status === 0) return null;
    return instantiateFaultOf(thrown, `function[${name}]`);
  }
}

/** Spelled out for the common counts: a spread costs more than the call. */
function enter(method: CoreFunction, args: readonly unknown[]): unknown {
  switch (args.length) {
    case 0:
      return method();
    case 1:
      return method(args[0]);
    case 2:
      return method(args[0], args[1]);
    case 3:
      return method(args[0], args[1], args[2]);
    default:
      return method(...args);
  }
}
