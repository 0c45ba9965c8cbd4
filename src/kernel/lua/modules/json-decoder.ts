/** JSON to Lua values (spec/lua-modules §8, RFC 8259), straight on the stack and in portions. */
import { INT64_MAX, INT64_MIN, UINT64_MAX } from '../../../base/integers.ts';
import { isDue, spend, spendBytes, type Portions } from '../../../base/effort.ts';
import { pushInt64 } from '../stdlib/int64.ts';
import type { Key } from '../vm/cells.ts';
import { TextBuilder, type Joining } from '../vm/held.ts';
import { StackWriter } from '../vm/stack-writer.ts';
import type { LuaState } from '../vm/types.ts';
import { DecodeError, describeControl, expectedIn, foundAt, placeOf, type State } from './json-mistakes.ts';
import { REPLACEMENT, sequenceLength } from './utf8-sequence.ts';

/** As in Go's encoding/json. */
const MAX_DEPTH = 10_000;
/** Bytes of one string or of blanks between two payments. */
const PORTION = 4096;
/** A string from so many bytes on is copied in portions. */
const LONG_BYTES = 1 << 20;
/** Numbers of more characters are refused: converting one would take too long. */
const MAX_NUMERAL = 65_536;
/** Integers shorter than this are exact as JavaScript numbers. */
const SAFE_DIGITS = 15;
/** More digits than 64 bits have. */
const TOO_MANY_DIGITS = 20;

const [QUOTE, BACKSLASH, MINUS, DOT, ZERO, NINE, COLON, COMMA] = [0x22, 0x5c, 0x2d, 0x2e, 0x30, 0x39, 0x3a, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const ESCAPES: ReadonlyMap<number, number> = new Map([
  [QUOTE, QUOTE],
  [BACKSLASH, BACKSLASH],
  [0x2f, 0x2f],
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
]);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A list or an object that is begun. */
interface Open {
  readonly kind: 'list' | 'object';
  /** Of the item that is being read: the key, or the position. */
  key: Key | null;
  position: number;
}

/** A string that is begun. */
interface OpenText {
  readonly use: 'key' | 'value';
  /** From here on nothing has been copied. */
  from: number;
  /** Its bytes in the text are not its value: the builder has the first part. */
  isBuilt: boolean;
}

export class JsonDecoder implements Portions {
  readonly #L: LuaState;
  readonly #bytes: Uint8Array;
  readonly #to: StackWriter;
  readonly #builder: TextBuilder;
  readonly #open: Open[] = [];
  #at = 0;
  #state: State = 'value';
  #text: OpenText | null = null;
  /** A long string that was read. */
  #joining: { readonly whole: Joining; readonly use: OpenText['use'] } | null = null;

  /** Pushes one value on `L` when the work is done. `bytes` are borrowed. */
  constructor(L: LuaState, bytes: Uint8Array) {
    this.#L = L;
    this.#bytes = bytes;
    // Below all values, where it stays.
    this.#builder = new TextBuilder(L);
    this.#to = new StackWriter(L);
  }

  /** Throws {@link DecodeError}. */
  work(): boolean {
    const bytes = this.#bytes;
    for (;;) {
      if (this.#joining && !this.#joinOn(this.#joining)) return false;
      if (this.#text && !this.#moreText(this.#text)) return false;
      if (this.#joining) continue;
      if (isDue() || !this.#skipBlanks()) return false;
      if (this.#at >= bytes.length) {
        if (this.#state === 'end') return true;
        throw new DecodeError(
          `unexpected end of the text, expected ${expectedIn(this.#state, this.#open.at(-1)?.kind ?? null)}`,
        );
      }
      spend(1);
      this.#step(bytes[this.#at] ?? 0);
    }
  }

  #skipBlanks(): boolean {
    const bytes = this.#bytes;
    for (
      let byte = bytes[this.#at];
      byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
      byte = bytes[++this.#at]
    ) {
      if (this.#at % PORTION !== 0) continue;
      spendBytes(PORTION);
      if (isDue()) {
        this.#at++;
        return false;
      }
    }
    return true;
  }

  #step(byte: number): void {
    switch (this.#state) {
      case 'value or ]':
        if (byte === CLOSE_LIST) this.#close();
        else this.#value(byte);
        break;
      case 'value':
        this.#value(byte);
        break;
      case 'key or }':
        if (byte === CLOSE_OBJECT) this.#close();
        else this.#key(byte);
        break;
      case 'key':
        this.#key(byte);
        break;
      case 'colon':
        if (byte !== COLON) throw this.#unexpected();
        this.#at++;
        this.#state = 'value';
        break;
      case 'comma':
        this.#afterItem(byte);
        break;
      case 'end':
        throw this.#unexpected();
    }
  }

  #afterItem(byte: number): void {
    const kind = this.#open.at(-1)?.kind;
    if (byte === (kind === 'list' ? CLOSE_LIST : CLOSE_OBJECT)) this.#close();
    else if (byte === COMMA) {
      this.#at++;
      this.#state = kind === 'list' ? 'value' : 'key';
    } else throw this.#unexpected();
  }

  #key(byte: number): void {
    if (byte !== QUOTE) throw this.#unexpected();
    this.#text = { use: 'key', from: ++this.#at, isBuilt: false };
  }

  #value(byte: number): void {
    if (byte === QUOTE) this.#text = { use: 'value', from: ++this.#at, isBuilt: false };
    else if (byte === OPEN_OBJECT) this.#begin('object');
    else if (byte === OPEN_LIST) this.#begin('list');
    else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      this.#number();
      this.#done();
    } else {
      if (this.#word('true')) this.#to.boolean(true);
      else if (this.#word('false')) this.#to.boolean(false);
      else if (this.#word('null')) this.#to.nil();
      else throw this.#unexpected();
      this.#done();
    }
  }

  #begin(kind: Open['kind']): void {
    if (this.#open.length >= MAX_DEPTH)
      throw new DecodeError(`lists and objects are nested deeper than ${MAX_DEPTH} at ${this.#place(this.#at)}`);
    if (kind === 'list') this.#to.list(0);
    else this.#to.map();
    this.#open.push({ kind, key: null, position: 0 });
    this.#at++;
    this.#state = kind === 'list' ? 'value or ]' : 'key or }';
  }

  #close(): void {
    this.#at++;
    this.#open.pop();
    this.#done();
  }

  /** A value lies on top: puts it where it belongs. */
  #done(): void {
    const into = this.#open.at(-1);
    if (!into) {
      this.#state = 'end';
      return;
    }
    if (into.key) this.#to.setKey(into.key);
    else {
      this.#to.announce(1);
      this.#to.setIndex(++into.position);
    }
    into.key = null;
    this.#state = 'comma';
  }

  #word(word: string): boolean {
    for (let at = 0; at < word.length; at++) if (this.#bytes[this.#at + at] !== word.charCodeAt(at)) return false;
    this.#at += word.length;
    return true;
  }

  /* -------------------------------------------------------------- strings */

  /** Reads on in a string; false where the slice is over. */
  #moreText(text: OpenText): boolean {
    const bytes = this.#bytes;
    let paidUntil = this.#at + PORTION;
    for (;;) {
      if (this.#at >= paidUntil) {
        spendBytes(PORTION);
        paidUntil = this.#at + PORTION;
        if (isDue()) return false;
      }
      const byte = bytes[this.#at];
      if (byte === undefined) throw new DecodeError('unexpected end of the text in a string');
      if (byte === QUOTE) break;
      if (byte < 0x20)
        throw new DecodeError(
          `unexpected ${describeControl(byte)} in a string at ${this.#place(this.#at)}, it must be escaped`,
        );
      if (byte === BACKSLASH) this.#escape(text);
      else if (byte < 0x80) this.#at++;
      else this.#character(text);
    }
    this.#endText(text);
    return true;
  }

  #character(text: OpenText): void {
    const length = sequenceLength(this.#bytes, this.#at);
    if (length > 0) {
      this.#at += length;
      return;
    }
    this.#copied(text).bytes(REPLACEMENT);
    this.#at -= length;
    text.from = this.#at;
  }

  /** The builder, with all that stands before this place. */
  #copied(text: OpenText): TextBuilder {
    text.isBuilt = true;
    this.#builder.range(this.#bytes, text.from, this.#at);
    return this.#builder;
  }

  #escape(text: OpenText): void {
    const builder = this.#copied(text);
    const letter = this.#bytes[this.#at + 1] ?? 0;
    const plain = ESCAPES.get(letter);
    if (plain !== undefined) {
      builder.byte(plain);
      this.#at += 2;
    } else if (letter === 0x75) {
      let units = String.fromCharCode(this.#unit(this.#at));
      this.#at += 6;
      const isHigh = units >= '\uD800' && units < '\uDC00';
      if (isHigh && this.#bytes[this.#at] === BACKSLASH && this.#bytes[this.#at + 1] === 0x75) {
        const low = String.fromCharCode(this.#unit(this.#at));
        if (low >= '\uDC00' && low <= '\uDFFF') {
          units += low;
          this.#at += 6;
        }
      }
      // Half a pair becomes U+FFFD.
      builder.bytes(encoder.encode(units));
    } else throw new DecodeError(`invalid escape in a string at ${this.#place(this.#at)}`);
    text.from = this.#at;
  }

  /** The code unit of `\uXXXX` at `at`. */
  #unit(at: number): number {
    const digits = decoder.decode(this.#bytes.subarray(at + 2, at + 6));
    if (!/^[\dA-Fa-f]{4}$/.test(digits))
      throw new DecodeError(
        `invalid escape in a string at ${this.#place(at)}, four hexadecimal digits must follow '\\u'`,
      );
    return Number.parseInt(digits, 16);
  }

  #endText(text: OpenText): void {
    const { from, use } = text;
    const to = this.#at;
    spendBytes(to - from);
    const isShort = !text.isBuilt && to - from < LONG_BYTES;
    const long = isShort ? null : this.#built(text);
    this.#at++;
    this.#text = null;
    if (long) this.#put(use, long);
    else if (isShort && use === 'key') this.#putKey(this.#to.keyOf(this.#bytes, from, to));
    else if (isShort) this.#put(use, this.#bytes.slice(from, to));
  }

  /** Null where it is so long that it takes portions. */
  #built(text: OpenText): Uint8Array | null {
    const builder = this.#copied(text);
    if (!builder.isLong) return builder.take();
    this.#joining = { whole: builder.join(), use: text.use };
    return null;
  }

  #joinOn({ whole, use }: { readonly whole: Joining; readonly use: OpenText['use'] }): boolean {
    if (!whole.work()) return false;
    this.#joining = null;
    this.#put(use, whole.bytes);
    return true;
  }

  #put(use: OpenText['use'], value: Uint8Array): void {
    if (use === 'key') return this.#putKey(this.#to.keyOf(value));
    this.#to.bytes(value);
    this.#done();
  }

  #putKey(key: Key): void {
    const into = this.#open.at(-1);
    if (into) into.key = key;
    this.#state = 'colon';
  }

  /* -------------------------------------------------------------- numbers */

  /** `-? (0 | [1-9] digits) (. digits)? ([eE] [+-]? digits)?` */
  #number(): void {
    const start = this.#at;
    const bytes = this.#bytes;
    if (bytes[this.#at] === MINUS) this.#at++;
    if (bytes[this.#at] === ZERO) this.#at++;
    else this.#digits(start);
    let isWhole = true;
    if (bytes[this.#at] === DOT) {
      isWhole = false;
      this.#at++;
      this.#digits(start);
    }
    if (((bytes[this.#at] ?? 0) | 0x20) === 0x65) {
      isWhole = false;
      const sign = bytes[++this.#at];
      if (sign === 0x2b || sign === MINUS) this.#at++;
      this.#digits(start);
    }
    spendBytes((this.#at - start) * 8);
    const text = decoder.decode(bytes.subarray(start, this.#at));
    if (isWhole && text.length > SAFE_DIGITS) this.#wide(text, start);
    else this.#pushNumber(text, start);
  }

  #digits(start: number): void {
    const first = this.#at;
    for (let byte = this.#bytes[this.#at] ?? 0; byte >= ZERO && byte <= NINE; byte = this.#bytes[++this.#at] ?? 0)
      if (this.#at - start > MAX_NUMERAL)
        throw new DecodeError(`a number of more than ${MAX_NUMERAL} characters at ${this.#place(start)}`);
    if (this.#at > first) return;
    if (this.#at >= this.#bytes.length) throw new DecodeError('unexpected end of the text in a number');
    throw new DecodeError(`unexpected ${this.#found()} in a number at ${this.#place(this.#at)}, expected a digit`);
  }

  /** Integers keep all their digits or are refused. */
  #wide(text: string, start: number): void {
    const value = text.length <= TOO_MANY_DIGITS + 1 ? BigInt(text) : null;
    if (value === null || value > UINT64_MAX || value < INT64_MIN) {
      const shown = text.length > 40 ? `${text.slice(0, 37)}…` : text;
      throw new DecodeError(`the integer ${shown} at ${this.#place(start)} is beyond 64 bits`);
    }
    if (value > INT64_MAX) pushInt64(this.#L, value);
    else this.#to.integer(value);
  }

  #pushNumber(text: string, start: number): void {
    const value = Number(text);
    if (!Number.isFinite(value))
      throw new DecodeError(`the number at ${this.#place(start)} is beyond what a float can hold`);
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.#to.integer(value);
    else this.#to.float(value);
  }

  /* -------------------------------------------------------------- messages */

  #unexpected(): DecodeError {
    return new DecodeError(
      `unexpected ${this.#found()} at ${this.#place(this.#at)}, expected ${expectedIn(this.#state, this.#open.at(-1)?.kind ?? null)}`,
    );
  }

  #found(): string {
    return foundAt(this.#bytes, this.#at);
  }

  #place(at: number): string {
    return placeOf(this.#bytes, at);
  }
}
