/** Rows of the console for the clipboard: whole as far as the kernel has them, and saying where they are not. */
import { isDue, spend } from '../../base/effort.ts';
import { inTurns } from '../../client/turns.ts';
import type { Playground } from '../../client/playground.ts';
import type { CallRecord, ConsoleEntry, CutPart, CutPartInfo, PlainValue } from '../../contract/api.ts';
import type { ConsoleLine } from './lines.ts';
import { entryPieces, linePieces } from './row-text.ts';

export type ReadWhole = Playground['whole'];

export interface CopiedText {
  readonly text: string;
  /** How many values the text has the beginning of only. */
  readonly cutValues: number;
}

export async function rowText(entry: ConsoleEntry, whole: ReadWhole): Promise<CopiedText> {
  const asWhole = await wholeEntry(entry, whole);
  return { text: await joinInSlices(entryPieces(asWhole)), cutValues: countCuts(asWhole) };
}

/** In their order, a line each. */
export async function rowsText(lines: readonly ConsoleLine[], whole: ReadWhole): Promise<CopiedText> {
  const shown: ConsoleLine[] = [];
  for (const line of lines)
    shown.push(
      line.kind === 'row' && line.row.entry.cuts
        ? { ...line, row: { ...line.row, entry: await wholeEntry(line.row.entry, whole) } }
        : line,
    );
  let cutValues = 0;
  for (const line of shown) if (line.kind === 'row') cutValues += countCuts(line.row.entry);
  return { text: await joinInSlices(piecesOf(shown)), cutValues };
}

function* piecesOf(lines: readonly ConsoleLine[]): Iterable<string> {
  for (const line of lines) {
    yield* linePieces(line);
    yield '\n';
  }
}

/** One value. */
export async function valueText(pieces: Iterable<string>): Promise<string> {
  return joinInSlices(pieces);
}

/** What to say of a copy: never that it is all when it is not. */
export function copiedMessage({ cutValues }: Pick<CopiedText, 'cutValues'>): string {
  if (cutValues === 0) return 'Copied';
  const values = cutValues === 1 ? 'one value' : `${cutValues.toLocaleString('en')} values`;
  return `Copied with the beginning of ${values} only: the rest is not kept any more`;
}

function countCuts({ cuts }: ConsoleEntry): number {
  return cuts ? Object.keys(cuts).length : 0;
}

/** The row with those of its parts whole that are still kept. */
export async function wholeEntry(entry: ConsoleEntry, whole: ReadWhole): Promise<ConsoleEntry> {
  if (!entry.cuts) return entry;
  let result = entry;
  const left: Partial<Record<CutPart, CutPartInfo>> = {};
  for (const [part, info] of Object.entries(entry.cuts) as [CutPart, CutPartInfo][]) {
    const read = info.handle === null ? null : await whole(info.handle);
    if (read) result = withPart(result, part, read.value);
    else left[part] = info;
  }
  const { cuts: _, ...others } = result;
  return Object.keys(left).length > 0 ? { ...others, cuts: left } : others;
}

function withPart(entry: ConsoleEntry, part: CutPart, value: PlainValue): ConsoleEntry {
  const { call } = entry;
  if (part === 'fields') return { ...entry, fields: value as NonNullable<ConsoleEntry['fields']> };
  if (!call) return entry;
  return {
    ...entry,
    call: part === 'arguments' ? { ...call, arguments: value as readonly PlainValue[] } : withResult(call, value),
  };
}

function withResult(call: CallRecord, value: PlainValue): CallRecord {
  return call.error === null ? { ...call, value } : { ...call, error: { from: 'guest', payload: value } };
}

/** A piece takes some 0.5 µs to be made. */
const unitsPerPiece = 4;

async function joinInSlices(pieces: Iterable<string>): Promise<string> {
  let text = '';
  const left = pieces[Symbol.iterator]();
  await inTurns({
    work() {
      while (!isDue()) {
        const { done, value } = left.next();
        if (done) return true;
        text += value;
        spend(unitsPerPiece);
      }
      return false;
    },
  });
  return text;
}
