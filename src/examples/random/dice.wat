;; roll(count) is a list of so many random bytes, each from 1 to 6.
(module
  (import "wasi_snapshot_preview1" "random_get"
    (func $random_get (param $at i32) (param $count i32) (result i32)))
  (memory (export "memory") 2)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))

  (func (export "roll") (param $count i32) (result i32)
    (local $left i32)
    (drop (call $random_get (i32.const 1024) (local.get $count)))
    (local.set $left (local.get $count))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (i32.store8
          (i32.add (i32.const 1024) (local.get $left))
          (i32.add (i32.const 1)
            (i32.rem_u (i32.load8_u (i32.add (i32.const 1024) (local.get $left))) (i32.const 6))))
        (br $next)))
    ;; Where the list lies and how long it is, at address 0.
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (local.get $count))
    (i32.const 0)))
