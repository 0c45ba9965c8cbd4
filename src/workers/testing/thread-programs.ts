/** Programs for threads of guests, and guests that end with their test. */
import { afterEach } from 'vitest';
import { compileWat } from '../../guest/testing/wat.ts';
import type { Program } from '../../contract/ports.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { createProgram, NodeGuests, type NodeGuestsOptions } from './node-guests.ts';

/** Makes guests for the tests of a file, each of which disposes of its own. */
export function guestsPerTest(): (options?: NodeGuestsOptions) => Promise<NodeGuests> {
  const open: NodeGuests[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((guests) => guests.dispose()));
  });
  return async (options = {}) => {
    const guests = await NodeGuests.create(options);
    open.push(guests);
    return guests;
  };
}

export const add = () =>
  compileWat('(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))');

/** Sleeps for its argument in nanoseconds, by `poll_oneoff`. */
export const sleeper = () =>
  compileWat(`(module (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "nap") (param i64) (result i32)
      (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (local.get 0))
      (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200))))`);

export const looper = () => compileWat('(module (func (export "spin") (loop $l (br $l))))');

/** Loops over a host call that asks the kernel nothing. */
export const caller = () =>
  compileWat(`(module (import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32)))
    (func (export "spin") (loop $l (drop (call $y)) (br $l))))`);

/** Writes so many bytes, counting up. */
export const writer = () =>
  compileWat(`(module (import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 40)
    (func (export "put") (param $n i32) (result i32) (local $i i32)
      (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (local.get $n))
      (loop $l
        (i32.store8 (i32.add (i32.const 64) (local.get $i)) (i32.mul (local.get $i) (i32.const 7)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $l (i32.lt_u (local.get $i) (local.get $n))))
      (drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.load (i32.const 8))))`);

export const two =
  (a: number, b: number) =>
  (out: ByteWriter): void => {
    out.u32(a);
    out.u32(b);
  };

export function publish(
  guests: NodeGuests,
  module: WebAssembly.Module,
  ...rest: Parameters<typeof createProgram> extends [unknown, ...infer R] ? R : never
): Program {
  const program = createProgram(module, ...rest);
  guests.host.publish(program);
  return program;
}

export const statuses = (guests: NodeGuests) => guests.host.workers().list.map(({ status }) => status);
