/** Code that takes long, for whoever puts looks into it. */

/** Loops that are left, and gone on with, in each way there is. Each takes a number of turns. */
export const LOOPS = `(module
  (func (export "down") (param $n i32) (result i64) (local $sum i64)
    (loop $next (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (local.get $n))))
      (br_if $next (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
    (local.get $sum))
  (func (export "while") (param $n i32) (result i32) (local $i i32)
    (block $done (loop $next (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
      (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $next)))
    (local.get $i))
  (func (export "result") (param $n i32) (result i32)
    (i32.const 100)
    (loop $next (result i32)
      (if (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0)) (then (br $next)))
      (local.get $n))
    (i32.add))
  (func (export "return") (param $n i32) (result i32) (local $i i32)
    (loop $next (if (i32.ge_u (local.get $i) (local.get $n)) (then (return (i32.mul (local.get $i) (i32.const 3)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $next))
    (unreachable))
  (func (export "table") (param $n i32) (result i32) (local $i i32) (local $log i32)
    (block $c (block $b (block $a (loop $next (block $inner
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $inner (i32.lt_u (local.get $i) (local.get $n)))
        (br_table $a $next $b $c (i32.rem_u (local.get $i) (i32.const 7))))
        (local.set $log (i32.add (local.get $log) (i32.const 1)))
        (br $next)))
      (return (i32.add (i32.const 1000) (local.get $log))))
      (return (i32.add (i32.const 2000) (local.get $log))))
    (i32.add (i32.const 3000) (local.get $i)))
  (func (export "value") (param $n i32) (result i32) (local $i i32)
    (block $out (result i32) (loop $next
      (drop (br_if $out (i32.mul (local.get $i) (i32.const 5)) (i32.ge_u (local.get $i) (local.get $n))))
      (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $next)) (unreachable)))
  (func (export "nested") (param $n i32) (result i32) (local $i i32) (local $j i32) (local $sum i32)
    (loop $outer (local.set $j (i32.const 0))
      (loop $inner (local.set $sum (i32.add (local.get $sum) (i32.xor (local.get $i) (local.get $j))))
        (br_if $inner (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
      (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func (export "caught") (param $n i32) (result i32)
    (loop $next (try (do (throw $t)) (catch $t
      (br_if $next (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))))
    (local.get $n))
  (tag $t)
  (func (export "parameters") (param $n i32) (result i32 i32) (i32.const 1) (local.get $n)
    (loop (param i32 i32) (result i32 i32) (br_if 0 (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0)))))
  (func (export "far") (param $n i32) (result i32)
    (loop $next ${'(drop (i32.const 1))'.repeat(40)} (br_if $next (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
    (local.get $n)))`;

/** What goes on without an end in each way there is, as `f`. */
export const ENDLESS: Readonly<Record<string, string>> = {
  'a loop': '(func (export "f") (loop $l (br $l)))',
  'a loop that jumps by a table': '(func (export "f") (loop $l (br_table $l $l (i32.const 1))))',
  'a loop around one that ends': '(func (export "f") (loop $o (loop $i (br_if $i (i32.const 0))) (br $o)))',
  'a loop around one that is left for it': '(func (export "f") (loop $o (loop $i (br $o))))',
  'a loop that goes on before the one in it':
    '(func (export "f") (loop $o (br_if $o (i32.const 1)) (loop $i (br_if $i (i32.const 0)))))',
  'a loop that goes on out of another before the one in it':
    '(func (export "f") (loop $o (block $b (loop $a (br $o))) (loop $i (br_if $i (i32.const 0))) (br $o)))',
  recursion: '(func $f (export "f") (call $f))',
  'two functions that call each other': '(func $f (export "f") (call $g)) (func $g (call $f))',
  'tail calls': '(func $f (export "f") (return_call $f))',
  'tail calls by a table':
    '(type $v (func)) (table funcref (elem $f)) (func $f (export "f") (return_call_indirect (type $v) (i32.const 0)))',
  'a loop made of exceptions':
    '(tag $t) (func $throw (throw $t)) (func $f (export "f") (try (do (call $throw)) (catch $t (return_call $f))))',
  'a loop that catches all': '(func (export "f") (loop $l (try (do (loop $m (br $m))) (catch_all)) (br $l)))',
  'calls without a circle that double': `(func (export "f") (call $f0)) ${Array.from({ length: 60 }, (_, at) => `(func $f${at} (call $f${at + 1}) (call $f${at + 1}))`).join(' ')} (func $f60)`,
};
