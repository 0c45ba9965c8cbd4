/** Lines of a disassembly as wasm-tools prints it, one thing a line, against the bytes that they are of. */
import { SECTION } from './module-shape.ts';
import { readBody, readPlaces, type ByteRange, type ModulePlaces } from './places.ts';

/** Sections by the word that their lines begin with. */
const SECTIONS: ReadonlyMap<string, number> = new Map([
  ['type', SECTION.type],
  ['rec', SECTION.type],
  ['import', SECTION.import],
  ['func', SECTION.code],
  ['table', SECTION.table],
  ['memory', SECTION.memory],
  ['tag', SECTION.tag],
  ['global', SECTION.global],
  ['export', SECTION.export],
  ['start', SECTION.start],
  ['elem', SECTION.element],
  ['data', SECTION.data],
]);

/**
 * Two numbers for each line of `text`: where in `bytes` what it says begins and where it ends; both 0 where that is not told. Of
 * what is not told apart it is the section. `text` may have been cut at its end.
 */
export function placesOfLines(bytes: Uint8Array, text: string): Uint32Array {
  const lines = text.split('\n');
  const places = new Uint32Array(2 * lines.length);
  const modules = readPlaces(bytes);
  let next = 0;
  for (let line = 0; line < lines.length; line++) {
    if (!/^ *\((?:core )?module\b/.test(lines[line]!)) continue;
    const module = modules[next++];
    if (!module) break;
    line = placeModule({ bytes, lines, places }, module, line);
  }
  return places;
}

interface Work {
  readonly bytes: Uint8Array;
  readonly lines: readonly string[];
  readonly places: Uint32Array;
}

const indentOf = (line: string): number => line.search(/\S|$/);

/** The line that it ends on. */
function placeModule(work: Work, module: ModulePlaces, first: number): number {
  const { lines } = work;
  const indent = indentOf(lines[first]!);
  put(work, first, module);
  const counts = new Map<number, number>();
  let line = first + 1;
  for (; line < lines.length && indentOf(lines[line]!) > indent; line++) {
    const word = indentOf(lines[line]!) === indent + 2 ? /^ *\((\w+)/.exec(lines[line]!)?.[1] : undefined;
    const id = word === undefined ? undefined : SECTIONS.get(word);
    const section = id === undefined ? undefined : module.sections.find((one) => one.id === id);
    if (id === undefined || !section) continue;
    const index = counts.get(id) ?? 0;
    counts.set(id, index + 1);
    const own = section.items?.[index] ?? section;
    if (id === SECTION.code) line = placeFunction(work, own, line);
    else put(work, line, own);
  }
  return Math.max(first, lines[line]?.trim() === ')' ? line : line - 1);
}

/** The line that it ends on. */
function placeFunction(work: Work, body: ByteRange, first: number): number {
  const { bytes, lines } = work;
  const indent = indentOf(lines[first]!);
  let last = first;
  while (last + 1 < lines.length && indentOf(lines[last + 1]!) > indent) last++;
  const isClosed = last > first && lines[last + 1]?.trim() === ')';
  const own = Array.from({ length: last - first }, (_, index) => first + 1 + index);
  const instructions = own.filter((line) => !/^ *\(local\b/.test(lines[line]!));
  const parts = readBody(bytes, body);
  const [head, ...code] = parts ?? [];
  // As many as there are but the last `end`, which has no line; of a text that was cut at most so many.
  const fits = head && (isClosed ? instructions.length === code.length - 1 : instructions.length < code.length);
  put(work, first, head && last > first ? head : body);
  for (const line of own) put(work, line, fits ? head : body);
  if (fits) for (const [index, line] of instructions.entries()) put(work, line, code[index]!);
  if (!isClosed) return last;
  put(work, last + 1, code.at(-1) ?? body);
  return last + 1;
}

function put({ places }: Work, line: number, { start, end }: ByteRange): void {
  places[line * 2] = start;
  places[line * 2 + 1] = end;
}
