/** What guests may do with memory while a call lowers and lifts: allocate in their own ways, grow, print, free. */
import { describe, expect, it } from 'vitest';
import type { CoreInterfaceSpec } from '../../contract/hosts/host-interface.ts';
import type { HostInterface } from '../../contract/ports.ts';
import { findFunction, parseWit } from '../../wit/parser.ts';
import type { FunctionType } from '../../wit/types.ts';
import { createGuest, MemoryBuffer, ScriptedHost, type Run, type RunOptions } from '../testing/guest-harness.ts';
import { compileWat } from '../testing/wat.ts';
import { ExitSignal } from '../faults.ts';

const typeOf = (text: string): FunctionType => {
  const name = /^[\w-]+(?=: func)/m.exec(text)![0];
  const found = findFunction(parseWit(text), name);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.type;
};

/** Bump allocator from address 16 on; notes how often it ran. */
const ALLOCATOR = `(memory (export "memory") 1)
  (global $top (mut i32) (i32.const 16)) (global $calls (mut i32) (i32.const 0))
  (func $realloc (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
    (if (i32.or (local.get $old) (local.get $oldSize)) (then unreachable))
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (global.set $top (i32.and (i32.add (global.get $top) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
    (global.get $top)
    (global.set $top (i32.add (global.get $top) (local.get $size))))`;

const encoder = new TextEncoder();
/** An interface with one function, for tests. */
const declared = (name: string): CoreInterfaceSpec => ({
  name: 'host',
  profile: 'wasi1',
  doc: '',
  core: { [name]: { doc: '', parameters: '', result: null } },
});

const text = (value: string) => (out: { u32(v: number): void; bytes(v: Uint8Array): void }) => {
  const bytes = encoder.encode(value);
  out.u32(bytes.length);
  out.bytes(bytes);
};
const readText = (from: MemoryBuffer): string => new TextDecoder().decode(from.bytes(from.u32()));

async function run(
  wit: string,
  wat: string,
  encode: (out: MemoryBuffer) => void = () => undefined,
  options: RunOptions = {},
): Promise<Run> {
  const module = await compileWat(`(module ${wat})`);
  const type = typeOf(wit);
  return createGuest(module, type.name, { ...options, type, encode: (out) => encode(out as MemoryBuffer) })();
}

describe('the allocator', () => {
  const length = '(func (export "f") (param i32 i32) (result i32) (i32.add (i32.load8_u (local.get 0)) (local.get 1)))';

  it.each([
    ['cabi_realloc', '(param i32 i32 i32 i32)'],
    ['canonical_abi_realloc', '(param i32 i32 i32 i32)'],
    ['allocate', '(param i32)'],
    ['alloc', '(param i32)'],
    ['alloc', '(param i32 i32)'],
    ['cabi_realloc', '(param i32)'],
  ])('is found as %s with %s', async (name, parameters) => {
    const wat = `(memory (export "memory") 1) (func (export "${name}") ${parameters} (result i32) (i32.const 64)) ${length}`;
    const { fault, result } = await run('f: func(s: string) -> u32', wat, text('A'));
    expect([fault, result.u32()]).toEqual([null, 66]);
  });

  it('is the first of the names that is there', async () => {
    const bad = ['canonical_abi_realloc', 'allocate', 'alloc'].map(
      (name) => `(func (export "${name}") (param i32) (result i32) unreachable)`,
    );
    const { fault } = await run('f: func(s: string) -> u32', `${ALLOCATOR} ${bad.join(' ')} ${length}`, text('A'));
    expect(fault).toBeNull();
  });

  it('gets the size of a block, whatever its elements are', async () => {
    const wat = `(memory (export "memory") 1) (global $size (mut i32) (i32.const 0))
      (func (export "alloc") (param i32) (result i32) (global.set $size (local.get 0)) (i32.const 64))
      (func (export "f") (param i32 i32) (result i32) (global.get $size))`;
    const { result } = await run('f: func(l: list<u64>) -> u32', wat, (out) => [
      out.u32(3),
      out.u64(1),
      out.u64(2),
      out.u64(3),
    ]);
    expect(result.u32()).toBe(24);
  });

  it.each([
    ['string', 1],
    ['list<u8>', 1],
    ['list<u16>', 2],
    ['list<string>', 4],
    ['list<f64>', 8],
    ['list<tuple<u8, u64>>', 8],
  ])('is not asked for an empty %s, whose address is aligned and not null', async (type, align) => {
    const wat = `${ALLOCATOR} (func (export "f") (param i32 i32) (result i32)
      (if (i32.or (global.get $calls) (local.get 1)) (then unreachable)) (local.get 0))`;
    const { fault, result } = await run(`f: func(l: ${type}) -> u32`, wat, (out) => out.u32(0));
    expect([fault, result.u32()]).toEqual([null, align]);
  });

  it('may own address 0 when it is cabi_realloc', async () => {
    const wat = `(memory (export "memory") 1) (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0)) ${length}`;
    expect((await run('f: func(s: string) -> u32', wat, text('A'))).fault).toBeNull();
  });

  it.each([
    [
      'an address that is not aligned',
      'cabi_realloc',
      'i32 i32 i32 i32',
      '(i32.const 3)',
      'cabi_realloc returned 3 for 12 bytes aligned to 4: not aligned',
    ],
    [
      'a block that ends outside memory',
      'cabi_realloc',
      'i32 i32 i32 i32',
      '(i32.const 65528)',
      'cabi_realloc returned 65528 for 12 bytes aligned to 4: outside memory of 65536 bytes',
    ],
    [
      'an address far outside',
      'allocate',
      'i32',
      '(i32.const -4)',
      'allocate returned 4294967292 for 12 bytes aligned to 4: outside memory of 65536 bytes',
    ],
    [
      'null in the manner of malloc',
      'alloc',
      'i32',
      '(i32.const 0)',
      'alloc returned 0 for 12 bytes aligned to 4: out of memory',
    ],
    ['nothing but a trap', 'cabi_realloc', 'i32 i32 i32 i32', 'unreachable', 'wasm error: unreachable'],
  ])('that returns %s fails the call before the method runs', async (_name, name, parameters, body, message) => {
    const wat = `(memory (export "memory") 1) (func (export "${name}") (param ${parameters}) (result i32) ${body})
      (func (export "f") (param i32 i32) (loop $l (br $l)))`;
    const { fault } = await run('f: func(l: list<u32>)', wat, (out) => [3, 1, 2, 3].forEach((word) => out.u32(word)));
    expect(fault).toEqual({ kind: 'trap', message });
  });

  it('may fail at the second block, inside of a list', async () => {
    const wat = `(memory (export "memory") 1) (global $n (mut i32) (i32.const 0))
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $n (i32.add (global.get $n) (i32.const 1)))
        (if (result i32) (i32.eq (global.get $n) (i32.const 3)) (then (i32.const 70000)) (else (i32.const 64))))
      (func (export "f") (param i32 i32) (loop $l (br $l)))`;
    const { fault } = await run('f: func(l: list<string>)', wat, (out) => {
      out.u32(2);
      text('a')(out);
      text('b')(out);
    });
    expect(fault).toEqual({
      kind: 'trap',
      message: 'cabi_realloc returned 70000 for 1 bytes aligned to 1: outside memory of 65536 bytes',
    });
  });

  it('may let memory grow at every block', async () => {
    const wat = `(memory (export "memory") 1) (global $pages (mut i32) (i32.const 1))
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
      (func (export "f") (param i32 i32) (result i32) (local $ret i32)
        (local.set $ret (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
        (i32.store (local.get $ret) (local.get 0)) (i32.store offset=4 (local.get $ret) (local.get 1)) (local.get $ret))`;
    const { fault, result } = await run('f: func(l: list<string>) -> list<string>', wat, (out) => {
      out.u32(2);
      text('first')(out);
      text('a string of more than thirty-two bytes')(out);
    });
    expect(fault).toBeNull();
    expect(result.u32()).toBe(2);
    expect([readText(result), readText(result)]).toEqual(['first', 'a string of more than thirty-two bytes']);
  });

  it('is asked once for seventeen parameters, which lie as a tuple', async () => {
    const types = ['u8', 'u64', ...Array.from({ length: 14 }, () => 'u8'), 'string'];
    const wit = `f: func(${types.map((type, index) => `p${index}: ${type}`).join(', ')}) -> u32`;
    const wat = `${ALLOCATOR} (func (export "f") (param $p i32) (result i32)
      (if (i32.ne (global.get $calls) (i32.const 2)) (then unreachable))
      (if (i64.ne (i64.load offset=8 (local.get $p)) (i64.const 0x123456789abcdef0)) (then unreachable))
      (i32.add (i32.mul (i32.const 256) (i32.load8_u (i32.load offset=32 (local.get $p)))) (i32.load8_u offset=29 (local.get $p))))`;
    const { fault, result } = await run(wit, wat, (out) => {
      out.u8(1);
      out.u64(0x123456789abcdef0n);
      for (let index = 2; index < 16; index++) out.u8(index);
      text('Z')(out);
    });
    expect([fault, result.u32()]).toEqual([null, 256 * 90 + 15]);
  });
});

describe('a guest that uses the channel meanwhile', () => {
  /** Prints over whatever lies in the one buffer that carries arguments, output and result. */
  const printing = (channel: MemoryBuffer): HostInterface => ({
    declared: declared('print'),
    bind: () => ({
      functions: {
        print: () => {
          channel.clear();
          for (let index = 0; index < 100; index++) channel.u8(0xee);
        },
      },
      enter: () => undefined,
      leave: () => undefined,
    }),
  });

  it.each([
    [
      'two strings',
      'f: func(a: string, b: string) -> tuple<string, string>',
      '(param i32 i32 i32 i32)',
      '(i32.store (local.get $r) (local.get 0)) (i32.store offset=4 (local.get $r) (local.get 1)) (i32.store offset=8 (local.get $r) (local.get 2)) (i32.store offset=12 (local.get $r) (local.get 3))',
    ],
    [
      'a list of strings',
      'f: func(l: list<string, 2>) -> list<string, 2>',
      '(param i32 i32 i32 i32)',
      '(i32.store (local.get $r) (local.get 0)) (i32.store offset=4 (local.get $r) (local.get 1)) (i32.store offset=8 (local.get $r) (local.get 2)) (i32.store offset=12 (local.get $r) (local.get 3))',
    ],
  ])(
    'in its allocator, its method and its post-return, still gets and gives %s',
    async (_name, wit, parameters, body) => {
      const wat = `(import "host" "print" (func $print)) (memory (export "memory") 1) (global $top (mut i32) (i32.const 16))
      (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (call $print) (global.get $top) (global.set $top (i32.add (global.get $top) (i32.const 64))))
      (func (export "f") ${parameters} (result i32) (local $r i32)
        (call $print) (local.set $r (call $realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 16))) ${body} (local.get $r))
      (func (export "cabi_post_f") (param i32) (call $print) (memory.fill (i32.const 0) (i32.const 0xdd) (i32.const 65536)))`;
      const module = await compileWat(`(module ${wat})`);
      const channel = new MemoryBuffer();
      const type = typeOf(wit);
      const answer = (): MemoryBuffer => {
        channel.clear();
        return channel;
      };
      const guest = createGuest(module, 'f', {
        type,
        hosts: [printing(channel)],
        profiles: ['wasi1'],
        channel: { args: channel, result: answer },
      });
      for (let call = 0; call < 2; call++) {
        channel.clear();
        if (type.parameters.length === 1) channel.u32(2);
        text('first')(channel);
        text('second')(channel);
        expect(guest().fault).toBeNull();
        if (type.parameters.length === 1) expect(channel.u32()).toBe(2);
        expect([readText(channel), readText(channel), channel.remainingBytes]).toEqual(['first', 'second', 0]);
      }
    },
  );
});

describe('post-return', () => {
  const trace = (parameters: string, returned: string, results: string, body: string): string => `${ALLOCATOR}
    (func (export "f") (result ${results}) ${returned})
    (func (export "cabi_post_f") (param ${parameters}) ${body})`;

  it.each([
    [
      'a pointer',
      'f: func() -> string',
      '(data (i32.const 100) "\\08\\00\\00\\00\\00\\00\\00\\00")',
      'i32',
      '(i32.const 100)',
      '(i32.ne (local.get 0) (i32.const 100))',
    ],
    ['a scalar', 'f: func() -> u64', '', 'i64', '(i64.const -7)', '(i64.ne (local.get 0) (i64.const -7))'],
    ['a float', 'f: func() -> f32', '', 'f32', '(f32.const 0.5)', '(f32.ne (local.get 0) (f32.const 0.5))'],
    [
      'several values',
      'f: func() -> tuple<u32, f64>',
      '',
      'i32 f64',
      '(i32.const 5) (f64.const 2)',
      '(i32.or (i32.ne (local.get 0) (i32.const 5)) (f64.ne (local.get 1) (f64.const 2)))',
    ],
  ])('gets the core result: %s', async (_name, wit, data, core, returned, isWrong) => {
    const wat = `${trace(core, returned, core, `(if ${isWrong} (then unreachable))`)} ${data}`;
    expect((await run(wit, wat)).fault).toBeNull();
  });

  it('runs after a function without result', async () => {
    const wat = '(func (export "f")) (func (export "cabi_post_f") unreachable)';
    expect((await run('f: func()', wat)).fault).toEqual({ kind: 'trap', message: 'wasm error: unreachable' });
  });

  it('that traps is a trap of the call', async () => {
    const { fault } = await run('f: func() -> u32', trace('i32', '(i32.const 1)', 'i32', 'unreachable'));
    expect(fault).toEqual({ kind: 'trap', message: 'wasm error: unreachable' });
  });

  it('does not run when the result is none', async () => {
    const { fault } = await run('f: func() -> char', trace('i32', '(i32.const -1)', 'i32', 'unreachable'));
    expect(fault).toEqual({ kind: 'invalid-result', message: 'result: expected char, got 4294967295' });
  });
});

describe('signals of the host', () => {
  const wat = `(import "host" "stop" (func $stop)) (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (call $stop) (i32.const 16))
    (func (export "f") (param i32 i32))`;
  const stopping = (stop: () => void, left: () => void): HostInterface => ({
    declared: declared('stop'),
    bind: () => ({ functions: { stop }, enter: () => undefined, leave: left }),
  });

  it.each([
    [
      'an interrupt',
      () => Object.assign(new ScriptedHost(), { isInterrupted: true }).checkInterrupt(),
      { kind: 'interrupted' },
    ],
    [
      'an exit',
      () => {
        throw new ExitSignal(3);
      },
      { kind: 'exit', status: 3 },
    ],
  ])('pass through the allocator: %s', async (_name, stop, expected) => {
    let left = 0;
    const hosts = [stopping(stop, () => left++)];
    const { fault } = await run('f: func(s: string)', wat, text('x'), { hosts, profiles: ['wasi1'] });
    expect([fault, left]).toEqual([expected, 1]);
  });
});

describe('memory that threads share', () => {
  it('is read and written as any other', async () => {
    const wat = `(memory (export "memory") 1 2 shared)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
      (func (export "f") (param i32 i32) (result i32) (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16))`;
    const long = 'ä'.repeat(200);
    const { fault, result } = await run('f: func(s: string) -> string', wat, text(long));
    expect(fault).toBeNull();
    expect(readText(result)).toBe(long);
  });
});

describe('several results at once', () => {
  it('are taken as the flat form of a tuple', async () => {
    const { fault, result } = await run(
      'f: func() -> (s32, s32)',
      '(func (export "f") (result i32 i32) (i32.const -5) (i32.const 6))',
    );
    expect([fault, result.u32() | 0, result.u32()]).toEqual([null, -5, 6]);
  });

  it('may point to memory and share slots', async () => {
    const wat = `(memory (export "memory") 1) (data (i32.const 32) "hello")
      (func (export "f") (result i32 i32 i32 i64) (i32.const 32) (i32.const 5) (i32.const 1) (i64.const 0x3fe0000000000000))`;
    const { fault, result } = await run('f: func() -> tuple<string, result<u32, f64>>', wat);
    expect(fault).toBeNull();
    expect([readText(result), result.u8(), result.f64(), result.remainingBytes]).toEqual(['hello', 1, 0.5, 0]);
  });

  it('name the place of what is wrong', async () => {
    const { fault } = await run(
      'f: func() -> tuple<bool, char>',
      '(func (export "f") (result i32 i32) (i32.const 1) (i32.const 0xd800))',
    );
    expect(fault).toEqual({ kind: 'invalid-result', message: 'result: [2]: expected char, got 55296' });
  });
});
