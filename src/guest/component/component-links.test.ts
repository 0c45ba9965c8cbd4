/** Calls between components, their handles and the flags of their instances, as the canonical ABI defines them. */
import { describe, expect, it } from 'vitest';
import { encodeValue } from '../../conformance/mapping/wit-value.ts';
import { componentOf } from '../../toolchain/testing/components.ts';
import { planned } from './testing/planned-harness.ts';
import { string, NUMBER, number, runs, trap, interfaceOf } from './testing/linked-runs.ts';

/** A component with a resource that is represented by ten times its number; its destructor adds to what `dropped` tells. */
const OWNER = `(component $owner
  (core module $d (global $sum (mut i32) (i32.const 0))
    (func (export "drop") (param i32) (global.set $sum (i32.add (global.get $sum) (local.get 0))))
    (func (export "dropped") (result i32) (global.get $sum)))
  (core instance $d (instantiate $d))
  (type $t (resource (rep i32) (dtor (core func $d "drop"))))
  (export $r "r" (type $t))
  (core func $new (canon resource.new $t)) (core func $rep (canon resource.rep $t)) (core func $drop (canon resource.drop $t))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32))) (import "" "rep" (func $rep (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "make") (param i32) (result i32) (call $new (i32.mul (local.get 0) (i32.const 10))))
    (func (export "look") (param i32) (result i32) (local.get 0))
    (func (export "take") (param i32) (result i32) (local $r i32)
      (local.set $r (call $rep (local.get 0))) (call $drop (local.get 0)) (local.get $r)))
  (core instance $i (instantiate $m (with "" (instance
    (export "new" (func $new)) (export "rep" (func $rep)) (export "drop" (func $drop))))))
  (func (export "make") (param "a" u32) (result (own $r)) (canon lift (core func $i "make")))
  (func (export "look") (param "a" (borrow $r)) (result u32) (canon lift (core func $i "look")))
  (func (export "take") (param "a" (own $r)) (result u32) (canon lift (core func $i "take")))
  (func (export "dropped") (result u32) (canon lift (core func $d "dropped"))))`;

/** A component that uses it: `f` is `body` with everything at hand. */
const user = (body: string, more = ''): string => `${OWNER}
  (component $user
    (import "owner" (instance $o
      (export "r" (type $r (sub resource)))
      (export "make" (func (param "a" u32) (result (own $r)))) (export "look" (func (param "a" (borrow $r)) (result u32)))
      (export "take" (func (param "a" (own $r)) (result u32))) (export "dropped" (func (result u32)))))
    (alias export $o "r" (type $r))
    (core func $make (canon lower (func $o "make"))) (core func $look (canon lower (func $o "look")))
    (core func $take (canon lower (func $o "take"))) (core func $dropped (canon lower (func $o "dropped")))
    (core func $drop (canon resource.drop $r))
    ${more}
    (core module $m
      (import "" "make" (func $make (param i32) (result i32))) (import "" "look" (func $look (param i32) (result i32)))
      (import "" "take" (func $take (param i32) (result i32))) (import "" "dropped" (func $dropped (result i32)))
      (import "" "drop" (func $drop (param i32)))
      (func (export "f") (param $a i32) (result i32) (local $h i32) (local $g i32) ${body}))
    (core instance $i (instantiate $m (with "" (instance
      (export "make" (func $make)) (export "look" (func $look)) (export "take" (func $take))
      (export "dropped" (func $dropped)) (export "drop" (func $drop))))))
    (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f"))))
  (instance $one (instantiate $owner)) (instance $two (instantiate $user (with "owner" (instance $one))))
  (export "f" (func $two "f"))`;

const MAKE = '(local.set $h (call $make (local.get $a)))';

describe('a handle', () => {
  it.each([
    ['lent to its owner, who gets what it stands for', `${MAKE} (call $look (local.get $h))`, 70],
    ['given to its owner, who looks and drops it', `${MAKE} (drop (call $take (local.get $h))) (call $dropped)`, 70],
    [
      'lent twice, and given away afterwards',
      `${MAKE} (drop (call $look (local.get $h))) (call $take (local.get $h))`,
      70,
    ],
    [
      'dropped, which runs its destructor in the other component',
      `${MAKE} (call $drop (local.get $h)) (call $dropped)`,
      70,
    ],
    ['counted from 1', `${MAKE} (local.get $h)`, 1],
    [
      'given the number of the one that was dropped last',
      `${MAKE} (local.set $g (call $make (i32.const 1))) (call $drop (local.get $h)) (call $make (i32.const 2))`,
      1,
    ],
  ])('is %s', async (_, body, expected) => {
    const run = await runs(user(body));
    // The table is new at each call.
    for (let time = 0; time < 2; time++) expect(run(number(7))).toBe(expected);
  });

  it.each([
    ['that nobody has', '(call $look (i32.const 5))', 'unknown handle 5'],
    ['of number 0', '(call $take (i32.const 0))', 'unknown handle 0'],
    ['that is negative', '(call $take (i32.const -1))', 'unknown handle 4294967295'],
    ['that was dropped', `${MAKE} (call $drop (local.get $h)) (call $look (local.get $h))`, 'unknown handle 1'],
    [
      'that was given away',
      `${MAKE} (drop (call $take (local.get $h))) (call $take (local.get $h))`,
      'unknown handle 1',
    ],
    [
      'that was dropped twice',
      `${MAKE} (call $drop (local.get $h)) (call $drop (local.get $h)) (i32.const 0)`,
      'unknown handle 1',
    ],
  ])('%s traps', async (_, body, message) => {
    expect((await runs(user(body)))()).toEqual(trap(message));
  });

  it('of one resource is none of another', async () => {
    const text = `
      (type $a (resource (rep i32))) (type $b (resource (rep i32)))
      (core func $new (canon resource.new $a)) (core func $rep (canon resource.rep $b))
      (core module $m (import "" "new" (func $new (param i32) (result i32))) (import "" "rep" (func $rep (param i32) (result i32)))
        (func (export "f") (param i32) (result i32) (call $rep (call $new (local.get 0)))))
      (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "rep" (func $rep))))))
      (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f")))`;
    expect((await runs(text))()).toEqual(trap('handle 1 is of another resource'));
  });

  it('that was lent is dropped before the call ends and not given away, or the call traps', async () => {
    const borrowing = (body: string): string => `
      ${OWNER}
      (component $keeper
        (import "r" (type $r (sub resource)))
        (import "take" (func $take (param "a" (own $r)) (result u32)))
        (core func $drop (canon resource.drop $r)) (core func $take (canon lower (func $take)))
        (core module $m (import "" "drop" (func $drop (param i32))) (import "" "take" (func $take (param i32) (result i32)))
          (func (export "keep") (param i32) (result i32) ${body}))
        (core instance $i (instantiate $m (with "" (instance (export "drop" (func $drop)) (export "take" (func $take))))))
        (func (export "keep") (param "a" (borrow $r)) (result u32) (canon lift (core func $i "keep"))))
      (component $user
        (import "r" (type $r (sub resource)))
        (import "make" (func $make (param "a" u32) (result (own $r)))) (import "keep" (func $keep (param "a" (borrow $r)) (result u32)))
        (core func $make (canon lower (func $make))) (core func $keep (canon lower (func $keep)))
        (core module $m (import "" "make" (func $make (param i32) (result i32))) (import "" "keep" (func $keep (param i32) (result i32)))
          (func (export "f") (param i32) (result i32) (call $keep (call $make (local.get 0)))))
        (core instance $i (instantiate $m (with "" (instance (export "make" (func $make)) (export "keep" (func $keep))))))
        (func (export "f") (param "a" u32) (result u32) (canon lift (core func $i "f"))))
      (instance $one (instantiate $owner))
      (alias export $one "r" (type $r))
      (instance $two (instantiate $keeper (with "r" (type $r)) (with "take" (func $one "take"))))
      (instance $three (instantiate $user (with "r" (type $r)) (with "make" (func $one "make")) (with "keep" (func $two "keep"))))
      (export "f" (func $three "f"))`;
    expect((await runs(borrowing('(call $drop (local.get 0)) (i32.const 3)')))()).toBe(3);
    expect((await runs(borrowing('(i32.const 3)')))()).toEqual(
      trap('borrowed handles were not dropped before the call ended'),
    );
    expect((await runs(borrowing('(call $take (local.get 0))')))()).toEqual(
      trap('handle 1 is borrowed and cannot be given away'),
    );
  });
});

describe('an instance', () => {
  it('that calls itself by way of the host of its host traps', async () => {
    const text = `
      (component $c (import "f" (func $f (param "a" u32) (result u32)))
        (core func $low (canon lower (func $f)))
        (core module $m (import "" "f" (func $f (param i32) (result i32))) (export "g" (func $f)))
        (core instance $i (instantiate $m (with "" (instance (export "f" (func $low))))))
        (func (export "g") (param "a" u32) (result u32) (canon lift (core func $i "g"))))
      (core module $t (table (export "t") 1 funcref)
        (type $s (func (param i32) (result i32)))
        (func (export "f") (param i32) (result i32) (call_indirect (type $s) (local.get 0) (i32.const 0))))
      (core instance $t (instantiate $t))
      (func $f (param "a" u32) (result u32) (canon lift (core func $t "f")))
      (instance $c (instantiate $c (with "f" (func $f))))
      (core func $g (canon lower (func $c "g")))
      (core module $fill (import "" "t" (table 1 funcref)) (import "" "g" (func $g (param i32) (result i32)))
        (elem (i32.const 0) func $g))
      (core instance (instantiate $fill (with "" (instance (export "t" (table $t "t")) (export "g" (func $g))))))
      (export "f" (func $f))`;
    expect((await runs(text))()).toEqual(trap('cannot enter component instance: it is running already'));
  });

  /** Its allocator, or post-return, calls the import. */
  const leaving = (where: 'realloc' | 'post'): string => `
    (import "a:b/host" (instance $h (export "note" (func (param "a" u32)))))
    (core func $note (canon lower (func $h "note")))
    (core module $m (import "" "note" (func $note (param i32))) (memory (export "mem") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) ${where === 'realloc' ? '(call $note (i32.const 1))' : ''} (i32.const 64))
      (func (export "post") (param i32) ${where === 'post' ? '(call $note (i32.const 2))' : ''})
      (func (export "f") (param i32 i32) (result i32) (call $note (local.get 1)) (local.get 1)))
    (core instance $i (instantiate $m (with "" (instance (export "note" (func $note))))))
    (func (export "f") (param "a" string) (result u32) (canon lift (core func $i "f")
      (memory (core memory $i "mem")) (realloc (core func $i "realloc")) (post-return (core func $i "post"))))`;

  it.each(['realloc', 'post'] as const)('whose %s calls out traps', async (where) => {
    const host = interfaceOf({ note: () => {} });
    const run = await runs(leaving(where), { ...NUMBER, parameters: [{ name: 'a', type: string }] }, [host]);
    expect(run(encodeValue(string, 'abc'))).toEqual(
      trap('cannot leave component instance: its allocator and post-return must not call out'),
    );
  });

  it('runs post-return after the result was lifted, with what the core function returned', async () => {
    const text = `
      (core module $m (memory (export "mem") 1) (data (i32.const 16) "\\20\\00\\00\\00\\02\\00\\00\\00") (data (i32.const 32) "ok")
        (func (export "f") (param i32) (result i32) (i32.const 16))
        (func (export "post") (param i32)
          (if (i32.ne (local.get 0) (i32.const 16)) (then unreachable)) (i32.store8 (i32.const 32) (i32.const 0xff))))
      (core instance $i (instantiate $m))
      (func (export "f") (param "a" u32) (result string) (canon lift (core func $i "f")
        (memory (core memory $i "mem")) (post-return (core func $i "post"))))`;
    const type = { ...NUMBER, result: string };
    const run = planned(await componentOf(`(component ${text})`), { type });
    expect(run(number(1))).toEqual({ fault: null, result: encodeValue(string, 'ok') });
  });

  it.each([
    [
      '(i32.const 0x7ffffff0)',
      'cabi_realloc returned 2147483632 for 3 bytes aligned to 1: outside memory of 65536 bytes',
    ],
    ['unreachable', 'wasm error: unreachable'],
  ])('whose allocator fails ends its call: %s', async (body, message) => {
    const text = `
      (core module $m (memory (export "mem") 1) (func (export "re") (param i32 i32 i32 i32) (result i32) ${body})
        (func (export "f") (param i32 i32) (result i32) (i32.const 1)))
      (core instance $i (instantiate $m))
      (func (export "f") (param "a" string) (result u32) (canon lift (core func $i "f")
        (memory (core memory $i "mem")) (realloc (core func $i "re"))))`;
    const run = await runs(text, { ...NUMBER, parameters: [{ name: 'a', type: string }] });
    expect(run(encodeValue(string, 'abc'))).toEqual(trap(message));
  });
});
