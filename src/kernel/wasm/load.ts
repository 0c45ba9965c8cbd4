/** From a `function.wat` entry to a program that guests can run (spec/wasm §3 and §5). */
import { ok, type Result } from '../../base/result.ts';
import type { Diagnostic } from '../api.ts';
import { internal, invalid, type Failure } from '../errors.ts';
import type { Compiler, Program } from '../ports.ts';
import type { WatFunctionEntry } from '../registry/entries.ts';
import { placeDiagnostic, type Place } from '../registry/source.ts';
import { checkExport, missingSignature, suggestSignature } from '../wit/flatten.ts';
import { findFunction, parseWit, type WitProblem } from '../wit/parser.ts';
import { positionAt } from '../wit/positions.ts';
import { formatFunction } from '../wit/print.ts';
import type { FunctionType } from '../wit/types.ts';
import { exportedFunctions, readModule, type ModuleShape } from './binary.ts';

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
    return {
      status: 'rejected',
      error: internal(`failed to load wat module: [parse] invalid_data: parse WAT: ${where}`),
      diagnostics: shape.error.map((diagnostic) => placeDiagnostic(source, diagnostic, entry.id)),
    };
  }
  const diagnostics = importDiagnostics(entry, shape.value);
  const signed = signatureOf(entry, shape.value);
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
function signatureOf(entry: WatFunctionEntry, shape: ModuleShape): Signed {
  const { method, wit, places } = entry.config;
  const exports = exportedFunctions(shape);
  if (!wit) {
    const error = missingSignature(method, exports);
    const actual = exports.get(method);
    const suggestion = actual && suggestSignature(method, actual);
    const hint = suggestion ? { hint: `add wit: "${suggestion}"` } : exportsHint(exports);
    return refuse(entry, places.method, error, { message: `calls will fail: ${error.message}`, ...hint });
  }
  const found = findFunction(parseWit(wit.text), method);
  if (!found.ok) {
    const place = placeOf(entry, found.error);
    return refuse(entry, place, invalid(found.error.message), { message: `calls will fail: ${found.error.message}` });
  }
  const { type, nameStart, end } = found.value;
  const misfit = checkExport(type, exports);
  if (!misfit) return { ok: true, type };
  const isMissing = !exports.has(method);
  const place = isMissing ? places.method : placeOf(entry, { start: nameStart, end });
  const hint = isMissing ? exportsHint(exports) : {};
  return { ...refuse(entry, place, misfit, { message: `calls will fail: ${misfit.message}`, ...hint }), type };
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
  if (!wit) return places.method;
  const from = positionAt(wit.text, range.start);
  const to = positionAt(wit.text, Math.max(range.end, range.start + 1));
  const start = wit.locate(from.line, from.column);
  const end = wit.locate(to.line, to.column);
  return { ...start, endLine: end.line, endColumn: end.column };
}

function exportsHint(exports: ReadonlyMap<string, unknown>): { hint: string } {
  const names = [...exports.keys()];
  return { hint: names.length > 0 ? `available exports: ${names.join(', ')}` : 'the module exports no function' };
}

/** Imports that calls will trip over (spec/hosts §2 and §10): said early, although the entry loads. */
function importDiagnostics(entry: WatFunctionEntry, shape: ModuleShape): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const { profiles, places } = entry.config;
  const foreign = shape.imports.find((item) => item.module !== WASI1_MODULE);
  if (foreign)
    diagnostics.push(
      importWarning(entry, places.source, `calls will fail: nothing provides the import "${foreign.module}" "${foreign.name}"`),
    );
  const usesWasi = shape.imports.some((item) => item.module === WASI1_MODULE);
  if (usesWasi && !profiles.includes('wasi1'))
    diagnostics.push(
      importWarning(entry, places.source, `the module imports ${WASI1_MODULE}, which is not declared; calls to it will trap`, 'add imports: [wasi1]'),
    );
  return diagnostics;
}

function importWarning(entry: WatFunctionEntry, place: Place, message: string, hint?: string): Diagnostic {
  return { ...place, severity: 'warning', code: 'wasm-import', message, entry: entry.id, ...(hint ? { hint } : {}) };
}
