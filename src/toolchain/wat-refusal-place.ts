/** Where in the text a refusal belongs, when two compilers refuse it, or the engine what they wrote. */
import { lebAt } from '../base/leb128.ts';
import type { Diagnostic } from '../contract/api.ts';
import type { EngineRefusal } from './engine-refusal.ts';
import { Places, problemDiagnostic, withoutConsequences } from './wat-errors.ts';
import { outlineOf } from './wat-outline.ts';

/**
 * wabt stays closer to a parenthesis that is missing; where they match, whoever read further understood more. A place where the
 * text has what wabt does not know at all is none.
 */
export function betterPlaced(
  source: string,
  byWabt: readonly Diagnostic[],
  byTools: Diagnostic,
): readonly Diagnostic[] {
  const found = withoutConsequences(byWabt, source);
  const [first] = found;
  if (!first) return [byTools];
  const places = new Places(source);
  const offset = places.offset(first.line, first.column);
  if (BEYOND_WABT.test(source.slice(offset, offset + 60))) return [byTools];
  return outlineOf(source).isBalanced && places.offset(byTools.line, byTools.column) > offset ? [byTools] : found;
}

/** Garbage-collected and typed references, names in quotes, numbers in data. */
const BEYOND_WABT =
  /^(?:\(\s*)?(?:\$"|(?:struct|array|rec|sub|field|ref|i8|i16|cont|suspend|resume|switch|call_ref|return_call_ref)\b|(?:struct|array|i31|any|extern|cont)\.|ref\.|br_on_|(?:any|eq|i31|none|nofunc|noextern)\b|\w+ref\b)/;

/** At the function that the engine names, else at the word that opens the module. */
export function placeRefusal(source: string, bytes: Uint8Array, { message, offset }: EngineRefusal): Diagnostic {
  const { fields, wordOffset } = outlineOf(source);
  const body = offset === null ? null : bodyAt(bytes, offset);
  const field = body === null ? undefined : fields.filter(({ head, isImport }) => head === 'func' && !isImport)[body];
  const start = field ? source.indexOf('func', field.offset) : wordOffset;
  const length = /^\w*/.exec(source.slice(start, start + 20))![0].length;
  return problemDiagnostic(
    new Places(source),
    { message: `this browser does not compile the module: ${message}`, offset: start, length },
    'wasm-compile',
  );
}

const CODE_SECTION = 10;

/** Which body of the code section holds the byte, counted from 0; null when none does. */
export function bodyAt(bytes: Uint8Array, offset: number): number | null {
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at]!;
    const size = lebAt(bytes, at + 1);
    if (id !== CODE_SECTION) {
      at = size.end + size.value;
      continue;
    }
    const count = lebAt(bytes, size.end);
    let start = count.end;
    for (let index = 0; index < count.value && start < bytes.length; index++) {
      const body = lebAt(bytes, start);
      const end = body.end + body.value;
      if (offset >= start && offset < end) return index;
      start = end;
    }
    return null;
  }
  return null;
}
