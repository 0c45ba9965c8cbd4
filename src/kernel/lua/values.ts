/** Lua stacks as readers, writers and sources of values, and the deep copy between two Lua worlds (spec/lua-base §7). */
import type { LuaTypeName, PlainValue, ValueReader, ValueSource, ValueWriter } from '../api.ts';
import type { Failure } from '../errors.ts';
import { PlainWriter } from '../plain.ts';
import { copyDeep } from './copy.ts';
import { pushFailure } from './error-object.ts';
import { plainAt } from './plain-lua.ts';
import { pushPlain } from './push-plain.ts';
import { isInt64, toInt64, pushInt64 } from './stdlib/int64.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

const INT64_MAX = 2n ** 63n - 1n;

/** Reads `count` values of a Lua stack, from index `first` on, where they lie. */
export class LuaReader implements ValueReader {
  readonly count: number;
  readonly L: LuaState;
  readonly first: number;
  #index = 0;

  constructor(L: LuaState, first: number, count: number) {
    this.L = L;
    this.first = first;
    this.count = count;
  }

  select(index: number): void {
    this.#index = this.first + index;
  }

  typeName(): LuaTypeName {
    if (this.#index >= this.first + this.count) return 'nil';
    const name = stack.typeName(this.L, this.#index);
    return name === 'none' ? 'nil' : name;
  }

  boolean(): boolean {
    return stack.toBoolean(this.L, this.#index);
  }

  isInteger(): boolean {
    return stack.isInteger(this.L, this.#index) || isInt64(this.L, this.#index);
  }

  integer(): number | bigint {
    return stack.isInteger(this.L, this.#index) ? stack.toInteger(this.L, this.#index) : toInt64(this.L, this.#index);
  }

  float(): number {
    return stack.toFloat(this.L, this.#index);
  }

  isInt64(): boolean {
    return isInt64(this.L, this.#index);
  }

  bytes(): Uint8Array {
    return stack.toBytes(this.L, this.#index);
  }

  plain(): PlainValue {
    return this.typeName() === 'nil' ? null : plainAt(this.L, this.#index);
  }
}

/** Pushes what is written. */
export class LuaWriter implements ValueWriter {
  readonly L: LuaState;

  constructor(L: LuaState) {
    this.L = L;
  }

  nil(): void {
    stack.pushNil(this.L);
  }
  boolean(value: boolean): void {
    stack.pushBoolean(this.L, value);
  }
  integer(value: number | bigint): void {
    if (typeof value === 'bigint' && value > INT64_MAX) pushInt64(this.L, value);
    else stack.pushInteger(this.L, value);
  }
  float(value: number): void {
    stack.pushFloat(this.L, value);
  }
  bytes(value: Uint8Array): void {
    stack.pushBytes(this.L, value);
  }
  string(value: string): void {
    stack.pushText(this.L, value);
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

  constructor(L: LuaState, first: number, count: number) {
    this.#L = L;
    this.#first = first;
    this.#count = count;
  }

  writeTo(writer: ValueWriter): number {
    for (let index = this.#first; index < this.#first + this.#count; index++) {
      if (writer instanceof LuaWriter) copyDeep(this.#L, index, writer.L);
      else if (writer instanceof PlainWriter) writer.plain(plainAt(this.#L, index));
      else throw new Error('a Lua value can be written to Lua or as plain values only');
    }
    return this.#count;
  }
}

/** Pushes all values of a reader on `L`, copied deep. Returns how many. */
export function pushValues(L: LuaState, values: ValueReader): number {
  for (let index = 0; index < values.count; index++) {
    if (values instanceof LuaReader) copyDeep(values.L, values.first + index, L);
    else {
      values.select(index);
      pushPlain(L, values.plain());
    }
  }
  return values.count;
}
