/** Values as Lua would write them, never longer than asked for: a call may answer with megabytes. */
import type { PlainValue } from '../../kernel/api.ts';

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
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(' '),
);
const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\', '\0': '\\0' };
/** Tables inside tables beyond this depth are shown as `{…}`. */
const maxDepth = 12;
/** How many bytes of a byte string are worth reading in a console. */
const shownBytes = 32;

export function formatValue(value: PlainValue, options: FormatOptions): FormattedValue {
  const writer = new Writer(options);
  writer.value(value, 0);
  return writer.finish();
}

export function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

class Writer {
  readonly #options: FormatOptions;
  #text = '';
  #full = false;

  constructor(options: FormatOptions) {
    this.#options = options;
  }

  finish(): FormattedValue {
    if (!this.#full) return { text: this.#text, truncated: false };
    let end = this.#options.maxLength;
    // A surrogate pair is not cut in half.
    const last = this.#text.charCodeAt(end - 1);
    if (last >= 0xd800 && last <= 0xdbff) end--;
    return { text: `${this.#text.slice(0, end)}…`, truncated: true };
  }

  value(value: PlainValue, depth: number): void {
    if (this.#full) return;
    if (value === null || value === undefined) this.#put('nil');
    else if (typeof value === 'boolean') this.#put(String(value));
    else if (typeof value === 'number' || typeof value === 'bigint') this.#put(formatNumber(value));
    else if (typeof value === 'string') this.#string(value);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (depth >= maxDepth) this.#put('{…}');
    else if (isList(value)) this.#list(value, depth);
    else this.#record(value, depth);
  }

  #put(text: string): void {
    this.#text += text;
    if (this.#text.length > this.#options.maxLength) this.#full = true;
  }

  #string(value: string): void {
    // Only as much as can be shown is escaped.
    const rest = value.slice(0, this.#options.maxLength - this.#text.length + 1);
    // eslint-disable-next-line no-control-regex -- control characters are what has to be made visible
    this.#put(`"${rest.replace(/["\\\u0000-\u001f\u007f]/g, (char) => escapes[char] ?? `\\${char.charCodeAt(0)}`)}"`);
  }

  #bytes(value: Uint8Array): void {
    const hex = Array.from(value.subarray(0, shownBytes), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const unit = value.length === 1 ? 'byte' : 'bytes';
    this.#put(`<${value.length} ${unit}${hex && `: ${hex}`}${value.length > shownBytes ? ' …' : ''}>`);
  }

  #list(items: readonly PlainValue[], depth: number): void {
    this.#table(items.length, depth, (index) => this.value(items[index] ?? null, depth + 1));
  }

  #record(fields: { readonly [key: string]: PlainValue }, depth: number): void {
    const keys = Object.keys(fields);
    this.#table(keys.length, depth, (index) => {
      const key = keys[index] ?? '';
      if (plainKey.test(key) && !reservedWords.has(key)) this.#put(key);
      else {
        this.#put('[');
        this.#string(key);
        this.#put(']');
      }
      this.#put(' = ');
      this.value(fields[key] ?? null, depth + 1);
    });
  }

  #table(count: number, depth: number, item: (index: number) => void): void {
    if (count === 0) return this.#put('{}');
    const block = this.#options.layout === 'block';
    this.#put('{');
    for (let index = 0; index < count && !this.#full; index++) {
      if (index > 0) this.#put(block ? ',' : ', ');
      if (block) this.#put(`\n${'  '.repeat(depth + 1)}`);
      item(index);
    }
    this.#put(block ? `\n${'  '.repeat(depth)}}` : '}');
  }
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

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** Local time of day with milliseconds. `Intl` would cost more than the row it stands in. */
export function formatTime(time: number): string {
  const date = new Date(time);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}
