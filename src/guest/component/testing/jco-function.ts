/** A call of a component by jco's bindings: fresh bindings over fresh instances, entered once. */
import type { ComponentImport, GuestFault, GuestPorts } from '../../../contract/ports.ts';
import type { ByteReader, ByteWriter } from '../../../wit/codec.ts';
import type { FunctionType } from '../../../wit/types.ts';
import { unsupportedType } from '../../../wit/unsupported.ts';
import { ArgumentBytes } from '../../canonical-abi/argument-bytes.ts';
import { ResultBytes, ResultTooLarge } from '../../canonical-abi/result-bytes.ts';
import type { GuestFunction } from '../../guest-function.ts';
import { faultOf, instantiateFaultOf } from '../../faults.ts';
import { Instances } from '../../instances.ts';
import { componentFaultOf, isGuestError } from './jco-faults.ts';
import { ComponentImports, type ComponentHost } from './jco-imports.ts';
import { FromJsCompiler, type FromJs } from './from-js.ts';
import { camelCase } from './js-names.ts';
import { ToJsCompiler, type ToJs } from './to-js.ts';

/** What jco makes of a component. */
export interface Translation {
  /** The module that the bindings are. */
  readonly bindings: unknown;
  readonly modules: ReadonlyMap<string, WebAssembly.Module>;
}

export interface TranslatedProgram {
  readonly method: string;
  readonly type: FunctionType;
  readonly profiles: readonly string[];
  readonly translation: Translation;
  readonly imports: readonly ComponentImport[];
  readonly interface: string | null;
  readonly function: string;
}

type Instantiate = (
  getCoreModule: (name: string) => WebAssembly.Module,
  imports: object,
  instantiateCore: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => unknown;
type Members = { readonly [key: string]: unknown };
export class JcoFunction implements GuestFunction {
  readonly #program: TranslatedProgram;
  readonly #instantiate: Instantiate | null;
  readonly #instances: Instances;
  readonly #modules: readonly WebAssembly.Module[];
  readonly #imports: ComponentImports;
  readonly #toJs = new ToJsCompiler();
  readonly #arguments: readonly ToJs[];
  readonly #result: FromJs | null;
  /** Of a function whose result is a `result`: what is thrown for its err side. */
  readonly #error: FromJs | null;
  /** The signature has a type that this half cannot carry. */
  readonly #unsupported: string | null;
  readonly #source = new ArgumentBytes();
  readonly #out = new ResultBytes();

  constructor(
    program: TranslatedProgram,
    hosts: readonly ComponentHost[],
    ports: GuestPorts,
    instances = new Instances(),
  ) {
    this.#program = program;
    this.#instances = instances;
    const { bindings, modules } = program.translation;
    this.#modules = [...modules.values()];
    const instantiate = isMembers(bindings) ? bindings['instantiate'] : undefined;
    this.#instantiate = typeof instantiate === 'function' ? (instantiate as Instantiate) : null;
    this.#imports = new ComponentImports(program.imports, program.profiles, hosts, ports);
    const { parameters, result } = program.type;
    this.#unsupported = unsupportedType(program.type);
    const fromJs = new FromJsCompiler();
    const isCarried = this.#unsupported === null;
    this.#arguments = isCarried ? parameters.map(({ type }) => this.#toJs.of(type)) : [];
    this.#result =
      isCarried && result ? (result.kind === 'result' ? fromJs.side(result, 'ok') : fromJs.of(result)) : null;
    this.#error = isCarried && result?.kind === 'result' ? fromJs.side(result, 'err') : null;
  }

  runSuspended(args: ByteReader, result: () => ByteWriter): Promise<GuestFault | null> {
    return Promise.resolve(this.run(args, result));
  }

  run(args: ByteReader, result: () => ByteWriter): GuestFault | null {
    if (this.#unsupported !== null) return { kind: 'trap', message: this.#unsupported };
    try {
      return this.#run(args, result);
    } finally {
      this.#source.release();
      this.#out.release();
    }
  }

  #run(args: ByteReader, result: () => ByteWriter): GuestFault | null {
    let values: readonly unknown[];
    try {
      values = this.#take(args);
    } catch (thrown) {
      return faultOf(thrown);
    }
    try {
      this.#imports.enter();
      this.#instances.begin(this.#modules);
      return this.#call(values, result);
    } catch (thrown) {
      if (thrown instanceof ResultTooLarge) return { kind: 'invalid-result', message: thrown.message };
      return componentFaultOf(thrown);
    } finally {
      this.#imports.leave();
    }
  }

  #take(args: ByteReader): unknown[] {
    const source = this.#source;
    source.take(args);
    const values: unknown[] = [];
    for (const next of this.#arguments) values.push(next(source));
    return values;
  }

  #call(values: readonly unknown[], result: () => ByteWriter): GuestFault | null {
    let method: ((...parameters: unknown[]) => unknown) | null;
    try {
      method = this.#enter();
    } catch (thrown) {
      return instantiateFaultOf(this.#imports.trap ?? thrown, '');
    }
    if (!method) return { kind: 'trap', message: `function ${this.#program.method} not found` };
    let returned: unknown;
    let write = this.#result;
    try {
      returned = method(...values);
    } catch (thrown) {
      const { trap } = this.#imports;
      if (trap || !this.#error || !isGuestError(thrown)) return componentFaultOf(trap ?? thrown);
      returned = thrown.payload;
      write = this.#error;
    }
    if (this.#imports.trap) return componentFaultOf(this.#imports.trap);
    const out = this.#out;
    out.begin();
    if (write && !write(returned, out)) return { kind: 'invalid-result', message: out.misfit };
    out.copyTo(result());
    return null;
  }

  /** The export in a new instance of the component. */
  #enter(): ((...parameters: unknown[]) => unknown) | null {
    if (!this.#instantiate)
      throw new WebAssembly.LinkError('the bindings of the component have no function "instantiate"');
    const { interface: from, function: name } = this.#program;
    const exports = this.#instantiate(this.#moduleOf, this.#imports.imports, this.#makeInstance);
    const owner = from === null ? exports : memberOf(exports, from, camelCase(from));
    const method = memberOf(owner, camelCase(name));
    return typeof method === 'function' ? (method as (...parameters: unknown[]) => unknown) : null;
  }

  /** Bindings leave the imports out where a module has none. */
  readonly #makeInstance = (module: WebAssembly.Module, imports: WebAssembly.Imports = {}): WebAssembly.Instance =>
    this.#instances.instantiate(module, imports);

  readonly #moduleOf = (name: string): WebAssembly.Module => {
    const module = this.#program.translation.modules.get(name);
    if (!module) throw new WebAssembly.LinkError(`the translation has no module "${name}"`);
    return module;
  };
}

function isMembers(value: unknown): value is Members {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The first of the names that is there. */
function memberOf(owner: unknown, ...names: readonly string[]): unknown {
  const name = isMembers(owner) ? names.find((candidate) => Object.hasOwn(owner, candidate)) : undefined;
  return name === undefined ? undefined : (owner as Members)[name];
}
