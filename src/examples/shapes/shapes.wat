;; How the types of shapes.wit look from inside. As parameters they are spread
;; over several numbers, in memory they lie as follows (offset: what):
;;   shape     0: the case (0, 1, 2)  8: radius or width  16: height        24 bytes
;;   drawing   0: shape  24: color  25: look  28: 1 if there is a title,
;;             32: where the title is  36: its length                        40 bytes
;;   result    0: 0 if it is fine, 1 if not  8: what it holds
(module
  (memory (export "memory") 1)

  ;; Results begin at 64, texts at 128, and all else is free from 256 on.
  (data (i32.const 128) "no square has such an area")
  (data (i32.const 160) "a factor must be positive")
  (global $free (mut i32) (i32.const 256))

  (func $allocate (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at
      (i32.and
        (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $free (i32.add (local.get $at) (local.get $size)))
    (block $enough
      (loop $grow
        (br_if $enough (i32.le_u (global.get $free) (i32.mul (memory.size) (i32.const 65536))))
        (br_if $grow (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))
        (unreachable)))
    (local.get $at))

  ;; Called when the host has read a result: all memory is free again.
  (func $forget (param i32)
    (global.set $free (i32.const 256)))
  (export "cabi_post_invert" (func $forget))
  (export "cabi_post_largest" (func $forget))
  (export "cabi_post_sides" (func $forget))

  ;; A shape comes as its case and two numbers, as many as its largest case has.
  (func $area (export "area") (param $case i32) (param $a f64) (param $b f64) (result f64)
    (if (i32.eq (local.get $case) (i32.const 0))
      (then (return (f64.mul (f64.const 3.141592653589793) (f64.mul (local.get $a) (local.get $a))))))
    (if (i32.eq (local.get $case) (i32.const 1))
      (then (return (f64.mul (local.get $a) (local.get $b)))))
    (f64.const 0))

  (func $put_shape (param $at i32) (param $case i32) (param $a f64) (param $b f64)
    (i32.store8 (local.get $at) (local.get $case))
    (f64.store offset=8 (local.get $at) (local.get $a))
    (f64.store offset=16 (local.get $at) (local.get $b)))

  ;; A drawing: the three numbers of its shape, the number of its color, one bit
  ;; for each flag, and an option: is it there, where, and how long.
  (func (export "invert")
    (param $case i32) (param $a f64) (param $b f64) (param $color i32) (param $look i32)
    (param $has_title i32) (param $title i32) (param $length i32)
    (result i32)
    (call $put_shape (i32.const 64) (local.get $case) (local.get $a) (local.get $b))
    (i32.store8 (i32.const 88) (i32.rem_u (i32.add (local.get $color) (i32.const 1)) (i32.const 3)))
    (i32.store8 (i32.const 89) (i32.xor (local.get $look) (i32.const 7)))
    (i32.store8 (i32.const 92) (local.get $has_title))
    (i32.store (i32.const 96) (local.get $title))
    (i32.store (i32.const 100) (local.get $length))
    (i32.const 64))

  ;; option<shape>: 0 or 1 at 64, and the shape at 72.
  (func (export "largest") (param $at i32) (param $count i32) (result i32)
    (local $area f64) (local $best f64)
    (i32.store8 (i32.const 64) (i32.ne (local.get $count) (i32.const 0)))
    (local.set $best (f64.const -1))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $area
          (call $area
            (i32.load8_u (local.get $at))
            (f64.load offset=8 (local.get $at))
            (f64.load offset=16 (local.get $at))))
        (if (f64.gt (local.get $area) (local.get $best))
          (then
            (local.set $best (local.get $area))
            (memory.copy (i32.const 72) (local.get $at) (i32.const 24))))
        (local.set $at (i32.add (local.get $at) (i32.const 24)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.const 64))

  ;; Each result has 16 bytes: the number at 8, or at 8 and 12 the text.
  (func (export "sides") (param $at i32) (param $count i32) (result i32)
    (local $to i32) (local $area f64)
    (local.set $to
      (call $allocate (i32.const 0) (i32.const 0) (i32.const 8) (i32.mul (local.get $count) (i32.const 16))))
    (i32.store (i32.const 64) (local.get $to))
    (i32.store (i32.const 68) (local.get $count))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $area (f64.load (local.get $at)))
        (if (f64.ge (local.get $area) (f64.const 0))
          (then
            (i32.store8 (local.get $to) (i32.const 0))
            (f64.store offset=8 (local.get $to) (f64.sqrt (local.get $area))))
          (else
            (i32.store8 (local.get $to) (i32.const 1))
            (i32.store offset=8 (local.get $to) (i32.const 128))
            (i32.store offset=12 (local.get $to) (i32.const 26))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.const 64))

  ;; The shape at 72, or the code at 72 and the reason at 76.
  (func (export "scale") (param $case i32) (param $a f64) (param $b f64) (param $factor f64) (result i32)
    (if (f64.gt (local.get $factor) (f64.const 0))
      (then
        (i32.store8 (i32.const 64) (i32.const 0))
        (call $put_shape
          (i32.const 72)
          (local.get $case)
          (f64.mul (local.get $a) (local.get $factor))
          (f64.mul (local.get $b) (local.get $factor))))
      (else
        (i32.store8 (i32.const 64) (i32.const 1))
        (i32.store (i32.const 72) (i32.const 7))
        (i32.store (i32.const 76) (i32.const 160))
        (i32.store (i32.const 80) (i32.const 25))))
    (i32.const 64)))
