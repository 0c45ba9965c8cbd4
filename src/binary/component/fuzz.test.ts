/**
 * Components written to harm: whatever the bytes, the reader answers in time and never throws, and what it refuses
 * is described with its problem.
 */
import { joinBytes } from '../../base/bytes.ts';
import { expect, it } from 'vitest';
import { fastestCpuMs, forEachCase, planFuzz, type RandomBelow } from '../../base/testing/fuzz.ts';
import { describeBinary } from '../../project/binaries/describe.ts';
import { readLinkPlan } from './link-reader.ts';
import { hostileName } from './names.ts';
import { readComponent } from './reader.ts';
import { dummyComponent, parseText } from './testing/wasm-tools.ts';

const plan = planFuzz({ cases: 500 });
/** What one case may take of a processor, milliseconds. */
const CASE_MS = 1000;

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

function mutate(bytes: Uint8Array, others: readonly Uint8Array[], random: RandomBelow): Uint8Array {
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  let out: Uint8Array = bytes.slice();
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(out.length);
    switch (random(6)) {
      case 0:
        out = out.slice(0, at);
        break;
      case 1:
        out[at] = random(256);
        break;
      case 2:
        out[at] = pick(SPICE);
        break;
      case 3: {
        const other = pick(others);
        const from = random(other.length);
        out = joinBytes([out.slice(0, at), other.slice(from, from + random(64)), out.slice(at)]);
        break;
      }
      case 4:
        out = joinBytes([out.slice(0, at), out.slice(at + 1 + random(8))]);
        break;
      default:
        // A count or an index as large as they come.
        out = joinBytes([out.slice(0, at), new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f]), out.slice(at + 1)]);
    }
    if (out.length === 0) return out;
  }
  return out;
}

/** Reads and describes; what the reader refuses of a component has a problem that says so. Returns whether it was readable. */
function check(bytes: Uint8Array): boolean {
  const linked = readLinkPlan(bytes);
  // A mistake of the reader, which it survives.
  if (!linked.ok) expect(linked.error.message).not.toMatch(/Error/);
  const read = readComponent(bytes);
  if (read.ok) {
    hostileName(read.value);
    return true;
  }
  expect(read.error.offset).toBeGreaterThanOrEqual(0);
  expect(read.error.offset).toBeLessThanOrEqual(bytes.length);
  const { form, problem } = describeBinary(bytes, '');
  // Under the version word of a core module it is read as one.
  if (form !== 'core') expect(problem).toEqual(expect.any(String));
  return false;
}

it('answers to every mutation of a component', { timeout: plan.timeoutMs }, async () => {
  const seeds = [
    ...(await Promise.all(WITS.map((wit) => dummyComponent(wit)))),
    ...(await Promise.all(TEXTS.map(parseText))),
  ];
  for (const seed of seeds) expect(readComponent(seed).ok).toBe(true);
  let readable = 0;
  const cases = forEachCase(plan, ({ random }) => {
    const bytes = mutate(seeds[random(seeds.length)]!, seeds, random);
    let isReadable = false;
    expect(fastestCpuMs(CASE_MS, () => (isReadable = check(bytes)))).toBeLessThan(CASE_MS);
    if (isReadable) readable++;
  });
  if (cases > 1) expect(readable).toBeGreaterThan(0);
});

it('takes what became a core module by a change of its version word for one', () => {
  const changed =
    'AGFzbQEAAAAGEwEAAgEADWNtbTMycDJfbWVtb3J5AV4AYXNtAQAAAAEEAWAAAAIaAQRtYWluEWNtMzJwMl9pbml0aWFsaXplADMycDJfbWVtb3J5AV4AYXNtAQAAAAEEAWAAAAIaAQ0A' +
    'AQAHJQFBBAFCAQQAAXQDAQMAAWEFAABQAgFgAAADAWYAAAQAAW0AEQAKBgEAAWMEAAAWDmNvbXBvbmVudC1uYW1lAQUDAQABdA==';
  expect(check(Uint8Array.from(Buffer.from(changed, 'base64')))).toBe(false);
});

it('answers in time to tables of exports that all name one large interface', async () => {
  const many = Array.from({ length: 2000 }, (_, index) => `(export "f${index}" (func $f))`).join('');
  const again = Array.from({ length: 2000 }, (_, index) => `(export "i${index}" (instance $i))`).join('');
  const bytes = await parseText(`(component (import "f" (func $f)) (instance $i ${many}) ${again})`);
  expect(
    fastestCpuMs(CASE_MS, () =>
      expect(readComponent(bytes)).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('more than') },
      }),
    ),
  ).toBeLessThan(CASE_MS);
});
