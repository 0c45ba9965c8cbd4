;; A string or a list comes in as two numbers: where it begins in memory, and
;; its length in bytes. A result of that kind goes out as one number: where the
;; two numbers of the result are.
(module
  (memory (export "memory") 1)

  ;; 16: the two numbers of a result. 32: the beginning of a greeting. All else
  ;; is free from 64 on.
  (data (i32.const 32) "Hello, ")
  (global $free (mut i32) (i32.const 64))

  ;; Gives a piece of memory: the next one that is free. The host asks here too,
  ;; before it writes an argument. (The first two parameters say which piece
  ;; should grow; it is always none.)
  (func $allocate (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    ;; Up to a multiple of the alignment, which is a power of two.
    (local.set $at
      (i32.and
        (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $free (i32.add (local.get $at) (local.get $size)))
    ;; Memory comes in pages of 65536 bytes.
    (block $enough
      (loop $grow
        (br_if $enough (i32.le_u (global.get $free) (i32.mul (memory.size) (i32.const 65536))))
        (br_if $grow (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))
        (unreachable)))
    (local.get $at))

  ;; Leaves the two numbers of a result and says where.
  (func $result (param $at i32) (param $length i32) (result i32)
    (i32.store (i32.const 16) (local.get $at))
    (i32.store (i32.const 20) (local.get $length))
    (i32.const 16))

  ;; "Hello, " and the name and "!"
  (func (export "greet") (param $name i32) (param $length i32) (result i32)
    (local $at i32)
    (local.set $at
      (call $allocate (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.const 8))))
    (memory.copy (local.get $at) (i32.const 32) (i32.const 7))
    (memory.copy (i32.add (local.get $at) (i32.const 7)) (local.get $name) (local.get $length))
    (i32.store8
      (i32.add (i32.add (local.get $at) (i32.const 7)) (local.get $length))
      (i32.const 33))
    (call $result (local.get $at) (i32.add (local.get $length) (i32.const 8))))

  ;; The host calls this when it has read the greeting: everything is free again.
  (func (export "cabi_post_greet") (param $result i32)
    (global.set $free (i32.const 64)))

  ;; Text is UTF-8: each character has one byte that does not look like 10xxxxxx.
  (func (export "characters") (param $at i32) (param $length i32) (result i32)
    (local $end i32) (local $count i32)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (local.set $count
          (i32.add
            (local.get $count)
            (i32.ne (i32.and (i32.load8_u (local.get $at)) (i32.const 0xc0)) (i32.const 0x80))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $count))

  ;; The last byte first.
  (func (export "reverse") (param $at i32) (param $length i32) (result i32)
    (local $to i32) (local $i i32)
    (local.set $to (call $allocate (i32.const 0) (i32.const 0) (i32.const 1) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $i) (local.get $length)))
        (i32.store8
          (i32.add (local.get $to) (local.get $i))
          (i32.load8_u
            (i32.sub (i32.add (local.get $at) (local.get $length)) (i32.add (local.get $i) (i32.const 1)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (call $result (local.get $to) (local.get $length)))

  (func (export "cabi_post_reverse") (param $result i32)
    (global.set $free (i32.const 64))))
