/** From a `function.wat` entry to a program that guests can run (spec/wasm §3 and §5). */
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

export type WatLoad =
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
      readonly program: Program;
      readonly signature: string;
      readonly diagnostics: readonly Diagnostic[];
    };

const WASI1_MODULE = 'wasi_snapshot_preview1';

/** Numbers programs across projects, so that a guest never takes one for another. */
let programs = 0;

export async function loadWatFunction(entry: WatFunctionEntry, compiler: Compiler): Promise<WatLoad> {
  const { source } = entry.config;
  const compiled = await compiler.compileWat(source.text);
  if (!compiled.ok) {
    const first = compiled.error[0];
    const where = first ? `${first.line}:${first.column}: ${first.message}` : 'unknown';
    return {
      status: 'rejected',
      error: internal(`failed to load wat module: [parse] invalid_data: parse WAT: ${where}`),
      diagnostics: compiled.error.map((diagnostic) => placeDiagnostic(source, diagnostic, entry.id)),
    };
  }
  const shape = readModule(compiled.value.bytes);
  if (!shape.ok) throw new Error(`the compiler made a module that cannot be read: ${shape.error.message}`);
  const diagnostics = importDiagnostics(entry, shape.value);
  const signed = signatureOf(entry, shape.value);
  if (!signed.ok)
    return {
      status: 'uncallable',
      error: signed.error,
      signature: signed.type && formatFunction(signed.type),
      diagnostics: [...diagnostics, signed.diagnostic],
    };
  const program: Program = {
    id: ++programs,
    entry: entry.id,
    module: compiled.value.module,
    method: entry.config.method,
    type: signed.type,
    profiles: entry.config.profiles,
  };
  return { status: 'ready', program, signature: formatFunction(signed.type), diagnostics };
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
