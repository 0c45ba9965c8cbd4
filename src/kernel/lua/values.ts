/** Lua stacks as readers, writers and sources of values, and the deep copy between two Lua worlds (spec/lua-base §7). */
import { INT64_MAX } from '../../base/integers.ts';
import type { Dispose } from '../../base/disposable.ts';
import { spend, spendBytes, type Portions } from '../../base/effort.ts';
import type { PlainValue } from '../../contract/api.ts';
import type {
  HeldValues,
  LuaTypeName,
  TableKey,
  ValueReader,
  ValueSource,
  ValueWriter,
} from '../../contract/values.ts';
import type { Failure } from '../../contract/errors.ts';
import { nameIn } from '../../wit/utf8.ts';
import { copyDeep } from './copy.ts';
import type { DeepCopy } from './deep-copy.ts';
import { pushFailure } from './error-object.ts';
import { CellWriting, plainOfCell, writeCell } from './plain-lua.ts';
import { PlainPushing } from './push-plain.ts';
import { int64Of, pushInt64 } from './stdlib/int64.ts';
import * as cells from './vm/cells.ts';
import type { Cell } from './vm/cells.ts';
import * as stack from './vm/stack.ts';
import { StackWriter } from './vm/stack-writer.ts';
import type { LuaState } from './vm/types.ts';

/**
 * Reads `count` values of a Lua stack, from index `first` on, where they lie. Only while the code that owns the stack is
 * suspended; other code of its world may change tables between two turns.
 */
export class LuaReader implements ValueReader {
  readonly count: number;
  readonly L: LuaState;
  readonly first: number;
  #cell: Cell = cells.NIL_CELL;
  /** The tables that the current value was entered from. */
  readonly #outer: Cell[] = [];
  /**
   * The entry after the one that was entered last, or the first: tables are mostly read in the order in which they were made, so it is
   * looked at before an entry is looked for.
   */
  #next: cells.TableEntry | undefined;
  readonly #outerNext: (cells.TableEntry | undefined)[] = [];

  constructor(L: LuaState, first: number, count: number) {
    this.L = L;
    this.first = first;
    this.count = count;
  }

  select(index: number): void {
    this.#outer.length = this.#outerNext.length = 0;
    this.#at(index < this.count ? cells.cellOf(this.L, this.first + index) : cells.NIL_CELL);
  }

  typeName(): LuaTypeName {
    return cells.cellType(this.#cell);
  }

  boolean(): boolean {
    return cells.cellBoolean(this.#cell);
  }

  isInteger(): boolean {
    return cells.isIntegerCell(this.#cell) || this.isInt64();
  }

  integer(): number | bigint {
    return cells.isIntegerCell(this.#cell) ? cells.cellNumber(this.#cell) : (int64Of(this.#cell) ?? 0);
  }

  float(): number {
    return Number(cells.cellNumber(this.#cell));
  }

  isInt64(): boolean {
    return int64Of(this.#cell) !== null;
  }

  bytes(): Uint8Array {
    return cells.cellBytes(this.#cell);
  }

  keyCount(): number {
    return cells.entryCount(this.#cell);
  }

  enterField(key: string): boolean {
    const next = this.#next;
    return this.#enter(isHere(next) && cells.isOf(next, key) ? next : cells.entryOf(this.#cell, key));
  }

  enterIndex(index: number): boolean {
    const next = this.#next;
    return this.#enter(isHere(next) && cells.isAt(next, index) ? next : cells.entryAt(this.#cell, index));
  }

  identity(): unknown {
    return this.#cell.value;
  }

  leave(): void {
    this.#cell = this.#outer.pop() ?? cells.NIL_CELL;
    this.#next = this.#outerNext.pop();
  }

  *keys(): Generator<TableKey, void> {
    for (let entry = cells.firstEntry(this.#cell); entry; entry = entry.n) {
      if (cells.isRemoved(entry)) continue;
      const type = cells.cellType(entry.key);
      if (type === 'number') yield cells.cellNumber(entry.key);
      else yield type === 'string' ? nameIn(cells.cellBytes(entry.key)) : { type };
    }
  }

  plain(): PlainValue {
    return plainOfCell(this.#cell, Infinity);
  }

  writeTo(writer: ValueWriter): void {
    writeCell(this.#cell, writer);
  }

  holdList(): HeldValues {
    const { L, first } = this;
    const values = Array.from({ length: this.count }, (_, index) => stack.keepCell(L, first + index));
    const writing = (writer: ValueWriter): CellWriting => new CellWriting(values, writer, { isList: true });
    return {
      writing,
      writeTo(writer) {
        finish(writing(writer));
        return 1;
      },
      letGo: () => {},
    };
  }

  #enter(entry: cells.TableEntry | undefined): boolean {
    if (entry === undefined) return false;
    this.#outer.push(this.#cell);
    this.#outerNext.push(entry.n);
    this.#at(entry.value);
    return true;
  }

  #at(cell: Cell): void {
    this.#cell = cell;
    this.#next = cells.firstEntry(cell);
  }
}

/** Values that are read in several turns may be changed between them. */
function isHere(entry: cells.TableEntry | undefined): entry is cells.TableEntry {
  return entry !== undefined && !cells.isRemoved(entry);
}

/** Pushes what is written, and spends for it: whoever writes may do so in portions. */
export class LuaWriter extends StackWriter implements ValueWriter {
  override bytes(value: Uint8Array): void {
    spendBytes(value.length);
    super.bytes(value);
  }
  override setIndex(index: number): void {
    spend(1);
    super.setIndex(index);
  }
  override setField(key: string): void {
    spend(1);
    super.setField(key);
  }
  override integer(value: number | bigint): void {
    if (typeof value === 'bigint' && value > INT64_MAX) pushInt64(this.L, value);
    else super.integer(value);
  }
  failure(value: Failure): void {
    pushFailure(this.L, value);
  }
}

/** Values that lie on a Lua stack, copied deep to wherever they are written. */
export class LuaSource implements ValueSource {
  readonly #L: LuaState;
  readonly #first: number;
  readonly #count: number;
  readonly #keep: () => Dispose;

  /** `keep` makes the values stay as they are until its undo is called, also when their process has ended. */
  constructor(L: LuaState, first: number, count: number, keep: () => Dispose) {
    this.#L = L;
    this.#first = first;
    this.#count = count;
    this.#keep = keep;
  }

  writeTo(writer: ValueWriter): number {
    if (writer instanceof LuaWriter) finish(copyDeep(this.#L, this.#first, this.#count, writer.L));
    else finish(this.#writing(writer));
    return this.#count;
  }

  hold(): HeldValues {
    return {
      writeTo: (writer) => this.writeTo(writer),
      writing: (writer) => this.#writing(writer),
      letGo: this.#keep(),
    };
  }

  /** Begins the copy to another Lua stack; {@link keep} the values for as long as it takes. */
  copyTo(to: LuaState): DeepCopy {
    return copyDeep(this.#L, this.#first, this.#count, to);
  }

  keep(): Dispose {
    return this.#keep();
  }

  #writing(writer: ValueWriter): CellWriting {
    const values = Array.from({ length: this.#count }, (_, index) => cells.cellOf(this.#L, this.#first + index));
    return new CellWriting(values, writer);
  }
}

/** Does all the work at once; who oversees it may end it. */
function finish(work: Portions): void {
  while (!work.work());
}

/** Begins to push all values of a reader on `L`, copied deep: they lie there at once, and are whole when the work is done. */
export function pushValues(L: LuaState, values: ValueReader): DeepCopy {
  if (values instanceof LuaReader) return copyDeep(values.L, values.first, values.count, L);
  const pushing = new PlainPushing(new LuaWriter(L));
  for (let index = 0; index < values.count; index++) {
    values.select(index);
    pushing.push(values.plain());
  }
  return pushing;
}
