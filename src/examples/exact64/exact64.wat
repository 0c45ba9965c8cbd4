(module
  (memory (export "memory") 1)

  (func (export "negate") (param $n i64) (result i64)
    (i64.sub (i64.const 0) (local.get $n)))

  (func (export "add") (param $a i64) (param $b i64) (result i64)
    (i64.add (local.get $a) (local.get $b)))

  (func (export "fibonacci") (param $n i32) (result i64)
    (local $this i64) (local $next i64) (local $after i64)
    (local.set $next (i64.const 1))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $after (i64.add (local.get $this) (local.get $next)))
        (local.set $this (local.get $next))
        (local.set $next (local.get $after))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))
    (local.get $this))

  ;; A result of two numbers is left in memory; what is returned is its address.
  (func (export "divide") (param $a i64) (param $b i64) (result i32)
    (i64.store (i32.const 16) (i64.div_u (local.get $a) (local.get $b)))
    (i64.store (i32.const 24) (i64.rem_u (local.get $a) (local.get $b)))
    (i32.const 16)))
