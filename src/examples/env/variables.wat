;; list() is the environment as one text, a line NAME=VALUE for each variable.
(module
  (import "wasi_snapshot_preview1" "environ_sizes_get"
    (func $sizes (param $count i32) (param $bytes i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get"
    (func $get (param $pointers i32) (param $texts i32) (result i32)))
  (memory (export "memory") 2)

  (func (export "list") (result i32)
    (local $at i32) (local $end i32)
    ;; How many there are at address 0, and their bytes at 4; the texts go to 65536.
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (drop (call $get (i32.const 1024) (i32.const 65536)))
    (local.set $at (i32.const 65536))
    (local.set $end (i32.add (i32.const 65536) (i32.load (i32.const 4))))
    ;; Each ends with a zero, of which a line's end is made.
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (if (i32.eqz (i32.load8_u (local.get $at)))
          (then (i32.store8 (local.get $at) (i32.const 10))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    ;; Where the text lies and how long it is, at address 0.
    (i32.store (i32.const 0) (i32.const 65536))
    (i32.const 0)))
