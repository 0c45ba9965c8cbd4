;; now() is the wall clock in nanoseconds, by way of address 0.
(module
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock_time_get (param $clock i32) (param $precision i64) (param $time i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "now") (result i64)
    (drop (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 0)))
    (i64.load (i32.const 0))))
