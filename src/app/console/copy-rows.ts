/** Rows of the console for the clipboard: whole as far as the kernel has them, and saying where they are not. */
import { nextTask, SLICE_MS } from '../../client/next-task.ts';
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
  const texts: string[] = [];
  let cutValues = 0;
  let endMs = performance.now() + SLICE_MS;
  for (const line of lines) {
    const shown: ConsoleLine =
      line.kind === 'row' && line.row.entry.cuts
        ? { ...line, row: { ...line.row, entry: await wholeEntry(line.row.entry, whole) } }
        : line;
    if (shown.kind === 'row') cutValues += countCuts(shown.row.entry);
    texts.push(await joinInSlices(linePieces(shown)), '\n');
    if (performance.now() < endMs) continue;
    await nextTask();
    endMs = performance.now() + SLICE_MS;
  }
  return { text: texts.join(''), cutValues };
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

/** Pieces between two looks at the clock. */
const stride = 500;

async function joinInSlices(pieces: Iterable<string>): Promise<string> {
  let text = '';
  let left = stride;
  let endMs = performance.now() + SLICE_MS;
  for (const piece of pieces) {
    text += piece;
    if (--left > 0) continue;
    left = stride;
    if (performance.now() < endMs) continue;
    await nextTask();
    endMs = performance.now() + SLICE_MS;
  }
  return text;
}
