/** Lua values to other forms: for the page, the console and the details of errors. */
import { isDue, spend, spendBytes, type Portions } from '../../base/effort.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { ValueWriter } from '../../contract/values.ts';
import { bytesToPlain, omitRest, PlainWriter } from '../../contract/plain.ts';
import { ValueTooDeep, WriterFull } from '../../wit/codec.ts';
import { errorOf } from './error-object.ts';
import { int64Of } from './stdlib/int64.ts';
import * as cells from './vm/cells.ts';
import type { Cell, TableEntry } from './vm/cells.ts';
import type { LuaState } from './vm/types.ts';

/** Tables in tables: a table inside of itself ends here. More than WIT types nest (TypeLimits in ../wit/types.ts). */
const MAX_DEPTH = 128;
/** Keys are only looked at. */
const KEYS_PER_UNIT = 8;
/** Holes that are written out, at most: a table of two entries must not make an array of a thousand million. */
const MAX_HOLES = 10_000;
/** What the details of an error may hold. */
const MAX_VALUES = 10_000;

/**
 * A copy of the value at `index`. Throws `WriterFull` where it has more than a few thousand values, or more text than
 * `textBytes`, a string counted as often as it is in there.
 */
export function plainAt(L: LuaState, index: number, textBytes = Infinity): PlainValue {
  return plainOfCell(cells.cellOf(L, index), MAX_VALUES, textBytes);
}

/** As {@link plainAt}. */
export function plainOfCell(cell: Cell, values = MAX_VALUES, textBytes = Infinity): PlainValue {
  const writer = new CountedWriter({ values, textBytes, longest: Infinity });
  writeCell(cell, writer);
  return writer.values[0] ?? null;
}

/** Takes no more text than it may: a string that Lua has once is a copy for each place that it is in. */
class CountedWriter extends PlainWriter {
  override bytes(value: Uint8Array): void {
    this.#take(value.length);
    super.bytes(value);
  }
  override setField(key: string): void {
    this.#take(key.length);
    super.setField(key);
  }
  #take(textBytes: number): void {
    this.limits.textBytes -= textBytes;
    if (this.limits.textBytes < 0) throw new WriterFull();
  }
}

/**
 * Writes one value. A table with keys within 1..`#t` makes an array, with nil for a hole, and so does one with keys within
 * 1..n beside a field `n`; any other is written by its fields, whose keys that are not strings take their text. What has no
 * plain form (functions, threads, other userdata) is opaque. What is more than the writer takes is left out where it has a way
 * to say so; throws `WriterFull` where it has none.
 */
export function writeCell(cell: Cell, to: ValueWriter): void {
  const writing = new CellWriting([cell], to);
  while (!writing.work());
}

/** A table that is being written. */
interface OpenTable {
  readonly cell: Cell;
  /** Positions of an array; 0 for what is written by its fields; null until it is known. */
  length: number | null;
  /** Of an array, the position that is written. */
  index: number;
  /** The next entry to be looked at or written, in the order in which they were made. */
  entry: TableEntry | undefined;
  /** Of the field that is written. */
  key: string;
}

/**
 * Writes values as {@link writeCell} does each, in portions, until the writer is full. What is changed meanwhile may show, and breaks
 * nothing.
 */
export class CellWriting implements Portions {
  readonly #values: readonly Cell[];
  readonly #to: ValueWriter;
  readonly #isList: boolean;
  #written = 0;
  /** Each is written into the one before it. */
  readonly #tables: OpenTable[] = [];

  /** `fieldsOf`: a table whose fields come first, into the map that was begun for them; `isList`: the values become one list. */
  constructor(
    values: readonly Cell[],
    to: ValueWriter,
    { fieldsOf, isList = false }: { readonly fieldsOf?: Cell; readonly isList?: boolean } = {},
  ) {
    this.#values = values;
    this.#to = to;
    this.#isList = isList;
    if (fieldsOf) this.#open(fieldsOf, 0);
    if (isList) to.list(values.length);
  }

  work(): boolean {
    for (;;) {
      const table = this.#tables.at(-1);
      if (table) this.#goOn(table);
      else if (!this.#next()) return true;
      if (isDue() && (this.#tables.length > 0 || this.#written < this.#values.length)) return false;
    }
  }

  /** Begins the next value; false where there is none. */
  #next(): boolean {
    const count = this.#written;
    if (this.#isList && count > 0) this.#to.setIndex(count);
    const value = this.#values[count];
    if (value === undefined) return false;
    // Each may be large, and nobody looks at what comes after.
    if (count > 0 && this.#to.isFull === true) {
      if (this.#isList) omitRest(this.#to, this.#values.length);
      return false;
    }
    this.#written++;
    this.#write(value);
    return true;
  }

  #open(cell: Cell, length: number | null): void {
    this.#tables.push({ cell, length, index: 0, entry: cells.firstEntry(cell), key: '' });
  }

  #goOn(table: OpenTable): void {
    if (table.length === null) this.#measure(table);
    else if (table.length > 0) this.#writeItems(table, table.length);
    else this.#writeFields(table);
  }

  /** False for a table, which is begun. */
  #write(cell: Cell): boolean {
    spend(1);
    if (cells.cellType(cell) !== 'table') {
      writeSimple(cell, this.#to);
      return true;
    }
    if (this.#tables.length < MAX_DEPTH) {
      this.#open(cell, null);
      return false;
    }
    if (!this.#to.omitRest) throw new ValueTooDeep(MAX_DEPTH);
    this.#to.map();
    this.#to.omitRest(cells.entryCount(cell));
    return true;
  }

  /** How long an array the table makes. */
  #measure(table: OpenTable): void {
    const { cell } = table;
    const count = cells.entryCount(cell);
    const n = cells.entryOf(cell, 'n')?.value;
    const isCounted = n !== undefined && cells.isIntegerCell(n);
    const positions = isCounted ? count - 1 : count;
    const length = isCounted ? Number(cells.cellNumber(n)) : cells.border(cell);
    // A table that holds a number called `n` and no positions is no list, nor is one with next to nothing in it.
    let isArray = positions > 0 && length >= positions && length <= positions + MAX_HOLES;
    while (isArray && table.entry) {
      const { key, value, n: next } = table.entry;
      const position = cells.isIntegerCell(key) ? cells.cellNumber(key) : 0;
      isArray = (isCounted && value === n) || (position >= 1 && position <= length);
      table.entry = next;
      spend(1 / KEYS_PER_UNIT);
      if (isDue()) return;
    }
    table.length = isArray ? length : 0;
    table.entry = cells.firstEntry(cell);
    if (isArray) this.#to.list(length);
    else this.#to.map();
  }

  #writeItems(table: OpenTable, length: number): void {
    const to = this.#to;
    while (table.index < length) {
      if (to.isFull === true) {
        omitRest(to, length);
        break;
      }
      const item = this.#item(table, ++table.index);
      if (item === undefined) to.nil();
      else if (!this.#write(item.value)) return;
      to.setIndex(table.index);
      if (isDue()) return;
    }
    this.#close();
  }

  /** Lists are mostly made in order: then there is nothing to look for. */
  #item(table: OpenTable, position: number): TableEntry | undefined {
    const { entry } = table;
    if (!entry || cells.isRemoved(entry) || !cells.isIntegerCell(entry.key) || cells.cellNumber(entry.key) !== position)
      return cells.entryAt(table.cell, position);
    table.entry = entry.n;
    return entry;
  }

  #writeFields(table: OpenTable): void {
    const to = this.#to;
    for (let entry = table.entry; entry; entry = table.entry) {
      if (to.isFull === true) {
        omitRest(to, cells.entryCount(table.cell));
        break;
      }
      table.entry = entry.n;
      if (cells.isRemoved(entry)) continue;
      table.key = keyOf(entry.key);
      if (!this.#write(entry.value)) return;
      to.setField(table.key);
      if (isDue()) return;
    }
    this.#close();
  }

  /** Puts the last table into the one that it was found in. */
  #close(): void {
    this.#tables.pop();
    const outer = this.#tables.at(-1);
    if (!outer) return;
    if (outer.length) this.#to.setIndex(outer.index);
    else this.#to.setField(outer.key);
  }
}

function writeSimple(cell: Cell, to: ValueWriter): void {
  switch (cells.cellType(cell)) {
    case 'boolean':
      return to.boolean(cells.cellBoolean(cell));
    case 'number':
      return cells.isIntegerCell(cell) ? to.integer(cells.cellNumber(cell)) : to.float(Number(cells.cellNumber(cell)));
    case 'string':
      return writeBytes(cells.cellBytes(cell), to);
    case 'userdata': {
      const integer = int64Of(cell);
      if (integer !== null) return to.integer(integer);
      const error = errorOf(cell);
      return error ? to.failure(error.failure) : writeOpaque(to);
    }
    case 'nil':
      return to.nil();
    default:
      return writeOpaque(to);
  }
}

function writeOpaque(to: ValueWriter): void {
  if (to.opaque) to.opaque();
  else to.nil();
}

function writeBytes(bytes: Uint8Array, to: ValueWriter): void {
  const { longest } = to;
  spendBytes(Math.min(bytes.length, longest ?? Infinity));
  if (longest === undefined || bytes.length <= longest) to.bytes(bytes.slice());
  else to.beginning?.(bytes.subarray(0, longest), bytes.length);
}

function keyOf(key: Cell): string {
  if (cells.cellType(key) !== 'string') return cells.displayCell(key);
  const text = bytesToPlain(cells.cellBytes(key));
  return typeof text === 'string' ? text : cells.displayCell(key);
}
