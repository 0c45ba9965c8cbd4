/** Lua values to JSON (spec/lua-modules §8), in portions: tables may share their parts and stand for more text than anybody waits for. */
import { isDue, spend, spendBytes, type Portions } from '../../../base/effort.ts';
import { errorOf } from '../error-object.ts';
import { int64Of } from '../stdlib/int64.ts';
import { TextBuilder } from '../vm/held.ts';
import * as cells from '../vm/cells.ts';
import type { Cell, TableEntry } from '../vm/cells.ts';
import type { LuaState } from '../vm/types.ts';
import { REPLACEMENT, sequenceLength } from './utf8-sequence.ts';

const MAX_DEPTH = 128;
/** Entries, or bytes of one string, between two payments. */
const PORTION = 4096;
const encoder = new TextEncoder();
const NULL = encoder.encode('null');
const [COMMA, COLON, QUOTE, BACKSLASH] = [0x2c, 0x3a, 0x22, 0x5c];
const CLOSING = { list: 0x5d, object: 0x7d } as const;
/** What JSON writes for the control characters that have a letter. */
const LETTERS: Readonly<Record<number, string>> = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r' };

/** Why a value has no JSON form; the user's mistake. */
export class EncodeError extends Error {}

/** A table whose text is begun. What it held at the beginning counts: code that runs between portions may change it. */
interface Open {
  readonly identity: unknown;
  readonly kind: 'list' | 'object';
  readonly entries: readonly TableEntry[];
  next: number;
  isFirst: boolean;
}

/** A string whose text is begun. */
interface OpenText {
  readonly bytes: Uint8Array;
  at: number;
}

export class JsonEncoder implements Portions {
  readonly #out: TextBuilder;
  readonly #open: Open[] = [];
  readonly #path = new Set<unknown>();
  #text: OpenText | null = null;

  /** Throws {@link EncodeError}, also from {@link work}. */
  constructor(L: LuaState, index: number) {
    this.#out = new TextBuilder(L);
    this.#value(cells.cellOf(L, index));
  }

  /** Pushes the text when the work is done. Return what this returns. */
  push(): number {
    return this.#out.push();
  }

  pushing(): Portions {
    return this.#out.pushing();
  }

  work(): boolean {
    for (;;) {
      if (isDue()) return false;
      if (this.#text) {
        if (!this.#moreText(this.#text)) return false;
        this.#endText();
      }
      const table = this.#open.at(-1);
      if (!table) return true;
      this.#item(table);
    }
  }

  #item(table: Open): void {
    spend(1);
    const entry = table.entries[table.next++];
    if (!entry) {
      this.#out.byte(CLOSING[table.kind]);
      this.#path.delete(table.identity);
      this.#open.pop();
      return;
    }
    // Code that ran between portions may have taken it out.
    const isRemoved = cells.isRemoved(entry);
    if (isRemoved && table.kind === 'object') return;
    if (table.isFirst) table.isFirst = false;
    else this.#out.byte(COMMA);
    if (isRemoved) {
      this.#out.bytes(NULL);
      return;
    }
    if (table.kind === 'object') {
      this.#string(cells.cellBytes(entry.key));
      // A key is never left off, however long.
      while (this.#text) if (this.#moreText(this.#text)) this.#endText();
      this.#out.byte(COLON);
    }
    this.#value(entry.value);
  }

  #value(cell: Cell): void {
    switch (cells.cellType(cell)) {
      case 'boolean':
        this.#out.ascii(cells.cellBoolean(cell) ? 'true' : 'false');
        break;
      case 'number':
        this.#number(cells.cellNumber(cell));
        break;
      case 'string':
        this.#string(cells.cellBytes(cell));
        break;
      case 'table':
        this.#table(cell);
        break;
      case 'userdata': {
        const integer = int64Of(cell);
        const error = integer === null ? errorOf(cell) : null;
        if (integer !== null) this.#out.ascii(integer.toString());
        else if (error) this.#string(encoder.encode(error.failure.message));
        else this.#out.bytes(NULL);
        break;
      }
      default:
        this.#out.bytes(NULL);
    }
  }

  #number(value: number | bigint): void {
    if (typeof value === 'number' && !Number.isFinite(value)) this.#out.bytes(NULL);
    else this.#out.ascii(Object.is(value, -0) ? '0' : String(value));
  }

  #table(cell: Cell): void {
    const identity = cell.value;
    if (this.#path.has(identity)) throw new EncodeError('cannot encode recursively nested tables to JSON');
    if (this.#open.length >= MAX_DEPTH) throw new EncodeError(`cannot encode tables nested deeper than ${MAX_DEPTH}`);
    const table = openTable(cell);
    this.#path.add(identity);
    this.#open.push(table);
    this.#out.byte(table.kind === 'list' ? 0x5b : 0x7b);
  }

  #string(bytes: Uint8Array): void {
    this.#out.byte(QUOTE);
    this.#text = { bytes, at: 0 };
    // The most are short.
    if (bytes.length < PORTION && this.#moreText(this.#text)) this.#endText();
  }

  #endText(): void {
    this.#text = null;
    this.#out.byte(QUOTE);
  }

  /** False where the slice is over. */
  #moreText(text: OpenText): boolean {
    const { bytes } = text;
    while (text.at < bytes.length) {
      const end = Math.min(bytes.length, text.at + PORTION);
      spendBytes(end - text.at);
      text.at = this.#escaped(bytes, text.at, end);
      if (isDue() && text.at < bytes.length) return false;
    }
    return true;
  }

  /** Writes `bytes[from..end-1]` and what is left of the last character; answers where that ends. */
  #escaped(bytes: Uint8Array, from: number, end: number): number {
    let written = from;
    let at = from;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH) {
        at++;
        continue;
      }
      const length = byte < 0x80 ? 0 : sequenceLength(bytes, at);
      if (length > 0) {
        at += length;
        continue;
      }
      this.#out.range(bytes, written, at);
      if (length < 0) this.#out.bytes(REPLACEMENT);
      else if (byte >= 0x20) this.#out.ascii(byte === QUOTE ? '\\"' : '\\\\');
      else this.#out.ascii(LETTERS[byte] ?? `\\u${byte.toString(16).padStart(4, '0')}`);
      at += length < 0 ? -length : 1;
      written = at;
    }
    this.#out.range(bytes, written, at);
    return at;
  }
}

/** A table with string keys is an object, one with the keys 1..n a list, and so is an empty one that never had string keys. */
function openTable(cell: Cell): Open {
  const entries: TableEntry[] = [];
  let texts = 0;
  let inOrder = true;
  for (let entry = cells.firstEntry(cell); entry; entry = entry.n) {
    if (entries.length % PORTION === 0) spend(PORTION >> 3);
    const type = cells.cellType(entry.key);
    if (type === 'string') texts++;
    else if (!cells.isIntegerCell(entry.key)) throw new EncodeError(`cannot encode mixed-key table: ${type} key`);
    else if (cells.cellNumber(entry.key) !== entries.length + 1) inOrder = false;
    entries.push(entry);
  }
  const identity = cell.value;
  if (entries.length === 0 ? cells.hadTextKeys(cell) : texts === entries.length)
    return { identity, kind: 'object', entries, next: 0, isFirst: true };
  if (texts > 0) throw new EncodeError('cannot encode mixed-key table: both string and integer keys');
  if (inOrder) return { identity, kind: 'list', entries, next: 0, isFirst: true };
  const items: TableEntry[] = [];
  for (let position = 1; position <= entries.length; position++) {
    if (position % PORTION === 0) spend(PORTION >> 3);
    const entry = cells.entryAt(cell, position);
    if (!entry) throw new EncodeError(`cannot encode sparse array: no value at index ${position}`);
    items.push(entry);
  }
  return { identity, kind: 'list', entries: items, next: 0, isFirst: true };
}
