/** The guest half of a call: a fresh instance of a core module, entered once. Runs on a guest's thread, which may block. */
import { CORE_INTERFACES, refuseImport } from '../contract/hosts/core-imports.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { STOP_SECTION } from '../contract/module-stop.ts';
import type {
  BoundHost,
  CoreFunction as CoreCode,
  CoreProgram,
  GuestFault,
  GuestPorts,
  HostInterface,
  Suspension,
} from '../contract/ports.ts';
import { isOpened } from '../contract/profiles.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';
import { unsupportedType } from '../wit/unsupported.ts';
import { CanonicalFunction } from './canonical-abi/canonical-function.ts';
import type { GuestFunction } from './guest-function.ts';
import { ExitSignal, faultOf, instantiateFaultOf, unresolved } from './faults.ts';
import { Instances, type InstanceMaker } from './instances.ts';

/** What a core module's imports are answered with, decided once per program (spec/hosts §2, §10). */
export interface GuestImports {
  readonly imports: WebAssembly.Imports;
  readonly hosts: readonly BoundHost[];
  /** Why the module can never be instantiated, or null. */
  readonly missing: string | null;
}

/** `profiles`: those that the entry declares, in any spelling that spec/hosts §1 accepts. */
export function createImports(
  module: WebAssembly.Module,
  profiles: readonly string[],
  available: readonly HostInterface[],
  ports: GuestPorts,
): GuestImports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = Object.create(null);
  const bound = new Map<string, BoundHost>();
  // What nobody declares is known by its name and type all the same, without the code that would answer.
  const interfaces = [...available.map(({ declared }) => declared), ...CORE_INTERFACES];
  let missing: string | null = null;
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    // Made for each instance.
    if (from === MEMORY_SECTION || from === STOP_SECTION) continue;
    const fields = (imports[from] ??= Object.create(null) as Record<string, WebAssembly.ImportValue>);
    const refusal = refuseImport({ module: from, name, kind, type: null }, interfaces);
    if (refusal) {
      missing ??= refusal.message;
      continue;
    }
    const declared = interfaces.find((one) => one.name === from)!;
    const found = isOpened(declared.profile, profiles)
      ? available.find((one) => one.declared.name === from)
      : undefined;
    if (!found) {
      fields[name] = () => {
        throw unresolved(from, name);
      };
    } else {
      let host = bound.get(from);
      if (!host) bound.set(from, (host = found.bind(ports)));
      fields[name] = importOf(host.functions[name] as CoreCode, ports.suspension);
    }
  }
  return { imports, hosts: [...bound.values()], missing };
}

function importOf(fn: CoreCode, suspension: Suspension | undefined): WebAssembly.ImportValue {
  return suspension ? suspension.imported((...flat) => suspension.repeated(() => fn(...flat))) : fn;
}

/** A core module as one guest keeps it: what does not change from call to call is worked out once. */
export class CoreFunction implements GuestFunction {
  readonly #module: WebAssembly.Module;
  readonly #instances: InstanceMaker;
  readonly #suspension: Suspension | null;
  readonly #imports: GuestImports;
  /** null while the signature has a type that calls cannot carry. */
  readonly #function: CanonicalFunction | null;
  readonly #unsupported: string;
  readonly #hasInitialize: boolean;
  readonly #hasStart: boolean;

  /** `maxResultBytes`: the most that a result may take, encoded. */
  constructor(
    program: CoreProgram,
    hosts: readonly HostInterface[],
    ports: GuestPorts,
    instances: InstanceMaker = new Instances(),
    maxResultBytes?: number,
  ) {
    const { module, exportName = program.method, type } = program;
    this.#module = module;
    this.#instances = instances;
    this.#suspension = ports.suspension ?? null;
    this.#imports = createImports(module, program.profiles, hosts, ports);
    const exported = new Set(
      WebAssembly.Module.exports(module).flatMap(({ name, kind }) => (kind === 'function' ? [name] : [])),
    );
    const unsupported = unsupportedType(type);
    this.#unsupported = unsupported ?? '';
    this.#function =
      unsupported === null
        ? new CanonicalFunction(exportName, type, exported, maxResultBytes, ports.watch ?? null)
        : null;
    this.#hasInitialize = exported.has('_initialize') && exportName !== '_initialize';
    // Asked for by name, `_start` runs as the method and not twice.
    this.#hasStart = exported.has('_start') && exportName !== '_start';
  }

  run(args: ByteReader, result: () => ByteWriter): GuestFault | null {
    if (!this.#function) return { kind: 'trap', message: this.#unsupported };
    if (this.#imports.missing !== null) return { kind: 'instantiate', message: this.#imports.missing };
    try {
      this.#function.take(args);
      this.#instances.begin([this.#module]);
      return this.#runInstance(this.#function, result);
    } catch (thrown) {
      return faultOf(thrown);
    } finally {
      this.#function.release();
      for (const host of this.#imports.hosts) host.leave();
    }
  }

  async runSuspended(args: ByteReader, result: () => ByteWriter): Promise<GuestFault | null> {
    if (!this.#function) return { kind: 'trap', message: this.#unsupported };
    if (this.#imports.missing !== null) return { kind: 'instantiate', message: this.#imports.missing };
    try {
      this.#function.take(args);
      this.#instances.begin([this.#module]);
      return await this.#runInstanceSuspended(this.#function, result);
    } catch (thrown) {
      return faultOf(thrown);
    } finally {
      this.#function.release();
      for (const host of this.#imports.hosts) host.leave();
    }
  }

  #runInstance(method: CanonicalFunction, result: () => ByteWriter): GuestFault | null {
    const made = this.#instantiate();
    if ('kind' in made) return made;
    const { exports } = made;
    const failed =
      (this.#hasInitialize ? runStart(exports, '_initialize') : null) ??
      (this.#hasStart ? runStart(exports, '_start') : null);
    return failed ?? method.call(exports, result);
  }

  async #runInstanceSuspended(method: CanonicalFunction, result: () => ByteWriter): Promise<GuestFault | null> {
    const suspension = this.#suspension;
    if (!suspension) throw new Error('a call was to be suspended where nothing is');
    const made = this.#instantiate();
    if ('kind' in made) return made;
    const { exports } = made;
    const failed =
      (this.#hasInitialize ? await startSuspended(exports, '_initialize', suspension) : null) ??
      (this.#hasStart ? await startSuspended(exports, '_start', suspension) : null);
    return failed ?? method.callSuspended(exports, result, suspension);
  }

  #instantiate(): { readonly exports: WebAssembly.Exports } | GuestFault {
    let exports: WebAssembly.Exports;
    try {
      exports = this.#instances.instantiate(this.#module, this.#imports.imports).exports;
    } catch (thrown) {
      return instantiateFaultOf(thrown, '');
    }
    for (const host of this.#imports.hosts) host.enter(exports);
    return { exports };
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
    return startFaultOf(thrown, name);
  }
}

async function startSuspended(
  exports: WebAssembly.Exports,
  name: string,
  suspension: Suspension,
): Promise<GuestFault | null> {
  const start = exports[name];
  if (typeof start !== 'function') return null;
  try {
    await suspension.entered(start)();
    return null;
  } catch (thrown) {
    return startFaultOf(thrown, name);
  }
}

function startFaultOf(thrown: unknown, name: string): GuestFault | null {
  if (thrown instanceof ExitSignal && thrown.status === 0) return null;
  return instantiateFaultOf(thrown, `function[${name}]`);
}
