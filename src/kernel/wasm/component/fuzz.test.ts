/**
 * Components written to harm: whatever the bytes, the reader answers in time and never throws. Runs for `FUZZ_SECONDS` (60 by
 * default) from a seed that it prints; `FUZZ_SEED` repeats a run.
 */
import { expect, it } from 'vitest';
import { describeBinary } from '../describe.ts';
import { hostileName } from './names.ts';
import { readComponent } from './reader.ts';
import { dummyComponent, parseText } from './testing/wasm-tools.ts';

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 60);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** What one case may take of a processor, milliseconds: other work on the machine does not count. */
const CASE_MS = 1000;

/** Small, fast, the same everywhere (mulberry32). */
class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 0;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const WITS = [
  'package t:t; world w { export run: func(); }',
  `package docs:shop@0.1.0;
   interface types { record point { x: s32, y: s32 } variant v { a(point), b } flags f { r, w } enum e { a, b } resource file { constructor(a: string); read: func(n: u32) -> list<u8>; } }
   interface ops { use types.{point, v as w, file}; area: func(s: w, p: option<point>) -> result<f64, string>; take: func(f: file, b: borrow<file>) -> tuple<u8, char>; }
   world w { import types; use types.{point}; import ext: func(p: point); export ops; export run: func(l: list<list<u8>>) -> option<option<u32>>; export local: interface { f: async func() -> stream<u8>; } }`,
];
const TEXTS = [
  `(component (component $c (import "f" (func $f)) (export "g" (func $f))) (import "f" (func $f)) (instance $i (instantiate $c (with "f" (func $f)))) (export "api" (instance $i)))`,
  `(component (type $t (component (import "a" (instance (export "t" (type (sub resource))))) (export "m" (core module (export "f" (func)))))) (import "c" (component (type $t))))`,
];

/** Bytes that mean something somewhere: counts, type codes, long numbers. */
const SPICE = [0x00, 0x01, 0x02, 0x40, 0x41, 0x42, 0x6f, 0x70, 0x72, 0x7f, 0x80, 0xff];

function mutate(bytes: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(out.length);
    switch (random.below(6)) {
      case 0:
        out = out.slice(0, at);
        break;
      case 1:
        out[at] = random.below(256);
        break;
      case 2:
        out[at] = random.pick(SPICE);
        break;
      case 3: {
        const other = random.pick(others);
        const from = random.below(other.length);
        out = concat(out.slice(0, at), other.slice(from, from + random.below(64)), out.slice(at));
        break;
      }
      case 4:
        out = concat(out.slice(0, at), out.slice(at + 1 + random.below(8)));
        break;
      default:
        // A count or an index as large as they come.
        out = concat(out.slice(0, at), new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f]), out.slice(at + 1));
    }
    if (out.length === 0) return out;
  }
  return out;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

it(`answers to every mutation of a component (seed ${SEED})`, { timeout: (SECONDS + 30) * 1000 }, async () => {
  const seeds = [...(await Promise.all(WITS.map((wit) => dummyComponent(wit)))), ...(await Promise.all(TEXTS.map(parseText)))];
  for (const seed of seeds) expect(readComponent(seed).ok).toBe(true);
  const random = new Random(SEED);
  const end = performance.now() + SECONDS * 1000;
  let cases = 0;
  let readable = 0;
  for (; performance.now() < end; cases++) {
    const bytes = mutate(random.pick(seeds), seeds, random);
    const tookMs = cpuMs(() => {
      const read = readComponent(bytes);
      if (read.ok) {
        readable++;
        hostileName(read.value);
        return;
      }
      expect(read.error.offset).toBeGreaterThanOrEqual(0);
      expect(read.error.offset).toBeLessThanOrEqual(bytes.length);
      expect(describeBinary(bytes, '').problem).toEqual(expect.any(String));
    });
    expect(tookMs, `case ${cases} of seed ${SEED}`).toBeLessThan(CASE_MS);
  }
  expect(cases).toBeGreaterThan(10);
  expect(readable).toBeGreaterThan(0);
});

it('answers in time to tables of exports that all name one large interface', async () => {
  const many = Array.from({ length: 2000 }, (_, index) => `(export "f${index}" (func $f))`).join('');
  const again = Array.from({ length: 2000 }, (_, index) => `(export "i${index}" (instance $i))`).join('');
  const bytes = await parseText(`(component (import "f" (func $f)) (instance $i ${many}) ${again})`);
  expect(cpuMs(() => expect(readComponent(bytes)).toMatchObject({ ok: false, error: { message: expect.stringContaining('more than') } }))).toBeLessThan(CASE_MS);
});
