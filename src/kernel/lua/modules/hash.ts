/** The `hash` module (spec/lua-modules §15). */
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { invalid } from '../../../contract/errors.ts';
import { hashSpec } from '../../../contract/lua-modules/hash.ts';
import { returnFailure } from '../error-object.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { digestOf, hexOf, type Hasher } from './digest.ts';
import { defineModule } from './module.ts';

const NO_STRING = { data: 'data must be a string', secret: 'secret must be a string' } as const;
/** Secrets of more bytes are hashed in one go before they are used. */
const MAX_SECRET_BYTES = 65_536;

export const hashModule = defineModule(hashSpec, () => ({
  md5: plain(() => md5.create()),
  sha1: plain(() => sha1.create()),
  sha256: plain(() => sha256.create()),
  sha512: plain(() => sha512.create()),
  hmac_md5: keyed((secret) => hmac.create(md5, secret)),
  hmac_sha1: keyed((secret) => hmac.create(sha1, secret)),
  hmac_sha256: keyed((secret) => hmac.create(sha256, secret)),
  hmac_sha512: keyed((secret) => hmac.create(sha512, secret)),
  fnv32: fnv(() => new Fnv32()),
  // A number holds 53 bits of it, on Wippy too.
  fnv64: fnv(() => new Fnv64()),
}));

function plain(create: () => Hasher): NativeFunction {
  return (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid(NO_STRING.data));
    return digestOf(L, create(), stack.toBytes(L, 1), (digest) => pushDigest(L, digest, stack.toBoolean(L, 2)));
  };
}

function keyed(create: (secret: Uint8Array) => Hasher): NativeFunction {
  return (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid(NO_STRING.data));
    if (stack.typeName(L, 2) !== 'string') return returnFailure(L, invalid(NO_STRING.secret));
    const secret = stack.toBytes(L, 2);
    if (secret.length > MAX_SECRET_BYTES)
      return returnFailure(L, invalid(`secret is longer than ${MAX_SECRET_BYTES} bytes`));
    return digestOf(L, create(secret), stack.toBytes(L, 1), (digest) => pushDigest(L, digest, stack.toBoolean(L, 3)));
  };
}

function pushDigest(L: LuaState, digest: Uint8Array, raw: boolean): number {
  if (raw) stack.pushBytes(L, digest);
  else stack.pushText(L, hexOf(digest));
  return 1;
}

function fnv(create: () => Fnv32 | Fnv64): NativeFunction {
  return (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid(NO_STRING.data));
    const hasher = create();
    return digestOf(L, hasher, stack.toBytes(L, 1), () => {
      stack.pushFloat(L, hasher.number());
      return 1;
    });
  };
}

/** FNV-1, which multiplies first (http://www.isthe.com/chongo/tech/comp/fnv/). */
class Fnv32 implements Hasher {
  #hash = 0x811c9dc5;

  update(bytes: Uint8Array): void {
    for (const byte of bytes) this.#hash = Math.imul(this.#hash, 0x01000193) ^ byte;
  }

  number(): number {
    return this.#hash >>> 0;
  }

  digest(): Uint8Array {
    return new Uint8Array(0);
  }
}

/** The same of 64 bits, in halves: the prime is 2^40 + 0x1b3. */
class Fnv64 implements Hasher {
  #high = 0xcbf29ce4;
  #low = 0x84222325;

  update(bytes: Uint8Array): void {
    for (const byte of bytes) {
      const low = this.#low * 0x1b3;
      this.#high = (Math.imul(this.#high, 0x1b3) + (this.#low << 8) + Math.floor(low / 2 ** 32)) >>> 0;
      this.#low = ((low >>> 0) ^ byte) >>> 0;
    }
  }

  number(): number {
    return Number((BigInt(this.#high) << 32n) | BigInt(this.#low));
  }

  digest(): Uint8Array {
    return new Uint8Array(0);
  }
}
