/** Values as Lua would write them, never longer than asked for: a call may answer with megabytes. */
import type { Cut, PlainValue, CutPartInfo } from '../../contract/api.ts';

export type ValueType = 'nil' | 'boolean' | 'number' | 'string' | 'bytes' | 'table';

export interface FormatOptions {
  /** UTF-16 units of text, after which it is cut. */
  readonly maxLength: number;
  /** `line` writes everything on one line, `block` indents tables. */
  readonly layout: 'line' | 'block';
}

export interface FormattedValue {
  readonly text: string;
  readonly truncated: boolean;
}

export function typeOf(value: PlainValue): ValueType {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'string') return 'string';
  return value instanceof Uint8Array ? 'bytes' : 'table';
}

const plainKey = /^[A-Za-z_]\w*$/;
const reservedWords = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);
const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
};
/** Tables inside tables beyond this depth are shown as `{…}`, unless everything is wanted. */
const maxDepth = 12;
/** How many bytes of a byte string are worth reading in a console. */
const shownBytes = 32;

export function formatValue(value: PlainValue, options: PieceOptions): FormattedValue {
  const { maxLength } = options;
  let text = '';
  for (const piece of valuePieces(value, options)) {
    text += piece;
    if (text.length > maxLength) return { text: `${text.slice(0, endWithin(text, maxLength))}…`, truncated: true };
  }
  return { text, truncated: false };
}

/** Not in the middle of a surrogate pair. */
function endWithin(text: string, length: number): number {
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}

export function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

export interface PieceOptions extends FormatOptions {
  /** What the value lacks; it is told where it is missing. */
  readonly cut?: Cut | null | undefined;
}

/**
 * A value bit by bit, for whoever stops when there is enough, or goes on in another task. With an endless `maxLength` nothing
 * of it is left out, however deep or long it is.
 */
export function valuePieces(value: PlainValue, { cut = null, maxLength, layout }: PieceOptions): Generator<string> {
  const isWhole = maxLength === Infinity;
  const format = {
    block: layout === 'block',
    maxDepth: isWhole ? Infinity : maxDepth,
    shownBytes: isWhole ? Infinity : shownBytes,
    maxLength,
  };
  return pieces(value, cut, 0, format);
}

interface Format {
  readonly block: boolean;
  readonly maxDepth: number;
  readonly shownBytes: number;
  readonly maxLength: number;
}

function* pieces(value: PlainValue, cut: Cut | null, depth: number, format: Format): Generator<string> {
  if (value === null || value === undefined) yield 'nil';
  else if (typeof value === 'boolean') yield String(value);
  else if (typeof value === 'number' || typeof value === 'bigint') yield formatNumber(value);
  else if (typeof value === 'string') yield* stringPieces(value, format.maxLength);
  else if (value instanceof Uint8Array) yield bytesText(value, format.shownBytes);
  else if (depth >= format.maxDepth) yield '{…}';
  else return yield* tablePieces(value, cut, depth, format);
  if (cut?.whole) yield `… ${wholeText(cut.whole)}`;
}

/** Units that are escaped at once: enough for a row, and no long task. */
const chunkLength = 10_000;

function* stringPieces(value: string, maxLength: number): Generator<string> {
  yield '"';
  // Only as much as can be shown is escaped.
  const end = Math.min(value.length, maxLength + 1);
  for (let at = 0; at < end; at += chunkLength) {
    const piece = value.slice(at, Math.min(end, at + chunkLength));
    // eslint-disable-next-line no-control-regex -- control characters are what has to be made visible
    yield piece.replace(/["\\\u0000-\u001f\u007f]/g, (char) => escapes[char] ?? `\\${char.charCodeAt(0)}`);
  }
  yield '"';
}

function bytesText(value: Uint8Array, shown: number): string {
  const hex = Array.from(value.subarray(0, shown), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const unit = value.length === 1 ? 'byte' : 'bytes';
  return `<${value.length} ${unit}${hex && `: ${hex}`}${value.length > shown ? ' …' : ''}>`;
}

type Table = readonly PlainValue[] | { readonly [key: string]: PlainValue };

function* tablePieces(value: Table, cut: Cut | null, depth: number, format: Format): Generator<string> {
  const rest = cut?.whole ? `… ${wholeText(cut.whole)}` : null;
  const keys = isList(value) ? null : keysOf(value);
  const count = isList(value) ? value.length : keysOf(value).length;
  if (count === 0) return yield rest === null ? '{}' : `{${rest}}`;
  const indent = format.block ? `\n${'  '.repeat(depth + 1)}` : '';
  const separator = format.block ? `,${indent}` : ', ';
  yield `{${indent}`;
  for (let index = 0; index < count; index++) {
    if (index > 0) yield separator;
    const key = keys?.[index];
    if (key === undefined)
      yield* pieces(
        (value as readonly PlainValue[])[index] ?? null,
        cut?.inside?.get(index) ?? null,
        depth + 1,
        format,
      );
    else {
      yield `${keyText(key)} = `;
      yield* pieces(
        (value as { readonly [key: string]: PlainValue })[key] ?? null,
        cut?.inside?.get(key) ?? null,
        depth + 1,
        format,
      );
    }
  }
  if (rest !== null) yield `${separator}${rest}`;
  yield format.block ? `\n${'  '.repeat(depth)}}` : '}';
}

function keyText(key: string): string {
  return plainKey.test(key) && !reservedWords.has(key) ? key : `[${[...stringPieces(key, Infinity)].join('')}]`;
}

/** Beside a beginning: how much the whole has. */
export function wholeText({ count, unit }: NonNullable<Cut['whole']>): string {
  return `of ${count.toLocaleString('en')} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

/** What of it is shown, where that is told by itself: `2 of 40 fields`. */
export function shownText(shown: number, { count, unit }: NonNullable<Cut['whole']>): string {
  const whole = `${count.toLocaleString('en')} ${count === 1 ? unit.slice(0, -1) : unit}`;
  return shown === 0 ? whole : `${shown.toLocaleString('en')} of ${whole}`;
}

/** Values never change, so the names of a large table are gathered once. */
const keyLists = new WeakMap<object, readonly string[]>();

export function keysOf(value: { readonly [key: string]: PlainValue }): readonly string[] {
  let keys = keyLists.get(value);
  if (!keys) {
    keys = Object.keys(value);
    keyLists.set(value, keys);
  }
  return keys;
}

function isList(value: readonly PlainValue[] | { readonly [key: string]: PlainValue }): value is readonly PlainValue[] {
  return Array.isArray(value);
}

/** Short enough to compare at a glance: `0.4 ms`, `12 ms`, `1.25 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${durationMs.toFixed(durationMs < 1 ? 2 : 1)} ms`;
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(2)} s`;
  return `${Math.floor(durationMs / 60_000)} min ${Math.round((durationMs % 60_000) / 1000)} s`;
}

/** Of what goes on: `0.4 s`, `12.3 s`, `2 min 5 s`; steady enough to be looked at while it grows. */
export function formatElapsed(ms: number): string {
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** Local time of day with milliseconds. `Intl` would cost more than the row it stands in. */
export function formatTime(time: number): string {
  const date = new Date(time);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** Behind a text of which there is the beginning only. */
export function missing(info: CutPartInfo | undefined): string {
  return info?.cut.whole ? `… ${wholeText(info.cut.whole)}` : '';
}
