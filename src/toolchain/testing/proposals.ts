/** Modules that have what each proposal brings. For tests. */
export const PROPOSALS: Readonly<Record<string, string>> = {
  'the first version': `(module $m (type $t (func (param i32) (result i32))) (import "m" "f" (func $i (type $t))) (import "m" "g" (global $g i32))
    (table $tab (export "t") 2 4 funcref) (memory $mem (export "memory") 1 2) (global $h (mut i64) (i64.const -1)) (start $s) (elem (i32.const 0) func $i $s) (data (i32.const 0) "a\\00\\ff" "b")
    (func $s (local $l i32) (local f32) (block $b (loop $c (br_if $b (local.get $l)) (br_table $b $c (i32.const 1)))) (drop (call_indirect (type $t) (i32.const 1) (i32.const 0)))))`,
  'several values':
    '(module (func (param i32 i64) (result i64 i32) (local.get 0) (local.get 1) (block (param i32 i64) (result i64 i32) drop drop i64.const 1 i32.const 2)) (func (result i32 i64) (i32.const 1) (i64.const 2)))',
  'bulk memory':
    '(module (memory 1) (table 3 funcref) (func $f) (elem $e func $f) (data $d "abc") (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 3)) (data.drop $d) (memory.copy (i32.const 0) (i32.const 1) (i32.const 2)) (memory.fill (i32.const 0) (i32.const 1) (i32.const 2)) (table.init $e (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $e) (table.copy (i32.const 0) (i32.const 1) (i32.const 1))))',
  'reference types':
    '(module (table $a 1 externref) (table $b 2 funcref) (func $f) (elem declare func $f) (elem (table $b) (i32.const 0) funcref (ref.func $f) (ref.null func)) (func (param externref) (result i32) (table.set $a (i32.const 0) (local.get 0)) (drop (table.grow $b (ref.null func) (i32.const 1))) (table.fill $b (i32.const 0) (ref.func $f) (table.size $b)) (ref.is_null (select (result externref) (local.get 0) (local.get 0) (i32.const 1)))))',
  SIMD: '(module (memory 1) (func (param v128) (result v128) (v128.store8_lane offset=3 5 (i32.const 0) (local.get 0)) (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (v128.load32_zero (i32.const 0)) (f64x2.promote_low_f32x4 (v128.const f32x4 1 -2.5 nan inf)))))',
  'relaxed SIMD':
    '(module (func (param v128 v128 v128) (result v128) (f32x4.relaxed_madd (local.get 0) (i8x16.relaxed_swizzle (local.get 1) (local.get 2)) (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))))',
  threads:
    '(module (memory 1 4 shared) (func (result i32) (atomic.fence) (drop (i64.atomic.rmw8.cmpxchg_u (i32.const 0) (i64.const 1) (i64.const 2))) (drop (memory.atomic.wait64 (i32.const 8) (i64.const 0) (i64.const -1))) (i32.add (memory.atomic.notify (i32.const 0) (i32.const 1)) (i32.atomic.load16_u offset=2 (i32.const 0)))))',
  'tail calls':
    '(module (type $t (func (result i32))) (table 1 funcref) (func $f (type $t) (return_call $g)) (func $g (result i32) (return_call_indirect (type $t) (i32.const 0))))',
  'extended constants':
    '(module (import "m" "g" (global $i i32)) (global $a i32 (i32.const 6)) (global i32 (i32.mul (i32.add (global.get $i) (i32.const 2)) (global.get $a))) (global i64 (i64.sub (i64.const 1) (i64.const 2))) (memory 1) (data (i32.add (global.get $i) (i32.const 4)) "x"))',
  'exceptions, old':
    '(module (tag $e (param i32)) (func try $t try (throw $e (i32.const 1)) delegate $t catch $e drop rethrow $t catch_all end))',
  'exceptions, new':
    '(module (tag $e (param i32)) (tag (import "m" "t")) (func (result i32) (block $b (result i32) (block $r (result exnref) (try_table (result i32) (catch $e $b) (catch_all_ref $r) (throw $e (i32.const 7))) (br $b)) (throw_ref))))',
  'several memories':
    '(module (import "m" "c" (memory $c 1)) (memory $a 1) (memory $b (export "b") 2 3) (data (memory $b) (i32.const 4) "x") (data (memory 2) (i32.const 0) "y") (func (i32.store8 $b offset=1 (i32.const 0) (i32.load $a align=2 (i32.const 4))) (memory.copy $a $b (i32.const 0) (i32.const 0) (memory.size $c)) (drop (memory.grow $c (i32.const 1)))))',
  'memories of 64 bits':
    '(module (memory i64 1 0x100000000) (table i64 1 funcref) (data (i64.const 8) "x") (func (result i64) (i64.store offset=0x1_0000_0000 (i64.const 0) (i64.const 1)) (memory.fill (i64.const 0) (i32.const 1) (i64.const 2)) (memory.size)))',
  'typed references':
    '(module (type $t (func (param i32) (result i32))) (func $f (type $t) (local.get 0)) (elem declare func $f) (table 2 (ref null $t)) (global (ref $t) (ref.func $f)) (func (param $r (ref null $t)) (result i32) (local $n (ref $t)) (block $null (local.set $n (br_on_null $null (local.get $r))) (return (call_ref $t (i32.const 1) (local.get $n)))) (return_call_ref $t (i32.const 2) (ref.as_non_null (local.get $r)))))',
  'garbage collection':
    '(module (rec (type $a (sub (struct (field $x (mut i32)) (field (ref null $b))))) (type $b (sub final $a (struct (field (mut i32)) (field (ref null $b)) (field i8))))) (type $v (array (mut i16))) (func (param anyref) (result i32) (drop (array.new_fixed $v 2 (i32.const 1) (i32.const 2))) (struct.set $a $x (struct.new $b (i32.const 1) (ref.null $b) (i32.const 2)) (i32.const 3)) (block $l (result (ref $a)) (drop (br_on_cast $l anyref (ref $a) (local.get 0))) (return (i31.get_u (ref.i31 (i32.const 5))))) (struct.get $a $x)) (func (param externref) (result i32) (ref.test (ref i31) (any.convert_extern (local.get 0)))))',
  'initial values of tables':
    '(module (func $f) (table 3 (ref func) (ref.func $f)) (elem (i32.const 0) (ref func) (ref.func $f)))',
  'wide arithmetic':
    '(module (func (param i64 i64 i64 i64) (result i64 i64) (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3))))',
  'custom sections':
    '(module (@custom "a" (before first) "1\\ff") (type (func)) (@custom "b" (after type) "2") (func (type 0)) (@custom "c" (after code) "3") (@custom "d" "4") (@producers (language "C" "11") (processed-by "x" "1")))',
  'names in quotes':
    '(module $"a b" (func $"f<u32, i32>" (param $"p q" i32) (local $"é🦊" i64) (block $"l \\"1\\"" (br $"l \\"1\\""))) (global $"\\u{1f98a}" i32 (i32.const 1)) (export "\\u{0_41} b" (func $"f<u32, i32>")))',
  'hints of branches': '(module (func (param i32) (@metadata.code.branch_hint "\\01") (if (local.get 0) (then))))',
  'numbers in data':
    '(module (memory 1) (data (i32.const 0) (i8 1 -2 0xff) (i16 0x1234) (i64 -1) (f32 1.5 nan) "end"))',
};
