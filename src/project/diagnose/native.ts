/** Notes on what runs here and not on native Wippy (`DIFFERENCES.md`), each at its place. */
import type { Diagnostic, EntryId } from '../../contract/api.ts';
import { isWrittenIn, type EntryIn } from '../kinds/index.ts';
import type { Language } from '../registry/entries.ts';
import type { Place, SourceText } from '../registry/source.ts';
import { parseWit, type WitFunction, type WitText } from '../../wit/parser.ts';
import type { WitType } from '../../wit/types.ts';
import { nativeMarks, type NativeMark } from './native-wat.ts';
import type { TextCache } from './text-cache.ts';
import { TextPlaces } from './text-places.ts';

export const NATIVE_CODE = 'native-wippy';

/** Of an entry over a core module that works here. */
export function checkNative(entry: EntryIn<'wat' | 'wasm'>, marks: TextCache<readonly NativeMark[]>): Diagnostic[] {
  const { wit, method } = entry.config;
  const ofText = isWrittenIn(entry, 'wat') ? ofWat(entry, marks) : [];
  const ofWit = wit ? witNote(parseWit(wit.text), method, entry.description.language) : null;
  return wit && ofWit ? [...ofText, note(entry.id, placeIn(wit, ofWit), ofWit.message)] : ofText;
}

/** For the cache of texts that {@link checkNative} takes. */
export const marksOfWat = nativeMarks;

function ofWat({ id, config: { source } }: EntryIn<'wat'>, marks: TextCache<readonly NativeMark[]>): Diagnostic[] {
  return marks
    .get(source.text)
    .map(({ what, ...range }) =>
      note(
        id,
        placeIn(source, range),
        `native Wippy does not take ${what} in WebAssembly text: this project would not boot there`,
      ),
    );
}

interface WitNote {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

const SMALL: ReadonlySet<string> = new Set(['u8', 's8', 'u16', 's16']);
const SMALL_RESULTS: ReadonlySet<string> = new Set(['s8', 's16']);

/** The worst that can be said of the text for this method: one note, whatever else there is. */
function witNote({ functions, definitions }: WitText, method: string, language: Language | null): WitNote | null {
  const compound = functions.find((one) => typesOf(one).some((type) => type !== null && !isPrimitive(type)));
  const definition = definitions[0];
  if (compound || definition) {
    const [start, end] = compound ? [compound.nameStart, compound.end] : [definition!.nameStart, definition!.nameEnd];
    return {
      start,
      end,
      message:
        'native Wippy reads primitive types only in the wit of a module: there every function of this text would fail',
    };
  }
  const own = functions.find((one) => one.type.name === method || `${one.interface ?? ''}#${one.type.name}` === method);
  if (!own) return null;
  const range = { start: own.nameStart, end: own.end };
  const small = own.type.parameters.map(({ type }) => type).find((type) => isOneOf(type, SMALL));
  const smallResult = own.type.result && isOneOf(own.type.result, SMALL_RESULTS) ? own.type.result : null;
  const refused = small ?? smallResult;
  if (refused?.kind === 'scalar')
    return {
      ...range,
      message: `native Wippy refuses ${refused.name} as a ${small ? 'parameter' : 'result'} of a module: calls would fail there`,
    };
  if (language === 'wat' && own.type.parameters.some(({ type }) => type.kind === 'string')) {
    return {
      ...range,
      message: 'native Wippy cannot pass a string to a module that is written as text: calls would fail there',
    };
  }
  return null;
}

function typesOf({ type }: WitFunction): readonly (WitType | null)[] {
  return [...type.parameters.map((parameter) => parameter.type), type.result];
}

function isPrimitive(type: WitType): boolean {
  return type.kind === 'scalar' || type.kind === 'string';
}

function isOneOf(type: WitType, names: ReadonlySet<string>): boolean {
  return type.kind === 'scalar' && names.has(type.name);
}

function placeIn(text: SourceText, range: { readonly start: number; readonly end: number }): Place {
  return new TextPlaces(text).of(range);
}

function note(entry: EntryId, place: Place, message: string): Diagnostic {
  return { ...place, severity: 'info', code: NATIVE_CODE, message, entry };
}
