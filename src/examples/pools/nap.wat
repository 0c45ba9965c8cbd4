;; nap(milliseconds) sleeps that long and returns how long it really took.
(module
  (import "wasi_snapshot_preview1" "poll_oneoff"
    (func $poll_oneoff (param $in i32) (param $out i32) (param $count i32) (param $ready i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock_time_get (param $clock i32) (param $precision i64) (param $time i32) (result i32)))

  (memory (export "memory") 1)

  ;; Nanoseconds of the monotonic clock (number 1), by way of address 128.
  (func $now (result i64)
    (drop (call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 128)))
    (i64.load (i32.const 128)))

  (func (export "nap") (param $milliseconds i32) (result i32)
    (local $start i64)
    (local.set $start (call $now))

    ;; One subscription of 48 bytes at address 0: a clock (tag 0 at 8), the
    ;; monotonic one (id 1 at 16), with a time from now (at 24) in nanoseconds.
    (i32.store8 (i32.const 8) (i32.const 0))
    (i32.store (i32.const 16) (i32.const 1))
    (i64.store (i32.const 24)
      (i64.mul (i64.extend_i32_u (local.get $milliseconds)) (i64.const 1000000)))

    ;; Waits until it is due. Only this call waits: the rest of the
    ;; application runs on. The event goes to 64, their number to 120.
    (drop (call $poll_oneoff (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 120)))

    (i32.wrap_i64
      (i64.div_u (i64.sub (call $now) (local.get $start)) (i64.const 1000000)))))
