/** Mutated components on our linker: a placed refusal, a fault of that call, or an answer; and the next call works. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readLinkPlan } from '../../binary/component/link-reader.ts';
import { joinBytes } from '../../base/bytes.ts';
import { boundModule } from '../../binary/bound-module.ts';
import { forEachCase, planFuzz, type RandomBelow } from '../../base/testing/fuzz.ts';
import { componentOf } from '../../toolchain/testing/components.ts';
import type { PlannedModule } from '../../contract/link-plan.ts';
import type { FunctionType } from '../../wit/types.ts';
import { unsupportedType } from '../../wit/unsupported.ts';
import { Instances } from '../instances.ts';
import { MemoryBuffer, ScriptedHost } from '../testing/guest-harness.ts';
import { ComponentFunction } from './component-function.ts';
import { planOf } from './testing/planned-harness.ts';

const plan = planFuzz({ cases: 120 });
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FIXTURES = ['adder', 'resources', 'calculator', 'test-app'];
const TEXT = `(component
  (component $a
    (core module $d (func (export "drop") (param i32)))
    (core instance $d (instantiate $d))
    (type $t (resource (rep i32) (dtor (core func $d "drop")))) (export $r "r" (type $t))
    (core func $new (canon resource.new $t))
    (core module $m (import "" "new" (func (param i32) (result i32))) (memory (export "mem") 1)
      (func (export "re") (param i32 i32 i32 i32) (result i32) (i32.const 1024)) (export "make" (func 0))
      (func (export "text") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16)))
    (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
    (func (export "make") (param "a" u32) (result (own $r)) (canon lift (core func $i "make")))
    (func (export "text") (param "a" string) (result string) (canon lift (core func $i "text")
      (memory (core memory $i "mem")) (realloc (core func $i "re")) string-encoding=utf16)))
  (component $b
    (import "a" (instance $a (export "r" (type $r (sub resource))) (export "make" (func (param "a" u32) (result (own $r))))))
    (alias export $a "r" (type $r))
    (core func $make (canon lower (func $a "make"))) (core func $drop (canon resource.drop $r))
    (core module $m (import "" "make" (func $make (param i32) (result i32))) (import "" "drop" (func $drop (param i32)))
      (func (export "f") (param i32) (result i32) (call $drop (call $make (local.get 0))) (local.get 0)))
    (core instance $i (instantiate $m (with "" (instance (export "make" (func $make)) (export "drop" (func $drop))))))
    (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f"))))
  (instance $one (instantiate $a)) (instance $two (instantiate $b (with "a" (instance $one))))
  (export "f" (func $two "f")) (export "text" (func $one "text")))`;

/** The sections of the outermost component, with their heads. */
function sectionsOf(bytes: Uint8Array): { start: number; end: number }[] {
  const sections: { start: number; end: number }[] = [];
  let at = 8;
  while (at < bytes.length) {
    const start = at++;
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      size += (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
    sections.push({ start, end: at });
  }
  return sections;
}

/** A number of one byte written longer than need be, too long, and without an end. */
function wrongNumber(value: number, random: RandomBelow): number[] {
  switch (random(3)) {
    case 0:
      return [value | 0x80, ...Array.from({ length: random(4) }, () => 0x80), 0];
    case 1:
      return [value | 0x80, 0x80, 0x80, 0x80, random(2) ? 0x70 : 0x80, random(128)];
    default:
      return [0xff, 0xff, 0xff, 0xff, 0x0f];
  }
}

function mutate(bytes: Uint8Array, modules: readonly PlannedModule[], random: RandomBelow): Uint8Array {
  const sections = sectionsOf(bytes);
  const parts = sections.map(({ start, end }) => bytes.subarray(start, end));
  const pick = random(parts.length);
  const isCore = (at: number): boolean =>
    modules.some(({ offset, sizeBytes }) => at >= offset && at < offset + sizeBytes);
  switch (random(8)) {
    case 0:
      parts.splice(pick, 1);
      break;
    case 1:
      parts.splice(pick, 0, parts[pick]!);
      break;
    case 2:
      parts.splice(random(parts.length), 0, parts.splice(pick, 1)[0]!);
      break;
    case 3:
      return bytes.slice(0, random(bytes.length));
    case 4: {
      const at = 8 + random(bytes.length - 8);
      const byte = bytes[at]!;
      if (byte >= 0x80 || isCore(at)) return bytes;
      return joinBytes([bytes.subarray(0, at), Uint8Array.from(wrongNumber(byte, random)), bytes.subarray(at + 1)]);
    }
    default: {
      // An index, a count or a code; never core code, which could loop.
      const whole = bytes.slice();
      for (let left = 1 + random(2); left > 0; left--) {
        const at = 8 + random(bytes.length - 8);
        if (!isCore(at)) whole[at] = random(random(2) ? 12 : 256);
      }
      return whole;
    }
  }
  return Uint8Array.from([bytes.subarray(0, 8), ...parts].flatMap((part) => [...part]));
}

/** Calls every function with the same random bytes as arguments; returns how many answered. */
function runAll(bytes: Uint8Array, random: RandomBelow): number {
  const linked = readLinkPlan(bytes);
  if (!linked.ok) {
    expect(linked.error.message).not.toMatch(/Error/);
    expect(linked.error.offset).toBeLessThanOrEqual(bytes.length);
    return 0;
  }
  let modules: WebAssembly.Module[];
  try {
    modules = linked.value.modules.map(
      ({ offset, sizeBytes }) =>
        new WebAssembly.Module(boundModule(bytes.subarray(offset, offset + sizeBytes)) as Uint8Array<ArrayBuffer>),
    );
  } catch (error) {
    // The engine's part: it validates what is core.
    expect(error).toBeInstanceOf(WebAssembly.CompileError);
    return 0;
  }
  let answered = 0;
  for (const { function: index } of linked.value.exports.slice(0, 12)) {
    const { type, source }: { type: FunctionType; source: { from: string } } = linked.value.functions[index]!;
    if (source.from !== 'lift' || unsupportedType(type) !== null) continue;
    const program = { plan: linked.value, modules, function: index, type, profiles: [] };
    const guest = new ComponentFunction(program, [], new ScriptedHost(), new Instances());
    const sent = Uint8Array.from({ length: 64 }, (_, at) => (at < 16 ? [random(3), 0, 0, 0][at % 4]! : 0));
    for (let time = 0; time < 2; time++) {
      const result = new MemoryBuffer();
      const fault = guest.run(MemoryBuffer.of(sent), () => result);
      if (fault === null) answered++;
    }
  }
  return answered;
}

it('a mutated component is refused, or its calls end', { timeout: plan.timeoutMs }, async () => {
  const seeds = [
    ...FIXTURES.map((name) => new Uint8Array(readFileSync(`${ROOT}samples/fixtures/${name}.wasm`))),
    await componentOf(TEXT),
  ];
  const modules = seeds.map((seed) => planOf(seed).modules);
  const whole = seeds.map((seed) => runAll(seed, () => 0));
  expect(Math.min(...whole)).toBeGreaterThan(0);
  let answered = 0;
  const cases = forEachCase(plan, ({ random }) => {
    const seed = random(seeds.length);
    answered += runAll(mutate(seeds[seed]!, modules[seed]!, random), random);
    // The next call works.
    if (random(50) === 0) expect(runAll(seeds[seed]!, () => 0)).toBe(whole[seed]);
  });
  if (cases > 10) expect(answered).toBeGreaterThan(0);
});
