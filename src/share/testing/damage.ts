/** The damage that fuzzers do to bytes. */
import type { RandomBelow } from '../../base/testing/fuzz.ts';

/** One to four injuries: cut, bits flipped, bytes set, a part repeated, removed, or taken from `other`. */
export function mutateBytes(bytes: Uint8Array, other: Uint8Array, random: RandomBelow): Uint8Array {
  let result = bytes;
  for (let left = 1 + random(4); left > 0; left--) result = injure(result, other, random);
  return result;
}

function injure(bytes: Uint8Array, other: Uint8Array, random: RandomBelow): Uint8Array {
  const at = random(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random(64));
  const [head, part, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random(7)) {
    case 0:
      return head;
    case 1:
      return join(
        head,
        part.map((byte) => byte ^ (1 << random(8))),
        tail,
      );
    case 2:
      return join(
        head,
        part.map(() => [0, 1, 0x7f, 0x80, 0xff, random(256)][random(6)]!),
        tail,
      );
    case 3:
      return join(head, ...Array.from({ length: 2 + random(20) }, () => part), tail);
    case 4:
      return join(head, tail);
    case 5:
      return join(head, other.subarray(random(other.length + 1)));
    default: {
      const from = random(other.length + 1);
      return join(head, other.subarray(from, from + random(64)), tail);
    }
  }
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
