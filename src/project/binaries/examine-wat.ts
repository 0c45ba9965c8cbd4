/** A `function.wat` entry with what its text compiles to (spec/wasm §3 and §5). Pure. */
import { ok, type Result } from '../../base/result.ts';
import type { Diagnostic } from '../../contract/api.ts';
import { internal } from '../../contract/errors.ts';
import type { WatFunctionEntry } from '../kinds/function-wat.ts';
import { fileNameSlip } from '../registry/file-name.ts';
import { hintAndFix, placeDiagnostic, type Place } from '../registry/source.ts';
import { readModule, type ModuleImport, type ModuleShape } from '../../binary/binary.ts';
import { examineCore, placeIn, type CoreExamination } from './examine-core.ts';
import type { Rejection } from './rejection.ts';

/** What is known of a text: the module it compiles to, or the compiler's diagnostics, relative to the text. */
export type WatShape = Result<ModuleShape, readonly Diagnostic[]>;

export type WatExamination = Rejection | CoreExamination;

export function shapeOf(compiled: Result<{ readonly bytes: Uint8Array }, readonly Diagnostic[]>): WatShape {
  if (!compiled.ok) return compiled;
  const shape = readModule(compiled.value.bytes);
  if (!shape.ok) throw new Error(`the compiler made a module that cannot be read: ${shape.error.message}`);
  return ok(shape.value);
}

/** All that can be said of an entry once its text was compiled. */
export function examineWat(entry: WatFunctionEntry, shape: WatShape): WatExamination {
  const { method, wit, profiles, places } = entry.config;
  if (!shape.ok) {
    // Who has several files wants to know which one.
    const found = shape.error.map((diagnostic) =>
      diagnostic.code === 'wat-empty'
        ? { ...diagnostic, message: diagnostic.message.replace('the text', entry.config.source.file) }
        : diagnostic,
    );
    const first = found[0];
    const where = first ? `${first.line}:${first.column}: ${first.message}` : 'unknown';
    // The text is good, and the engine has something against the module.
    const isRefused = first?.code === 'wasm-compile';
    return {
      status: 'rejected',
      error: internal(
        isRefused
          ? `failed to compile wasm module: ${first.message}`
          : `failed to load wat module: [parse] invalid_data: parse WAT: ${where}`,
      ),
      diagnostics: textDiagnostics(entry, found),
    };
  }
  const core = { id: entry.id, method, wit, edits: entry.edits, profiles, places };
  return examineCore({ ...core, placeOfImport: (item) => placeOfImport(entry, item) }, shape.value);
}

function textDiagnostics(
  { id, config: { source, places } }: WatFunctionEntry,
  errors: readonly Diagnostic[],
): readonly Diagnostic[] {
  const slip = fileNameSlip(source, places.source);
  if (!slip) return errors.map((diagnostic) => placeDiagnostic(source, diagnostic, id));
  return [
    {
      ...places.source,
      severity: 'error',
      code: 'file-name',
      message: slip.message,
      ...hintAndFix(slip.hint),
      entry: id,
    },
  ];
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
