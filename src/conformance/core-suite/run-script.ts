/**
 * Runs a script of the core specification's test suite, in the form that `wasm-tools json-from-wast` gives it, and says how each of
 * its commands ended: in one line, so that the same script can be compared between forms of its modules. Any thread.
 */
import { errorText } from '../../base/error-text.ts';

export interface Script {
  readonly commands: readonly Command[];
}

export interface Value {
  readonly type: string;
  /** Numbers as unsigned decimal text of their bits; `nan:canonical` and the like; `null` and numbers of references. */
  readonly value?: unknown;
}

interface Action {
  readonly type: 'invoke' | 'get';
  readonly module?: string;
  readonly field: string;
  readonly args?: readonly Value[];
}

export interface Command {
  readonly type: string;
  readonly line: number;
  readonly filename?: string;
  readonly module_type?: string;
  /** What later commands call the instance. */
  readonly name?: string;
  readonly instance?: string;
  readonly module?: string;
  readonly as?: string;
  readonly action?: Action;
  readonly expected?: readonly Value[];
  readonly either?: readonly Value[];
  readonly text?: string;
}

/** How the modules of a script are made. */
export interface Form {
  /** Throws where the module cannot be had in this form, with the reason. */
  compile(bytes: Uint8Array): WebAssembly.Module;
  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance;
}

export interface Ending {
  readonly line: number;
  readonly type: string;
  /** `42 nan`, `trap: unreachable`, `refused`, `skipped: …`. */
  readonly text: string;
  /** What the suite wants, where it says so of values or of a trap. */
  readonly wanted: string | null;
}

/** Values that JavaScript cannot hand over. */
const UNREACHABLE_TYPES = new Set(['v128']);

export function runScript(script: Script, read: (filename: string) => Uint8Array, form: Form): readonly Ending[] {
  const instances = new Map<string, WebAssembly.Instance>();
  const definitions = new Map<string, WebAssembly.Module>();
  let current: WebAssembly.Instance | null = null;
  let defined: WebAssembly.Module | null = null;
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = { spectest: spectest() };
  const references = new References();

  const keep = (instance: WebAssembly.Instance, name: string | undefined): string => {
    current = instance;
    if (name !== undefined) instances.set(name, instance);
    return 'made';
  };
  const instanceOf = (name: string | undefined): WebAssembly.Instance => {
    const instance = name === undefined ? current : instances.get(name);
    if (!instance) throw new Skipped('its module was not made');
    return instance;
  };
  const compile = ({ filename = '', module_type: kind }: Command): WebAssembly.Module => {
    if (kind !== 'binary') throw new Skipped('a text');
    return form.compile(read(filename));
  };
  const act = ({ type, module, field, args = [] }: Action): string => {
    const exported = instanceOf(module).exports[field];
    if (type === 'get') return references.text((exported as WebAssembly.Global).value);
    if (args.some((value) => UNREACHABLE_TYPES.has(value.type))) throw new Skipped('a vector');
    const values = args.map((value) => references.value(value));
    const answer: unknown = (exported as (...values: unknown[]) => unknown)(...values);
    const list = Array.isArray(answer) ? answer : answer === undefined ? [] : [answer];
    return list.map((value) => references.text(value)).join(' ');
  };
  const perform = (command: Command): string => {
    switch (command.type) {
      case 'module': {
        // A module that cannot be made leaves none to call.
        current = null;
        return keep(form.instantiate(compile(command), imports), command.name);
      }
      case 'module_definition':
        defined = compile(command);
        if (command.name !== undefined) definitions.set(command.name, defined);
        return 'defined';
      case 'module_instance': {
        const module = command.module === undefined ? defined : definitions.get(command.module);
        if (!module) throw new Skipped('its definition was not made');
        return keep(form.instantiate(module, imports), command.instance);
      }
      case 'register':
        imports[command.as ?? ''] = { ...instanceOf(command.name).exports };
        return 'registered';
      case 'action':
      case 'assert_return':
      case 'assert_trap':
      case 'assert_exhaustion':
      case 'assert_exception':
        if (command.action) return act(command.action);
        // A module that traps as it starts.
        form.instantiate(compile(command), imports);
        return 'made';
      case 'assert_unlinkable':
      case 'assert_uninstantiable':
      case 'assert_invalid':
      case 'assert_malformed':
      case 'assert_invalid_custom':
      case 'assert_malformed_custom':
        form.instantiate(compile(command), imports);
        return 'made';
      default:
        throw new Skipped(`a command of its own: ${command.type}`);
    }
  };
  return script.commands.map((command) => ({
    line: command.line,
    type: command.type,
    text: ending(() => perform(command)),
    wanted: wantedOf(command, references),
  }));
}

class Skipped extends Error {}

function ending(perform: () => string): string {
  try {
    return perform();
  } catch (error) {
    if (error instanceof Skipped) return `skipped: ${error.message}`;
    if (error instanceof WebAssembly.RuntimeError) return `trap: ${error.message}`;
    if (error instanceof WebAssembly.CompileError) return 'refused';
    if (error instanceof WebAssembly.LinkError) return 'not linked';
    // An import of a module that is not there, by the JavaScript interface.
    if (error instanceof TypeError && error.message.includes('Import #')) return 'not linked';
    if (error instanceof RangeError) return 'exhausted';
    if (error instanceof WebAssembly.Exception) return 'exception';
    return `thrown: ${errorText(error)}`;
  }
}

function wantedOf({ type, expected }: Command, references: References): string | null {
  if (type === 'assert_trap') return 'trap';
  if (type === 'assert_exhaustion') return 'exhausted';
  if (type === 'assert_exception') return 'exception';
  if (type !== 'assert_return' || !expected) return null;
  if (expected.some(({ type: one, value }) => UNREACHABLE_TYPES.has(one) || one === 'either' || value === undefined))
    return null;
  return expected.map((value) => references.text(references.value(value))).join(' ');
}

/** What hosts of the suite's references are: the same object for the same number. */
class References {
  readonly #hosts = new Map<string, object>();
  readonly #names = new Map<unknown, string>();

  value({ type, value }: Value): unknown {
    const text = String(value);
    switch (type) {
      case 'i32':
        return Number(text) | 0;
      case 'i64':
        return BigInt.asIntN(64, BigInt(text));
      case 'f32':
        return text.startsWith('nan') ? NaN : floatOf(Number(text), 4);
      case 'f64':
        return text.startsWith('nan') ? NaN : floatOf(BigInt(text), 8);
      default:
        return text === 'null' || value === undefined ? null : this.#host(text);
    }
  }

  /** Zeros by their sign; NaNs are all the same, as JavaScript does not tell them apart. */
  text(value: unknown): string {
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
    if (typeof value === 'bigint' || value === null) return String(value);
    return this.#names.get(value) ?? (typeof value === 'function' ? 'a function' : typeof value);
  }

  #host(text: string): object {
    const known = this.#hosts.get(text);
    if (known) return known;
    const made = { host: text };
    this.#hosts.set(text, made);
    this.#names.set(made, `host ${text}`);
    return made;
  }
}

function floatOf(bits: number | bigint, bytes: 4 | 8): number {
  const view = new DataView(new ArrayBuffer(8));
  if (bytes === 4) view.setUint32(0, Number(bits));
  else view.setBigUint64(0, BigInt(bits));
  return bytes === 4 ? view.getFloat32(0) : view.getFloat64(0);
}

/** The host that the suite's modules import from. */
function spectest(): Record<string, WebAssembly.ImportValue> {
  const nothing = (): void => {};
  return {
    print: nothing,
    print_i32: nothing,
    print_i64: nothing,
    print_f32: nothing,
    print_f64: nothing,
    print_i32_f32: nothing,
    print_f64_f64: nothing,
    global_i32: new WebAssembly.Global({ value: 'i32' }, 666),
    global_i64: new WebAssembly.Global({ value: 'i64' }, 666n),
    global_f32: new WebAssembly.Global({ value: 'f32' }, 666.6),
    global_f64: new WebAssembly.Global({ value: 'f64' }, 666.6),
    table: new WebAssembly.Table({ initial: 10, maximum: 20, element: 'anyfunc' }),
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
  };
}
