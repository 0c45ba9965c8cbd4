(module
  (func (export "next-u8") (param i32) (result i32)
    (i32.add (local.get 0) (i32.const 1)))

  (func $next64 (param i64) (result i64)
    (i64.add (local.get 0) (i64.const 1)))
  (export "next-s64" (func $next64))
  (export "next-u64" (func $next64))

  (func (export "half") (param f64) (result f64)
    (f64.div (local.get 0) (f64.const 2)))

  (func (export "single") (param f32) (result f32)
    (local.get 0))

  ;; a .. z become A .. Z, every other character stays.
  (func (export "upper") (param $c i32) (result i32)
    (if (result i32)
      (i32.and
        (i32.ge_u (local.get $c) (i32.const 97))
        (i32.le_u (local.get $c) (i32.const 122)))
      (then (i32.sub (local.get $c) (i32.const 32)))
      (else (local.get $c))))

  (func (export "invert") (param i32) (result i32)
    (i32.eqz (local.get 0))))
