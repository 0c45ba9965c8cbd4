/** The `uuid` module (spec/lua-modules §15). Time and random bits come from the kernel's ports. */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { invalid } from '../../../contract/errors.ts';
import { uuidSpec } from '../../../contract/lua-modules/uuid.ts';
import type { Clock, Random } from '../../../contract/ports.ts';
import { returnFailure } from '../error-object.ts';
import { pushPlain } from '../push-plain.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { digestOf, type Hasher } from './digest.ts';
import { defineModule } from './module.ts';
import {
  formatUuid,
  markUuid,
  orderedUuid,
  parseUuid,
  secondsOf,
  timeUuid,
  variantOf,
  versionOf,
} from './uuid-text.ts';

const MAX_TEXT_BYTES = 45;
const NO_UUID = 'invalid UUID format';

export const uuidModule = defineModule(uuidSpec, ({ clock, random }) => {
  const source = new UuidSource(clock, random);
  return {
    v1: (L) => pushUuid(L, source.v1()),
    v3: named(3, () => md5.create()),
    v4: (L) => pushUuid(L, source.v4()),
    v5: named(5, () => sha1.create()),
    v7: (L) => pushUuid(L, source.v7()),
    validate: (L) => {
      stack.pushBoolean(L, uuidAt(L, 1) !== null);
      return 1;
    },
    version: of((L, uuid) => {
      stack.pushInteger(L, versionOf(uuid));
      return 1;
    }),
    variant: of((L, uuid) => {
      stack.pushText(L, variantOf(uuid));
      return 1;
    }),
    parse: of((L, uuid) => {
      const version = versionOf(uuid);
      pushPlain(L, {
        version,
        variant: variantOf(uuid),
        ...(version === 1 || version === 7 ? { timestamp: secondsOf(uuid) } : {}),
        ...(version === 1 ? { node: uuid.slice(10) } : {}),
      });
      return 1;
    }),
    format: of((L, uuid) => {
      const kind = stack.typeName(L, 2) === 'string' ? stack.toText(L, 2) : 'standard';
      const text = formatUuid(uuid);
      if (kind === 'simple') stack.pushText(L, text.replaceAll('-', ''));
      else if (kind === 'urn') stack.pushText(L, `urn:uuid:${text}`);
      else if (kind === 'standard') stack.pushText(L, text);
      else return returnFailure(L, invalid('unsupported format'));
      return 1;
    }),
  };
});

/** Makes UUIDs. One per VM, so that no two of a project are the same and those of version 7 ascend. */
class UuidSource {
  readonly #clock: Clock;
  readonly #random: Random;
  /** Of version 1: a random node, marked as such (RFC 9562 §6.10), and how often the clock stood still. */
  #node: Uint8Array | null = null;
  #sequence = 0;
  #lastTicks = 0n;
  #lastMs = 0;
  #ordinal = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  v1(): Uint8Array {
    if (this.#node === null) {
      const bits = this.#bytes(8);
      this.#node = bits.slice(0, 6);
      this.#node[0] = (this.#node[0] ?? 0) | 1;
      this.#sequence = ((bits[6] ?? 0) << 8) | (bits[7] ?? 0);
    }
    const ticks = BigInt(Math.trunc(this.#clock.wallMs() * 1000)) * 10n;
    // The clock may have stood still or gone back.
    if (ticks <= this.#lastTicks) this.#sequence = (this.#sequence + 1) & 0x3fff;
    this.#lastTicks = ticks;
    return timeUuid(ticks, this.#sequence, this.#node);
  }

  v4(): Uint8Array {
    return markUuid(this.#bytes(16), 4);
  }

  v7(): Uint8Array {
    const nowMs = Math.trunc(this.#clock.wallMs());
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      this.#ordinal = 0;
    } else if (++this.#ordinal > 0xfff) {
      // 4096 within a millisecond: the next one begins early.
      this.#lastMs++;
      this.#ordinal = 0;
    }
    return orderedUuid(this.#lastMs, this.#ordinal, this.#bytes(16));
  }

  #bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    this.#random.fill(bytes);
    return bytes;
  }
}

function named(version: number, create: () => Hasher): NativeFunction {
  return (L) => {
    if (stack.typeName(L, 1) !== 'string' || stack.typeName(L, 2) !== 'string')
      return returnFailure(L, invalid('namespace and name must be strings'));
    const namespace = uuidAt(L, 1);
    if (namespace === null) return returnFailure(L, invalid('invalid namespace UUID'));
    const hasher = create();
    hasher.update(namespace);
    return digestOf(L, hasher, stack.toBytes(L, 2), (digest) => pushUuid(L, markUuid(digest, version)));
  };
}

function of(answer: (L: LuaState, uuid: Uint8Array) => number): NativeFunction {
  return (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid('input must be a string'));
    const uuid = uuidAt(L, 1);
    return uuid === null ? returnFailure(L, invalid(NO_UUID)) : answer(L, uuid);
  };
}

function uuidAt(L: LuaState, index: number): Uint8Array | null {
  if (stack.typeName(L, index) !== 'string' || stack.toBytes(L, index).length > MAX_TEXT_BYTES) return null;
  return parseUuid(stack.toText(L, index));
}

function pushUuid(L: LuaState, uuid: Uint8Array): number {
  stack.pushText(L, formatUuid(uuid));
  return 1;
}
