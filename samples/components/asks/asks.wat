;; "ask" asks one thing of one profile: whatever comes of it but an end of the call is good.
(module
  (import "wippy:runtime/funcs@0.1.0" "call-string" (func $call (param i32 i32 i32 i32 i32)))
  (import "wasi:io/error@0.2.0" "[method]error.to-debug-string" (func $error (param i32 i32)))
  (import "wasi:io/poll@0.2.0" "poll" (func $poll (param i32 i32 i32)))
  (import "wasi:clocks/monotonic-clock@0.2.0" "now" (func $now (result i64)))
  (import "wasi:cli/environment@0.2.0" "get-arguments" (func $arguments (param i32)))
  (import "wasi:filesystem/preopens@0.2.0" "get-directories" (func $mounts (param i32)))
  (import "wasi:random/random@0.2.0" "get-random-u64" (func $random (result i64)))
  (import "wasi:sockets/instance-network@0.2.0" "instance-network" (func $network (result i32)))
  (import "wasi:http/types@0.2.0" "[constructor]fields" (func $fields (result i32)))

  (memory (export "memory") 1)
  (global $free (mut i32) (i32.const 1024))

  (func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at
      (i32.and
        (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $free (i32.add (local.get $at) (local.get $size)))
    (local.get $at))

  (func (export "ask") (param $what i32)
    (block $http (block $sockets (block $random (block $filesystem (block $cli (block $clocks (block $poll (block $io (block $funcs
      (br_table $funcs $io $poll $clocks $cli $filesystem $random $sockets $http (local.get $what)))
      (call $call (i32.const 64) (i32.const 0) (i32.const 64) (i32.const 0) (i32.const 16)) (return))
      (call $error (i32.const 1) (i32.const 16)) (return))
      (call $poll (i32.const 64) (i32.const 0) (i32.const 16)) (return))
      (drop (call $now)) (return))
      (call $arguments (i32.const 16)) (return))
      (call $mounts (i32.const 16)) (return))
      (drop (call $random)) (return))
      (drop (call $network)) (return))
    (drop (call $fields))))
