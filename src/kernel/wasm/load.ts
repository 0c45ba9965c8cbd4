/** From a `function.wat` entry to a program that guests can run (spec/wasm §3 and §5). */
import { ok, type Result } from '../../base/result.ts';
import type { Diagnostic } from '../api.ts';
import { internal, invalid, type Failure } from '../errors.ts';
import type { Compiler, Program } from '../ports.ts';
import type { WatFunctionEntry } from '../registry/entries.ts';
import { placeDiagnostic, type Place, type SourceText } from '../registry/source.ts';
import { checkExport, missingSignature, suggestSignature } from '../wit/flatten.ts';
import { findFunction, parseWit, type WitProblem, type WitText } from '../wit/parser.ts';
import { positionAt } from '../wit/positions.ts';
import { formatFunction } from '../wit/print.ts';
import type { FunctionType } from '../wit/types.ts';
import { exportedFunctions, readModule, type ModuleImport, type ModuleShape } from './binary.ts';

/** What is known of a text: the module it compiles to, or the compiler's diagnostics, relative to the text. */
export type WatShape = Result<ModuleShape, readonly Diagnostic[]>;

export type WatExamination =
  /** The entry is rejected, and with it the boot. */
  | { readonly status: 'rejected'; readonly error: Failure; readonly diagnostics: readonly Diagnostic[] }
  /** The entry loads, and each call of it fails with `error`, as in Wippy. */
  | {
      readonly status: 'uncallable';
      readonly error: Failure;
      readonly signature: string | null;
      readonly diagnostics: readonly Diagnostic[];
    }
  | {
      readonly status: 'ready';
      readonly type: FunctionType;
      readonly signature: string;
      readonly diagnostics: readonly Diagnostic[];
    };

export interface WatLoad {
  readonly examination: WatExamination;
  /** null when the text does not compile. */
  readonly module: WebAssembly.Module | null;
}

const WASI1_MODULE = 'wasi_snapshot_preview1';

/** Numbers programs across projects, so that a guest never takes one for another. */
let programs = 0;

export async function loadWatFunction(entry: WatFunctionEntry, compiler: Compiler): Promise<WatLoad> {
  const compiled = await compiler.compileWat(entry.config.source.text);
  return { examination: examineWat(entry, shapeOf(compiled)), module: compiled.ok ? compiled.value.module : null };
}

/** A new program, unknown to any guest. */
export function createProgram(entry: WatFunctionEntry, module: WebAssembly.Module, type: FunctionType): Program {
  return { id: ++programs, entry: entry.id, module, method: entry.config.method, type, profiles: entry.config.profiles };
}

export function shapeOf(compiled: Result<{ readonly bytes: Uint8Array }, readonly Diagnostic[]>): WatShape {
  if (!compiled.ok) return compiled;
  const shape = readModule(compiled.value.bytes);
  if (!shape.ok) throw new Error(`the compiler made a module that cannot be read: ${shape.error.message}`);
  return ok(shape.value);
}

/** All that can be said of an entry once its text was compiled. Pure. */
export function examineWat(entry: WatFunctionEntry, shape: WatShape): WatExamination {
  const { source } = entry.config;
  if (!shape.ok) {
    const first = shape.error[0];
    const where = first ? `${first.line}:${first.column}: ${first.message}` : 'unknown';
    // The text is good, and the engine has something against the module.
    const isRefused = first?.code === 'wasm-compile';
    return {
      status: 'rejected',
      error: internal(
        isRefused ? `failed to compile wasm module: ${first.message}` : `failed to load wat module: [parse] invalid_data: parse WAT: ${where}`,
      ),
      diagnostics: shape.error.map((diagnostic) => placeDiagnostic(source, diagnostic, entry.id)),
    };
  }
  const wit = entry.config.wit && parseWit(entry.config.wit.text);
  const signed = signatureOf(entry, wit, shape.value);
  const diagnostics = [...importDiagnostics(entry, shape.value), ...witDiagnostics(entry, wit, signed.ok ? null : signed.diagnostic)];
  if (!signed.ok)
    return {
      status: 'uncallable',
      error: signed.error,
      signature: signed.type && formatFunction(signed.type),
      diagnostics: [...diagnostics, signed.diagnostic],
    };
  return { status: 'ready', type: signed.type, signature: formatFunction(signed.type), diagnostics };
}

/** Compiles each text once. What does not compile is not kept: the compiler may have been at fault. */
export class ModuleCache implements Compiler {
  readonly #compiler: Compiler;
  readonly #modules = new Map<string, ReturnType<Compiler['compileWat']>>();
  #used = new Set<string>();

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  compileWat(source: string): ReturnType<Compiler['compileWat']> {
    this.#used.add(source);
    const known = this.#modules.get(source);
    if (known) return known;
    const made = this.#compiler.compileWat(source).then((compiled) => {
      if (!compiled.ok) this.#modules.delete(source);
      return compiled;
    });
    this.#modules.set(source, made);
    return made;
  }

  /** Forgets what was not asked for since the last call of this. */
  sweep(): void {
    for (const source of [...this.#modules.keys()]) if (!this.#used.has(source)) this.#modules.delete(source);
    this.#used = new Set();
  }
}

type Signed =
  | { readonly ok: true; readonly type: FunctionType }
  | { readonly ok: false; readonly error: Failure; readonly type: FunctionType | null; readonly diagnostic: Diagnostic };

/** The function's WIT type, checked against the export. What is wrong shows in the editor now and fails calls later. */
function signatureOf(entry: WatFunctionEntry, wit: WitText | null, shape: ModuleShape): Signed {
  const { method, places } = entry.config;
  const exports = exportedFunctions(shape);
  if (!wit) {
    const error = missingSignature(method, exports);
    const actual = exports.get(method);
    const suggestion = actual && suggestSignature(method, actual);
    const hint = suggestion ? { hint: `add wit: "${suggestion}"` } : exportsHint(exports);
    return refuse(entry, places.method, error, { message: `calls will fail: ${error.message}`, ...hint });
  }
  const found = findFunction(wit, method);
  if (!found.ok) {
    // A method that neither text has is a slip in the method.
    const isMethod = found.error.code === 'wit-name' && !exports.has(method);
    const place = isMethod ? places.method : placeOf(entry, found.error);
    const hint = isMethod ? exportsHint(exports) : {};
    return refuse(entry, place, invalid(found.error.message), { message: `calls will fail: ${found.error.message}`, ...hint });
  }
  const { type, nameStart, end } = found.value;
  const misfit = checkExport(type, exports);
  if (!misfit) return { ok: true, type };
  const isMissing = !exports.has(method);
  const place = isMissing ? places.method : placeOf(entry, { start: nameStart, end });
  const hint = isMissing ? exportsHint(exports) : {};
  return { ...refuse(entry, place, misfit, { message: `calls will fail: ${misfit.message}`, ...hint }), type };
}

/** What else is wrong in the WIT text; `said` is the mistake that is reported already. */
function witDiagnostics(entry: WatFunctionEntry, wit: WitText | null, said: Diagnostic | null): Diagnostic[] {
  return (wit?.problems ?? []).flatMap((problem) => {
    const place = placeOf(entry, problem);
    if (said && said.file === place.file && said.line === place.line && said.column === place.column) return [];
    return [{ ...place, severity: 'warning', code: problem.code, message: problem.message, entry: entry.id }];
  });
}

function refuse(
  entry: WatFunctionEntry,
  place: Place,
  error: Failure,
  shown: Pick<Diagnostic, 'message' | 'hint'>,
): Extract<Signed, { ok: false }> {
  return {
    ok: false,
    error,
    type: null,
    // The entry registers all the same, so this is a warning.
    diagnostic: { ...place, ...shown, severity: 'warning', code: 'wasm-signature', entry: entry.id },
  };
}

function placeOf(entry: WatFunctionEntry, range: Pick<WitProblem, 'start' | 'end'>): Place {
  const { wit, places } = entry.config;
  return wit ? placeIn(wit, range.start, Math.max(range.end, range.start + 1)) : places.method;
}

function exportsHint(exports: ReadonlyMap<string, unknown>): { hint: string } {
  const names = [...exports.keys()];
  return { hint: names.length > 0 ? `available exports: ${names.join(', ')}` : 'the module exports no function' };
}

/** Imports that calls will trip over (spec/hosts §2 and §10): said early, although the entry loads. */
function importDiagnostics(entry: WatFunctionEntry, shape: ModuleShape): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const foreign = shape.imports.find((item) => item.module !== WASI1_MODULE);
  if (foreign) {
    diagnostics.push(importWarning(entry, foreign, `calls will fail: nothing provides the import "${foreign.module}" "${foreign.name}"`));
  }
  const wasi = shape.imports.find((item) => item.module === WASI1_MODULE);
  if (wasi && !entry.config.profiles.includes('wasi1')) {
    const message = `the module imports ${WASI1_MODULE}, which is not declared; calls to it will trap`;
    diagnostics.push(importWarning(entry, wasi, message, 'add imports: [wasi1]'));
  }
  return diagnostics;
}

function importWarning(entry: WatFunctionEntry, item: ModuleImport, message: string, hint?: string): Diagnostic {
  const place = placeOfImport(entry, item);
  return { ...place, severity: 'warning', code: 'wasm-import', message, entry: entry.id, ...(hint ? { hint } : {}) };
}

/** Its two names where they are written plainly, else the whole text. */
function placeOfImport(entry: WatFunctionEntry, { module, name }: ModuleImport): Place {
  const { source, places } = entry.config;
  const [first, second] = [`"${module}"`, `"${name}"`];
  for (let at = source.text.indexOf(first); at >= 0; at = source.text.indexOf(first, at + 1)) {
    const rest = source.text.slice(at + first.length);
    const blanks = rest.length - rest.trimStart().length;
    if (rest.startsWith(second, blanks)) return placeIn(source, at, at + first.length + blanks + second.length);
  }
  return places.source;
}

function placeIn(text: SourceText, from: number, to: number): Place {
  const start = positionAt(text.text, from);
  const end = positionAt(text.text, to);
  const { line, column } = text.locate(end.line, end.column);
  return { ...text.locate(start.line, start.column), endLine: line, endColumn: column };
}
