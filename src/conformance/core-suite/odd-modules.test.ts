/** Modules that are made to be hard on whoever rewrites them answer in every form what they answer as they were written. */
import { describe, expect, it } from 'vitest';
import { watBytes } from '../../binary/testing/wat-bytes.ts';
import { asWritten, metered, pausable, stoppable } from './forms.ts';
import type { Form } from './run-script.ts';

const FORMS: Record<string, () => Form> = { 'as written': asWritten, metered, pausable, stoppable };

const times = (count: number, part: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(' ');
/** `$x = $x * 31 + at`. */
const STEP = (at: number): string =>
  `(local.set $x (i32.add (i32.mul (local.get $x) (i32.const 31)) (i32.const ${at})))`;

/** Each exports `f`, from i32 to i32. None has a memory: Node takes one in a module, and the flag lies in one. */
const MODULES: Record<string, string> = {
  'a function of a hundred thousand instructions': `(func (export "f") (param $x i32) (result i32) ${times(17_000, STEP)} (local.get $x))`,
  'the same in a loop': `(func (export "f") (param $x i32) (result i32) (local $i i32)
    (loop $next ${times(17_000, STEP)} (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
    (local.get $x))`,
  'blocks within blocks': `(func (export "f") (param $x i32) (result i32)
    ${times(50, (at) => `(block ${at % 3 === 0 ? '(br_if 0 (i32.eqz (local.get $x)))' : ''}`)} ${STEP(1)} ${')'.repeat(50)} (local.get $x))`,
  'loops within loops': `(func (export "f") (param $x i32) (result i32)
    ${times(50, () => '(loop')} ${STEP(1)} ${')'.repeat(50)} (local.get $x))`,
  'a jump to one of ten thousand places, again and again': `(func (export "f") (param $x i32) (result i32) (local $i i32)
    (loop $next
      (block $out (block $in (br_table ${times(10_000, (at) => (at % 2 === 0 ? '$in' : '$out'))} $out (i32.rem_u (local.get $x) (i32.const 10001))))
        ${STEP(7)})
      ${STEP(3)}
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 20))))
    (local.get $x))`,
  'three thousand functions, each of which calls the next': `${times(2_999, (at) => `(func $f${at} ${at === 0 ? '(export "f")' : ''} (param i32) (result i32) (return_call $f${at + 1} (i32.add (local.get 0) (i32.const ${at % 5}))))`)}
    (func $f2999 (param i32) (result i32) (local.get 0))`,
  'no global': '(func (export "f") (param i32) (result i32) (local.get 0))',
  'a hundred thousand globals': `${times(100_000, (at) => `(global (mut i32) (i32.const ${at % 9}))`)}
    (func (export "f") (param i32) (result i32)
      (global.set 99999 (i32.add (global.get 99998) (local.get 0))) (i32.mul (global.get 99999) (global.get 54321)))`,
  'names that are ours': `(global (export "fuel") i32 (i32.const 5)) (global (export "stop") (mut i32) (i32.const 6)) (func $start (global.set 1 (i32.const 8)))
    (export "start" (func $start)) (export "state1" (func $start)) (start $start)
    (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.add (global.get 0) (global.get 1))))`,
};

describe('a module that is hard to rewrite answers the same in every form', () => {
  for (const [what, text] of Object.entries(MODULES)) {
    it(what, () => {
      const bytes = watBytes(`(module ${text})`);
      const answers = Object.entries(FORMS).map(([name, make]) => {
        const form = make();
        const { exports } = form.instantiate(form.compile(bytes), {});
        const f = exports['f'] as (x: number) => number;
        return [name, [0, 1, 12_345, -1].map(f)];
      });
      const [[, expected]] = answers as [[string, number[]]];
      expect(answers).toEqual(Object.keys(FORMS).map((name) => [name, expected]));
    });
  }
});
