/** A core module against its entry's `method`, `wit` and `imports` (spec/wasm §5, spec/wit-mapping §10). Pure. */
import type { Diagnostic, EntryId, Fix } from '../../contract/api.ts';
import { instantiationFailure, invalid, type Failure } from '../../contract/errors.ts';
import { refuseImport } from '../../contract/hosts/core-imports.ts';
import { isCoreProfile, isOpened, profileOfInterface } from '../../contract/profiles.ts';
import type { EntryEdits } from '../registry/entry-edits.ts';
import { fileNameSlip } from '../registry/file-name.ts';
import { nearest } from '../../base/nearest.ts';
import { hintAndFix, type Place, type SourceText } from '../registry/source.ts';
import { exportsHint, type BinaryExamination } from './binary-examination.ts';
import { checkExport, exportNameOf, missingSignature } from './check-export.ts';
import { suggestSignature } from '../../wit/suggest-signature.ts';
import { findFunction, parseWit, type WitProblem, type WitText } from '../../wit/parser.ts';
import { formatCoreType } from '../../wit/print.ts';
import { positionAt } from '../../wit/positions.ts';
import type { FunctionType } from '../../wit/types.ts';
import { exportedFunctions, type ModuleImport, type ModuleShape } from '../../binary/binary.ts';

/** What an entry says of the core module it has. */
export interface CoreEntry {
  readonly id: EntryId;
  readonly method: string;
  readonly wit: SourceText | null;
  readonly edits: EntryEdits;
  /** What `imports` lists. */
  readonly profiles: readonly string[];
  readonly places: { readonly method: Place; readonly wit: Place | null };
  readonly placeOfImport: (item: ModuleImport) => Place;
}

/** Every entry whose module is good registers; of some each call fails with `error`, as in Wippy. */
export type CoreExamination =
  | Extract<BinaryExamination, { status: 'uncallable' }>
  | Omit<Extract<BinaryExamination, { status: 'ready'; form: 'core' }>, 'form'>;

export function examineCore(entry: CoreEntry, shape: ModuleShape): CoreExamination {
  const wit = entry.wit && parseWit(entry.wit.text);
  const signed = signatureOf(entry, wit, shape);
  const diagnostics = [
    ...importDiagnostics(entry, shape),
    ...witDiagnostics(entry, wit, signed.ok ? null : signed.diagnostic),
  ];
  const mismatch = signed.ok ? importMismatch(shape) : null;
  if (signed.ok && mismatch) return { status: 'uncallable', error: mismatch, type: signed.type, diagnostics };
  if (signed.ok) return { status: 'ready', type: signed.type, exportName: signed.exportName, diagnostics };
  return {
    status: 'uncallable',
    error: signed.error,
    type: signed.type,
    diagnostics: [...diagnostics, signed.diagnostic],
  };
}

export function placeIn(text: SourceText, from: number, to: number): Place {
  const start = positionAt(text.text, from);
  const end = positionAt(text.text, to);
  const { line, column } = text.locate(end.line, end.column);
  return { ...text.locate(start.line, start.column), endLine: line, endColumn: column };
}

/** What the exports are, with the one that was probably meant as a fix. */
function methodHint(method: string, names: readonly string[], nothing: string): { hint: string; fix?: Fix } {
  const meant = nearest(method, names) ?? (names.length === 1 ? names[0]! : null);
  return {
    ...exportsHint(names, nothing),
    ...(meant === null ? {} : { fix: { title: `Replace with ${meant}`, replacement: meant } }),
  };
}

type Signed =
  | { readonly ok: true; readonly type: FunctionType; readonly exportName: string }
  | {
      readonly ok: false;
      readonly error: Failure;
      readonly type: FunctionType | null;
      readonly diagnostic: Diagnostic;
    };

/** The function's WIT type, checked against the export. What is wrong shows in the editor now and fails calls later. */
function signatureOf(entry: CoreEntry, wit: WitText | null, shape: ModuleShape): Signed {
  const { method, places } = entry;
  const exports = exportedFunctions(shape);
  const hintOfExports = methodHint(method, [...exports.keys()], 'the module exports no function');
  if (!wit) {
    const error = missingSignature(method, exports);
    const actual = exports.get(method);
    const suggestion = actual && suggestSignature(method, actual);
    const fix = suggestion ? entry.edits.addField('wit', suggestion, 'method') : null;
    const hint = suggestion ? { hint: `add wit: "${suggestion}"`, ...(fix ? { fix } : {}) } : hintOfExports;
    return refuse(entry, places.method, error, { message: `calls will fail: ${error.message}`, ...hint });
  }
  const slip = entry.wit && places.wit && fileNameSlip(entry.wit, places.wit);
  const found = findFunction(wit, method);
  if (!found.ok && slip)
    return refuse(entry, places.wit ?? places.method, invalid(found.error.message), {
      message: slip.message,
      ...hintAndFix(slip.hint),
    });
  if (!found.ok) {
    // A method that neither text has is a slip in the method.
    const isMethod = found.error.code === 'wit-name' && !exports.has(method);
    const place = isMethod ? places.method : placeOf(entry, found.error);
    const hint = isMethod ? hintOfExports : {};
    return refuse(entry, place, invalid(found.error.message), {
      message: `calls will fail: ${found.error.message}`,
      ...hint,
    });
  }
  const { type, nameStart, end } = found.value;
  const exportName = exportNameOf(method, found.value, exports);
  const misfit = checkExport(type, exports, shape.memory, exportName ?? method);
  if (!misfit) return { ok: true, type, exportName: exportName ?? method };
  const isMissing = exportName === null;
  const place = isMissing ? places.method : placeOf(entry, { start: nameStart, end });
  const hint = isMissing ? hintOfExports : {};
  return { ...refuse(entry, place, misfit, { message: `calls will fail: ${misfit.message}`, ...hint }), type };
}

/** What else is wrong in the WIT text; `said` is the mistake that is reported already. */
function witDiagnostics(entry: CoreEntry, wit: WitText | null, said: Diagnostic | null): Diagnostic[] {
  return (wit?.problems ?? []).flatMap((problem) => {
    const place = placeOf(entry, problem);
    if (said && said.file === place.file && said.line === place.line && said.column === place.column) return [];
    return [{ ...place, severity: 'warning', code: problem.code, message: problem.message, entry: entry.id }];
  });
}

function refuse(
  entry: CoreEntry,
  place: Place,
  error: Failure,
  shown: Pick<Diagnostic, 'message' | 'hint' | 'fix'>,
): Extract<Signed, { ok: false }> {
  return {
    ok: false,
    error,
    type: null,
    // The entry registers all the same, and no call of it can succeed.
    diagnostic: { ...place, ...shown, severity: 'error', code: 'wasm-signature', entry: entry.id },
  };
}

function placeOf({ wit, places }: CoreEntry, range: Pick<WitProblem, 'start' | 'end'>): Place {
  return wit ? placeIn(wit, range.start, Math.max(range.end, range.start + 1)) : places.method;
}

/** Imports that calls will trip over (spec/hosts §2 and §10): said early, although the entry loads. */
function importDiagnostics(entry: CoreEntry, shape: ModuleShape): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const refused = shape.imports.find((item) => refuseImport(item) !== null);
  if (refused) {
    const said = importWarning(entry, refused, `calls will fail: ${whyRefused(refused)}`);
    // Nothing can be instantiated then.
    diagnostics.push({ ...said, severity: 'error' });
  }
  for (const closed of shape.imports) {
    const profile = profileOfInterface(closed.module);
    if (!profile || !isCoreProfile(profile) || isOpened(profile, entry.profiles)) continue;
    const message = `the module imports ${closed.module}, which is not declared; calls to it will trap`;
    const fix = entry.edits.addItem('imports', profile, 'method');
    const said = importWarning(entry, closed, message, `add imports: [${profile}]`);
    diagnostics.push({ ...said, ...(fix ? { fix } : {}) });
    // Said once for all of them.
    break;
  }
  return diagnostics;
}

function whyRefused(item: ModuleImport): string {
  const name = `"${item.module}" "${item.name}"`;
  const refusal = refuseImport(item);
  return refusal?.why === 'signature' && item.type
    ? `the import ${name} is ${formatCoreType(refusal.expected)}, and the module wants ${formatCoreType(item.type)}`
    : `nothing provides the import ${name}`;
}

/** What only the binary tells: guests do not see what types their imports have. In the words with which calls fail. */
function importMismatch(shape: ModuleShape): Failure | null {
  for (const item of shape.imports) {
    const refusal = refuseImport(item);
    // Whatever else is missing is said first, as it would be by the engine.
    if (refusal) return refusal.why === 'signature' ? instantiationFailure(refusal.message) : null;
  }
  return null;
}

function importWarning(entry: CoreEntry, item: ModuleImport, message: string, hint?: string): Diagnostic {
  const place = entry.placeOfImport(item);
  return { ...place, severity: 'warning', code: 'wasm-import', message, entry: entry.id, ...(hint ? { hint } : {}) };
}
