/** Broken WebAssembly binaries, made from good ones. Deterministic: the same random numbers give the same bytes. */
import { joinBytes } from '../../base/bytes.ts';
import type { RandomBelow } from '../../base/testing/fuzz.ts';
import type { Bytes } from './echo-component.ts';

const VERSION_AT = 4;
const CORE_VERSION = [1, 0, 0, 0];
const COMPONENT_VERSION = [0x0d, 0, 1, 0];
/** Bytes that mean something somewhere: counts, sections, type codes, operators, long numbers. */
const TELLING = [
  0x00, 0x01, 0x02, 0x03, 0x07, 0x0a, 0x0b, 0x0d, 0x40, 0x41, 0x42, 0x60, 0x6f, 0x70, 0x7c, 0x7d, 0x7e, 0x7f, 0x80,
  0xff,
];
const LARGE = [0xff, 0xff, 0xff, 0xff, 0x0f];
/** What must not get out of a name: into a script, a path, or a key of an object. */
const HOSTILE = [
  '"',
  '\\',
  '`',
  '${x}',
  '\n',
  '*/',
  '</script>',
  '__proto__',
  'constructor',
  '../',
  '\0',
  '\u2028',
  '😀',
  '"];throw 1//',
];

/** The same bytes under the other form's version word, or as much of it as they have room for. */
export function disguise(bytes: Uint8Array, as: 'core' | 'component'): Bytes {
  const copy = new Uint8Array(bytes);
  const version = as === 'core' ? CORE_VERSION : COMPONENT_VERSION;
  copy.set(version.slice(0, Math.max(0, copy.length - VERSION_AT)), Math.min(VERSION_AT, copy.length));
  return copy;
}

/** One to three changes to one of the binaries, with pieces of the others. */
export function mutate(binaries: readonly Uint8Array[], random: RandomBelow): Bytes {
  let bytes = new Uint8Array(binaries[random(binaries.length)]!);
  for (let left = 1 + random(3); left > 0 && bytes.length > 0; left--) bytes = change(bytes, binaries, random);
  return bytes;
}

function change(bytes: Bytes, binaries: readonly Uint8Array[], random: RandomBelow): Bytes {
  const at = random(bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random(10)) {
    case 0:
      return new Uint8Array(before);
    case 1:
      return withByte(bytes, at, bytes[at]! ^ (1 << random(8)));
    case 2:
      return withByte(bytes, at, random(256));
    case 3:
      return withByte(bytes, at, TELLING[random(TELLING.length)]!);
    case 4:
      return joinBytes([before, Uint8Array.from(LARGE), after.subarray(1)]);
    case 5: {
      const other = binaries[random(binaries.length)]!;
      const from = random(other.length);
      return joinBytes([before, other.subarray(from, from + 1 + random(200)), after]);
    }
    case 6: {
      const from = random(bytes.length);
      return joinBytes([before, bytes.subarray(from, from + 1 + random(100)), after]);
    }
    case 7:
      return joinBytes([before, after.subarray(1 + random(16))]);
    case 8:
      return renamed(bytes, random);
    default:
      return disguise(bytes, random(2) === 0 ? 'core' : 'component');
  }
}

function withByte(bytes: Bytes, at: number, value: number): Bytes {
  const copy = new Uint8Array(bytes);
  copy[at] = value;
  return copy;
}

/** Something hostile over the beginning of a name, of which the length stays. */
function renamed(bytes: Bytes, random: RandomBelow): Bytes {
  const names = namesIn(bytes);
  const hostile = new TextEncoder().encode(HOSTILE[random(HOSTILE.length)]);
  if (names.length === 0) return withByte(bytes, random(bytes.length), 0x22);
  const [start, length] = names[random(names.length)]!;
  const copy = new Uint8Array(bytes);
  copy.set(hostile.subarray(0, length), start);
  return copy;
}

/** Where something stands that looks like a name: a length, and so many letters. */
function namesIn(bytes: Uint8Array): [start: number, length: number][] {
  const found: [number, number][] = [];
  for (let at = 8; at < bytes.length; at++) {
    const length = bytes[at]!;
    if (length < 2 || length > 60 || at + length >= bytes.length) continue;
    const name = bytes.subarray(at + 1, at + 1 + length);
    if (name.every((byte) => byte >= 0x21 && byte < 0x7f)) found.push([at + 1, length]);
  }
  return found;
}
