/** What of the console is shown. */
import type { ConsoleEntry, ConsoleSource } from '../../contract/api.ts';
import { formatValue } from './format-value.ts';

export const consoleSources: readonly ConsoleSource[] = [
  'call',
  'print',
  'log',
  'stdout',
  'stderr',
  'system',
  'result',
];

export interface ConsoleFilter {
  readonly text: string;
  readonly hidden: ReadonlySet<ConsoleSource>;
  readonly errorsOnly: boolean;
}

export const showEverything: ConsoleFilter = { text: '', hidden: new Set(), errorsOnly: false };

export function isFiltering({ text, hidden, errorsOnly }: ConsoleFilter): boolean {
  return text.trim() !== '' || hidden.size > 0 || errorsOnly;
}

export function isError(entry: ConsoleEntry): boolean {
  const answer = entry.call ?? entry.result;
  return answer ? answer.error !== null : entry.level === 'error' || entry.source === 'stderr';
}

/** A test for entries. Text is looked for in what a row shows, whatever its case. */
export function matcher({ text, hidden, errorsOnly }: ConsoleFilter): (entry: ConsoleEntry) => boolean {
  const wanted = text.trim().toLowerCase();
  return (entry) =>
    !hidden.has(entry.source) &&
    (!errorsOnly || isError(entry)) &&
    (wanted === '' || searchText(entry).includes(wanted));
}

/** Of each value no more than this is searched; UTF-16 units. */
const searchedLength = 400;
/** Entries never change, so their text is made once. */
const texts = new WeakMap<ConsoleEntry, string>();

function searchText(entry: ConsoleEntry): string {
  let text = texts.get(entry);
  if (text === undefined) {
    text = parts(entry).join('\n').toLowerCase();
    texts.set(entry, text);
  }
  return text;
}

function parts(entry: ConsoleEntry): readonly string[] {
  const show = (value: Parameters<typeof formatValue>[0]): string =>
    formatValue(value, { maxLength: searchedLength, layout: 'line' }).text;
  const { call, result } = entry;
  if (result) return [entry.text, ...result.values.map(show)];
  if (!call) return [entry.text, entry.location ?? '', entry.fields ? show(entry.fields) : ''];
  const error =
    call.error === null
      ? []
      : call.error.from === 'guest'
        ? [show(call.error.payload)]
        : [call.error.kind, call.error.message];
  return [call.target, call.caller, ...call.arguments.map(show), show(call.value), ...error];
}
