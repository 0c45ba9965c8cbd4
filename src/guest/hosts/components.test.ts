/** Real components that import host interfaces, linked by their plans. */
import { describe, expect, it } from 'vitest';
import { componentOf } from '../../toolchain/testing/components.ts';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import { planned } from '../component/testing/planned-harness.ts';
import { COMPONENT_HOSTS } from '../testing/all-hosts.ts';

const u32: WitType = { kind: 'scalar', name: 'u32' };
const TYPE: FunctionType = { name: 'f', parameters: [{ name: 'a', type: u32 }], result: u32 };

/** `f: func(a: u32) -> u32` of a component with these imports. */
async function run(text: string, profiles: readonly string[], value = 0) {
  const bytes = await componentOf(`(component ${text}
    (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f"))))`);
  const call = planned(bytes, { type: TYPE, interfaces: COMPONENT_HOSTS, profiles });
  const { fault, result } = call(encodeValue(u32, BigInt(value)));
  return fault ?? new DataView(result.buffer, result.byteOffset).getUint32(0, true);
}

const LIBRARY = `(core module $l (memory (export "m") 2)
    (func (export "r") (param i32 i32 i32 i32) (result i32) (i32.const 4096)))
  (core instance $l (instantiate $l))
  (alias core export $l "m" (core memory $mem)) (alias core export $l "r" (core func $realloc))`;

const random = (version: string, type = '(param "len" u64) (result (list u8))', core = 'i64 i32'): string => `
  (import "wasi:random/random${version}" (instance $r (export "get-random-bytes" (func ${type}))))
  ${LIBRARY}
  (core func $bytes (canon lower (func $r "get-random-bytes") (memory $mem) (realloc $realloc)))
  (core module $m (import "" "m" (memory 2)) (import "" "bytes" (func $bytes (param ${core})))
    (func (export "f") (param $n i32) (result i32)
      (call $bytes ${core === 'i64 i32' ? '(i64.extend_i32_u (local.get $n)) (i32.const 16)' : '(local.get $n)'})
      ;; The last byte, and a thousand for each that there is.
      (i32.add (i32.mul (i32.const 1000) (i32.load (i32.const 20)))
        (i32.load8_u (i32.add (i32.load (i32.const 16)) (i32.sub (i32.load (i32.const 20)) (i32.const 1)))))))
  (core instance $i (instantiate $m (with "" (instance (export "m" (memory $mem)) (export "bytes" (func $bytes))))))`;

describe('wasi:random of a component', () => {
  it.each(['@0.2.0', '@0.2.3', '@0.2.12', ''])('%s is what the host gives', async (version) => {
    // Each byte of the test's source is one more than the one before.
    expect(await run(random(version), ['wasi:random'], 7)).toBe(7007);
  });

  it('of another version is nobody’s', async () => {
    expect(await run(random('@0.3.0'), ['wasi:random'])).toEqual({
      kind: 'trap',
      message: 'unresolved host import "wasi:random/random@0.3.0#get-random-bytes"',
    });
  });

  it('that its entry does not declare traps by name', async () => {
    expect(await run(random('@0.2.0'), ['wasi:clocks'])).toEqual({
      kind: 'trap',
      message: 'unresolved host import "wasi:random/random@0.2.0#get-random-bytes"',
    });
  });

  it('of another type traps and says which', async () => {
    expect(await run(random('@0.2.0', '(param "len" u32)', 'i32'), ['wasi:random'])).toEqual({
      kind: 'trap',
      message:
        'host import "wasi:random/random@0.2.0#get-random-bytes" is get-random-bytes: func(len: u64) -> list<u8>, and the component wants get-random-bytes: func(len: u32)',
    });
  });
});

describe('wasi:clocks and wasi:io/poll of a component', () => {
  it('give a pollable that one makes and the other waits for', async () => {
    const text = `
      (import "wasi:io/poll@0.2.0" (instance $p (export "pollable" (type $t (sub resource)))
        (export "[method]pollable.block" (func (param "self" (borrow $t))))))
      (alias export $p "pollable" (type $pollable))
      (import "wasi:clocks/monotonic-clock@0.2.0" (instance $c
        (alias outer 1 $pollable (type $x)) (export "pollable" (type $q (eq $x)))
        (export "now" (func (result u64)))
        (export "subscribe-duration" (func (param "when" u64) (result (own $q))))))
      (core func $block (canon lower (func $p "[method]pollable.block")))
      (core func $now (canon lower (func $c "now")))
      (core func $after (canon lower (func $c "subscribe-duration")))
      (core func $drop (canon resource.drop $pollable))
      (core module $m
        (import "" "block" (func $block (param i32))) (import "" "now" (func $now (result i64)))
        (import "" "after" (func $after (param i64) (result i32))) (import "" "drop" (func $drop (param i32)))
        (func (export "f") (param i32) (result i32) (local $start i64) (local $h i32)
          (local.set $start (call $now))
          (local.set $h (call $after (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const 1000000))))
          (call $block (local.get $h)) (call $block (local.get $h)) (call $drop (local.get $h))
          (i32.wrap_i64 (i64.div_u (i64.sub (call $now) (local.get $start)) (i64.const 1000000)))))
      (core instance $i (instantiate $m (with "" (instance (export "block" (func $block)) (export "now" (func $now))
        (export "after" (func $after)) (export "drop" (func $drop))))))`;
    // The profile of clocks opens polling with it.
    expect(await run(text, ['wasi:clocks'], 50)).toBe(50);
  });
});
