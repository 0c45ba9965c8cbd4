/** The `crypto` module (spec/lua-modules §15). Primitives are those of @noble; random bits come from the kernel's port. */
import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { isDue, spend, spendBytes } from '../../../base/effort.ts';
import { invalid } from '../../../contract/errors.ts';
import { cryptoSpec } from '../../../contract/lua-modules/crypto.ts';
import type { Random } from '../../../contract/ports.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { digestOf, hexOf } from './digest.ts';
import { defineModule, functionTable } from './module.ts';
import { isNothing, textAt } from './process-arguments.ts';
import { jwtNatives } from './jwt.ts';
import { formatUuid, markUuid } from './uuid-text.ts';

const MAX_RANDOM_BYTES = 2 ** 20;
/** Is worked on in one go. */
const MAX_CIPHER_BYTES = 2 ** 20;
/** A byte of a cipher costs as much as so many bytes that are copied. */
const CIPHER_COST = 30;
const MAX_SECRET_BYTES = 65_536;
const MAX_ITERATIONS = 10_000_000;
const MAX_KEY_BYTES = 1024;
/** Of one HMAC over one block. */
const UNITS_PER_ROUND = 60;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const cryptoModule = defineModule(
  cryptoSpec,
  () => ({
    pbkdf2,
    constant_time_compare: (L) => {
      const a = call.checkBytes(L, 1, 'constant_time_compare');
      const b = call.checkBytes(L, 2, 'constant_time_compare');
      spendBytes(Math.min(a.length, b.length));
      let difference = a.length ^ b.length;
      for (let at = 0; at < a.length && at < b.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0);
      stack.pushBoolean(L, difference === 0);
      return 1;
    },
  }),
  ({ random, clock }) => ({
    random: functionTable(randomNatives(random)),
    hmac: functionTable({
      sha256: keyed('sha256', (key) => hmac.create(sha256, key)),
      sha512: keyed('sha512', (key) => hmac.create(sha512, key)),
    }),
    encrypt: functionTable({
      aes: encrypting('aes', AES, random),
      chacha20: encrypting('chacha20', CHACHA, random),
    }),
    decrypt: functionTable({ aes: decrypting('aes', AES), chacha20: decrypting('chacha20', CHACHA) }),
    jwt: functionTable(jwtNatives(clock)),
  }),
);

/* ---------------------------------------------------------------- random values */

function randomNatives(random: Random): Readonly<Record<string, NativeFunction>> {
  return {
    bytes: (L) => {
      const length = lengthAt(L, 'bytes');
      if (typeof length !== 'number') return returnFailure(L, length);
      call.reserve(L, length);
      stack.pushOwned(L, randomBytes(random, length));
      return 1;
    },
    string: (L) => {
      const length = lengthAt(L, 'string');
      if (typeof length !== 'number') return returnFailure(L, length);
      const signs = isNothing(L, 2) ? new TextEncoder().encode(LETTERS) : call.checkBytes(L, 2, 'string').slice(0, 257);
      if (signs.length === 0 || signs.length > 256)
        return returnFailure(L, invalid('charset must have between 1 and 256 characters'));
      call.reserve(L, length);
      stack.pushOwned(L, randomSigns(random, length, signs));
      return 1;
    },
    uuid: (L) => {
      stack.pushText(L, formatUuid(markUuid(randomBytes(random, 16), 4)));
      return 1;
    },
  };
}

function lengthAt(L: LuaState, name: string): number | ReturnType<typeof invalid> {
  const length = Number(call.checkInteger(L, 1, name));
  if (length <= 0) return invalid('length must be greater than 0');
  return length > MAX_RANDOM_BYTES ? invalid(`length must not exceed ${MAX_RANDOM_BYTES}`) : length;
}

function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  spendBytes(length);
  // Browsers fill no more at once.
  for (let at = 0; at < length; at += 65_536) random.fill(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** Each sign as likely as any other: what would favour the first ones is drawn again. */
function randomSigns(random: Random, length: number, signs: Uint8Array): Uint8Array {
  const usable = 256 - (256 % signs.length);
  const chosen = new Uint8Array(length);
  let count = 0;
  // Of one byte in two at least something comes; a source that gives nothing new must not keep it here for ever.
  for (let round = 0; count < length && round < 64; round++)
    for (const byte of randomBytes(random, length - count))
      if (byte < usable) chosen[count++] = signs[byte % signs.length] ?? 0;
  if (count < length) throw new Error('the source of random bytes gives the same ones again and again');
  return chosen;
}

/* ---------------------------------------------------------------- keyed digests */

function keyed(name: string, create: (key: Uint8Array) => ReturnType<typeof hmac.create>): NativeFunction {
  return (L) => {
    const key = call.checkBytes(L, 1, name);
    if (key.length > MAX_SECRET_BYTES) return returnFailure(L, invalid(`key is longer than ${MAX_SECRET_BYTES} bytes`));
    return digestOf(L, create(key), call.checkBytes(L, 2, name), (digest) => {
      stack.pushText(L, hexOf(digest));
      return 1;
    });
  };
}

function pbkdf2(L: LuaState): number {
  const password = call.checkBytes(L, 1, 'pbkdf2').slice(0, MAX_SECRET_BYTES + 1);
  const salt = call.checkBytes(L, 2, 'pbkdf2').slice(0, MAX_SECRET_BYTES + 1);
  const iterations = Number(call.checkInteger(L, 3, 'pbkdf2'));
  const length = Number(call.checkInteger(L, 4, 'pbkdf2'));
  const name = isNothing(L, 5) ? 'sha256' : textAt(L, 5, 'pbkdf2');
  if (password.length > MAX_SECRET_BYTES || salt.length > MAX_SECRET_BYTES)
    return returnFailure(L, invalid(`password and salt have at most ${MAX_SECRET_BYTES} bytes`));
  if (iterations <= 0 || iterations > MAX_ITERATIONS)
    return returnFailure(L, invalid(`iterations must be between 1 and ${MAX_ITERATIONS}`));
  if (length <= 0 || length > MAX_KEY_BYTES)
    return returnFailure(L, invalid(`key length must be between 1 and ${MAX_KEY_BYTES}`));
  if (name !== 'sha256' && name !== 'sha512') return returnFailure(L, invalid(`unsupported hash: ${name}`));
  const keying = hmac.create(name === 'sha256' ? sha256 : sha512, password);
  const work = new KeyWork((text) => keying.clone().update(text).digest(), salt, iterations, length);
  return call.inPieces(L, () => {
    if (!work.goOn()) return null;
    stack.pushOwned(L, work.key);
    return 1;
  });
}

/** PBKDF2 (RFC 8018 §5.2), which can be left off between its rounds. */
class KeyWork {
  readonly key: Uint8Array;
  readonly #sign: (text: Uint8Array) => Uint8Array;
  readonly #salt: Uint8Array;
  readonly #iterations: number;
  #block = 0;
  #round = 0;
  #last = new Uint8Array();
  #sum = new Uint8Array();
  #filled = 0;

  constructor(sign: (text: Uint8Array) => Uint8Array, salt: Uint8Array, iterations: number, length: number) {
    this.key = new Uint8Array(length);
    this.#sign = sign;
    this.#salt = salt;
    this.#iterations = iterations;
  }

  /** Whether all is done. */
  goOn(): boolean {
    while (this.#filled < this.key.length) {
      if (isDue()) return false;
      spend(UNITS_PER_ROUND);
      if (this.#round === 0) this.#begin();
      else {
        this.#last = new Uint8Array(this.#sign(this.#last));
        for (let at = 0; at < this.#sum.length; at++) this.#sum[at] = (this.#sum[at] ?? 0) ^ (this.#last[at] ?? 0);
      }
      if (++this.#round < this.#iterations) continue;
      this.key.set(this.#sum.subarray(0, this.key.length - this.#filled), this.#filled);
      this.#filled += this.#sum.length;
      this.#round = 0;
    }
    return true;
  }

  #begin(): void {
    const numbered = new Uint8Array(this.#salt.length + 4);
    numbered.set(this.#salt);
    new DataView(numbered.buffer).setUint32(this.#salt.length, ++this.#block);
    this.#last = new Uint8Array(this.#sign(numbered));
    this.#sum = this.#last.slice();
  }
}

/* ---------------------------------------------------------------- ciphers */

interface Cipher {
  readonly keyBytes: readonly number[];
  readonly wanted: string;
  make(
    key: Uint8Array,
    nonce: Uint8Array,
    aad: Uint8Array,
  ): { encrypt(data: Uint8Array): Uint8Array; decrypt(data: Uint8Array): Uint8Array };
}

const NONCE_BYTES = 12;
const AES: Cipher = { keyBytes: [16, 24, 32], wanted: '16, 24 or 32 bytes', make: gcm };
const CHACHA: Cipher = { keyBytes: [32], wanted: '32 bytes', make: chacha20poly1305 };

interface CipherInput {
  readonly data: Uint8Array;
  readonly key: Uint8Array;
  readonly aad: Uint8Array;
}

function inputAt(L: LuaState, name: string, { keyBytes, wanted }: Cipher): CipherInput | ReturnType<typeof invalid> {
  const data = call.checkBytes(L, 1, name);
  const key = call.checkBytes(L, 2, name);
  const aad = isNothing(L, 3) ? new Uint8Array() : call.checkBytes(L, 3, name);
  if (!keyBytes.includes(key.length)) return invalid(`key must be ${wanted}`);
  if (data.length + aad.length > MAX_CIPHER_BYTES) return invalid(`data is longer than ${MAX_CIPHER_BYTES} bytes`);
  spendBytes((data.length + aad.length) * CIPHER_COST);
  // Ciphers want arrays of their own.
  return { data: data.slice(), key: key.slice(), aad: aad.slice() };
}

function encrypting(name: string, cipher: Cipher, random: Random): NativeFunction {
  return (L) => {
    const input = inputAt(L, name, cipher);
    if (!('data' in input)) return returnFailure(L, input);
    const nonce = randomBytes(random, NONCE_BYTES);
    const sealed = cipher.make(input.key, nonce, input.aad).encrypt(input.data);
    call.reserve(L, NONCE_BYTES + sealed.length);
    stack.pushParts(L, [nonce, sealed], NONCE_BYTES + sealed.length);
    return 1;
  };
}

function decrypting(name: string, cipher: Cipher): NativeFunction {
  return (L) => {
    const input = inputAt(L, name, cipher);
    if (!('data' in input)) return returnFailure(L, input);
    if (input.data.length < NONCE_BYTES + 16) return returnFailure(L, invalid('data is too short'));
    try {
      const opened = cipher
        .make(input.key, input.data.subarray(0, NONCE_BYTES), input.aad)
        .decrypt(input.data.subarray(NONCE_BYTES));
      call.reserve(L, opened.length);
      stack.pushBytes(L, opened);
      return 1;
    } catch (error) {
      // Its only word for data that was not made with this key, or was changed since.
      if (!(error instanceof Error) || !/tag/.test(error.message)) throw error;
      return returnFailure(L, invalid('decryption failed: message authentication failed'));
    }
  };
}
