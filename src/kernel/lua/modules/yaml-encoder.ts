/** Lua values to YAML (spec/lua-modules §15), laid out as Go's `yaml.v3` does, in portions. */
import { isDue, spend, spendBytes, type Portions } from '../../../base/effort.ts';
import { errorOf } from '../error-object.ts';
import { int64Of } from '../stdlib/int64.ts';
import * as cells from '../vm/cells.ts';
import type { Cell } from '../vm/cells.ts';
import { TextBuilder } from '../vm/held.ts';
import type { LuaState } from '../vm/types.ts';
import { EncodeError } from './json-encoder.ts';
import { scalarText } from './yaml-scalar.ts';

const MAX_DEPTH = 128;
/** Fields of one table: they are put in order at once. */
const MAX_FIELDS = 20_000;
const INDENT = 4;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where a value stands: how far in, and whether behind the dash of a list. */
interface Place {
  readonly indent: number;
  readonly isItem: boolean;
  readonly depth: number;
}

export class YamlEncoder implements Portions {
  readonly #out: TextBuilder;
  readonly #order: ReadonlyMap<string, number>;
  readonly #work: Generator<void, void>;
  readonly #path = new Set<unknown>();

  /** Of the value at `index`; `order` names fields that come before the others. {@link work} throws {@link EncodeError}. */
  constructor(L: LuaState, index: number, order: readonly string[] = []) {
    const cell = cells.cellOf(L, index);
    this.#out = new TextBuilder(L);
    this.#order = new Map(order.map((name, position) => [name, position]));
    this.#work = this.#document(cell);
  }

  work(): boolean {
    return this.#work.next().done === true;
  }

  /** Pushes the text when the work is done. */
  push(): number {
    return this.#out.push();
  }

  pushing(): Portions {
    return this.#out.pushing();
  }

  *#document(cell: Cell): Generator<void, void> {
    yield* this.#value(cell, { indent: -INDENT, isItem: false, depth: 0 }, 'top');
  }

  /** `after`: what was written before it in its line. */
  *#value(cell: Cell, place: Place, after: 'top' | 'key' | 'dash'): Generator<void, void> {
    spend(1);
    while (isDue()) yield;
    if (cells.cellType(cell) === 'table' && cells.entryCount(cell) > 0) {
      yield* this.#table(cell, place, after);
      return;
    }
    if (after !== 'top') this.#out.ascii(' ');
    this.#out.text(this.#scalar(cell, place));
    this.#out.ascii('\n');
  }

  *#table(cell: Cell, place: Place, after: 'top' | 'key' | 'dash'): Generator<void, void> {
    if (place.depth >= MAX_DEPTH) throw new EncodeError(`nested more than ${MAX_DEPTH} deep`);
    if (this.#path.has(cell.value)) throw new EncodeError('a table is inside of itself');
    this.#path.add(cell.value);
    const indent = nextIndent(place);
    // What follows a dash begins in its line.
    let isFirst = after === 'dash';
    if (after === 'key') this.#out.ascii('\n');
    const begin = (): void => {
      this.#out.ascii(isFirst ? ' ' : ' '.repeat(indent));
      isFirst = false;
    };
    const length = lengthOfList(cell);
    for (let index = 1; index <= length; index++) {
      begin();
      this.#out.ascii('-');
      const item = cells.entryAt(cell, index)?.value ?? cells.NIL_CELL;
      yield* this.#value(item, { indent, isItem: true, depth: place.depth + 1 }, 'dash');
    }
    for (const { name, value } of length > 0 ? [] : this.#fields(cell)) {
      begin();
      this.#out.text(scalarText(name, indent + INDENT));
      this.#out.ascii(':');
      yield* this.#value(value, { indent, isItem: false, depth: place.depth + 1 }, 'key');
    }
    this.#path.delete(cell.value);
  }

  #fields(cell: Cell): { readonly name: string; readonly value: Cell }[] {
    const count = cells.entryCount(cell);
    if (count > MAX_FIELDS) throw new EncodeError(`a table has more than ${MAX_FIELDS} fields`);
    spend(count);
    const fields: { readonly name: string; readonly value: Cell }[] = [];
    for (let entry = cells.firstEntry(cell); entry; entry = entry.n) {
      const bytes = cells.cellBytes(entry.key);
      spendBytes(bytes.length);
      const isText = cells.cellType(entry.key) === 'string';
      fields.push({ name: isText ? decoder.decode(bytes) : cells.displayCell(entry.key), value: entry.value });
    }
    const rank = (name: string): number => this.#order.get(name) ?? Infinity;
    return fields.toSorted((a, b) => {
      const [first, second] = [rank(a.name), rank(b.name)];
      return first === second ? (a.name < b.name ? -1 : 1) : first - second;
    });
  }

  #scalar(cell: Cell, place: Place): string {
    switch (cells.cellType(cell)) {
      case 'boolean':
        return String(cells.cellBoolean(cell));
      case 'number':
        return numberText(cell);
      case 'string': {
        const bytes = cells.cellBytes(cell);
        spendBytes(8 * bytes.length);
        return scalarText(decoder.decode(bytes), nextIndent(place));
      }
      case 'table':
        return '[]';
      case 'userdata': {
        const integer = int64Of(cell);
        if (integer !== null) return String(integer);
        const error = errorOf(cell);
        return error ? scalarText(error.failure.message, nextIndent(place)) : 'null';
      }
      default:
        return 'null';
    }
  }
}

/** Within a list just past its dash, else at the next multiple. */
function nextIndent({ indent, isItem }: Place): number {
  return isItem ? indent + 2 : INDENT * Math.floor((indent + INDENT) / INDENT);
}

function lengthOfList(cell: Cell): number {
  const count = cells.entryCount(cell);
  return cells.border(cell) === count ? count : 0;
}

function numberText(cell: Cell): string {
  const number = Number(cells.cellNumber(cell));
  if (Number.isNaN(number)) return '.nan';
  if (!Number.isFinite(number)) return number > 0 ? '.inf' : '-.inf';
  return cells.displayCell(cell);
}
