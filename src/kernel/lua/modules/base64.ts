/** The `base64` module (spec/lua-modules §15): the alphabet of RFC 4648 §4, what Go's `encoding/base64` takes and how it refuses. */
import { isDue, spendBytes } from '../../../base/effort.ts';
import { invalid } from '../../../contract/errors.ts';
import { base64Spec } from '../../../contract/lua-modules/base64.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import { TextBuilder } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineModule } from './module.ts';

const ALPHABET = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
/** By character, 255 for one that stands for nothing. */
const VALUES = new Uint8Array(256).fill(255);
for (const [value, character] of ALPHABET.entries()) VALUES[character] = value;
const [PADDING, LINE_FEED, CARRIAGE_RETURN] = [0x3d, 0x0a, 0x0d];
/** Between two looks at the slice. A multiple of 3 and of 4. */
const PORTION = 3072;

export const base64Module = defineModule(base64Spec, () => ({
  encode: (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid('string expected'));
    return encode(L, stack.toBytes(L, 1));
  },
  decode: (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid('string expected'));
    const decoder = new Decoder(L, stack.toBytes(L, 1));
    return call.inPieces(L, () => decoder.work());
  },
}));

function encode(L: LuaState, bytes: Uint8Array): number {
  call.reserve(L, Math.ceil(bytes.length / 3) * 4);
  const out = new TextBuilder(L);
  let at = 0;
  return call.inPieces(L, () => {
    while (at < bytes.length) {
      if (isDue()) return null;
      const end = Math.min(at + PORTION, bytes.length);
      spendBytes(4 * (end - at));
      for (; at < end; at += 3) {
        const rest = bytes.length - at;
        const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
        out.byte(ALPHABET[bits >> 18] ?? 0);
        out.byte(ALPHABET[(bits >> 12) & 63] ?? 0);
        out.byte(rest > 1 ? (ALPHABET[(bits >> 6) & 63] ?? 0) : PADDING);
        out.byte(rest > 2 ? (ALPHABET[bits & 63] ?? 0) : PADDING);
      }
    }
    return out.push();
  });
}

/** Line ends may stand anywhere; nothing else that is not of the alphabet. */
class Decoder {
  readonly #L: LuaState;
  readonly #bytes: Uint8Array;
  readonly #out: TextBuilder;
  #at = 0;
  /** Characters of the group that is begun, and their bits. */
  #count = 0;
  #bits = 0;

  constructor(L: LuaState, bytes: Uint8Array) {
    this.#L = L;
    this.#bytes = bytes;
    this.#out = new TextBuilder(L);
  }

  work(): number | null {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      if (isDue()) return null;
      const end = Math.min(this.#at + PORTION, bytes.length);
      spendBytes(4 * (end - this.#at));
      while (this.#at < end) {
        const character = bytes[this.#at++] ?? 0;
        const value = VALUES[character] ?? 255;
        if (value < 64) this.#add(value);
        else if (character === PADDING) return this.#end();
        else if (!isLineEnd(character)) return this.#refuse(this.#at - 1);
      }
    }
    // A group that is begun wants its padding.
    if (this.#count > 0) return this.#refuse(bytes.length - this.#count);
    return this.#out.push();
  }

  #add(value: number): void {
    this.#bits = (this.#bits << 6) | value;
    if (++this.#count < 4) return;
    this.#out.byte((this.#bits >> 16) & 255);
    this.#out.byte((this.#bits >> 8) & 255);
    this.#out.byte(this.#bits & 255);
    this.#count = 0;
    this.#bits = 0;
  }

  /** The first padding was read: what is left must be the rest of it. */
  #end(): number {
    const bytes = this.#bytes;
    if (this.#count < 2) return this.#refuse(this.#at - 1);
    if (this.#count === 2) {
      this.#skipLineEnds();
      if (this.#at === bytes.length) return this.#refuse(bytes.length);
      if (bytes[this.#at] !== PADDING) return this.#refuse(this.#at - 1);
      this.#at++;
      this.#out.byte((this.#bits >> 4) & 255);
    } else {
      this.#out.byte((this.#bits >> 10) & 255);
      this.#out.byte((this.#bits >> 2) & 255);
    }
    this.#skipLineEnds();
    if (this.#at < bytes.length) return this.#refuse(this.#at);
    return this.#out.push();
  }

  #skipLineEnds(): void {
    for (; this.#at < this.#bytes.length && isLineEnd(this.#bytes[this.#at] ?? 0); this.#at++) spendBytes(1);
  }

  #refuse(at: number): number {
    return returnFailure(this.#L, invalid(`illegal base64 data at input byte ${at}`));
  }
}

function isLineEnd(character: number): boolean {
  return character === LINE_FEED || character === CARRIAGE_RETURN;
}
