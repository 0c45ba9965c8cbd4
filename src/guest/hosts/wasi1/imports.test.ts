import { describe, expect, it } from 'vitest';
import { ScriptedHost } from '../../testing/guest-harness.ts';
import { SUCCESS, BADF, run, errno, numbers } from './testing/wasi-runs.ts';

describe('the profile', () => {
  it.each(['wasi1', 'wasi-preview1', 'preview1', 'wasi_snapshot_preview1', ' WASI1@0.1 ', 'x:wasi1'])(
    'is opened by "%s"',
    async (profile) => {
      expect(await errno('sched_yield', '', { profiles: [profile] })).toBe(SUCCESS);
    },
  );

  it('when not declared, lets the module load, and a call of a function traps by name', async () => {
    const harmless = await run(['fd_write'], '(i32.const 4)', { profiles: [] });
    expect(harmless.fault).toBeNull();
    const { fault } = await run(['fd_write'], `(call $fd_write ${numbers(1, 0, 0, 0)})`, { profiles: [] });
    expect(fault).toEqual({ kind: 'trap', message: 'unresolved host import "wasi_snapshot_preview1#fd_write"' });
  });

  it('does not invent functions', async () => {
    const { fault } = await run(['fd_teleport'], '(i32.const 0)');
    expect(fault).toMatchObject({
      kind: 'instantiate',
      message: expect.stringContaining('wasi_snapshot_preview1.fd_teleport'),
    });
  });
});

describe('output and input', () => {
  it('writes all vectors of a call as one operation, bytes unchanged', async () => {
    const { host, result } = await run(
      ['fd_write'],
      `(i32.store (i32.const 0) (i32.const 100)) (i32.store (i32.const 4) (i32.const 3))
       (i32.store (i32.const 8) (i32.const 200)) (i32.store (i32.const 12) (i32.const 2))
       (i32.store (i32.const 100) (i32.const 0x00a9c361)) (i32.store (i32.const 200) (i32.const 0xc30a))
       (drop (call $fd_write ${numbers(2, 0, 2, 16)})) (i32.load (i32.const 16))`,
    );
    expect(host.written).toEqual([{ stream: 'stderr', bytes: new Uint8Array([0x61, 0xc3, 0xa9, 0x0a, 0xc3]) }]);
    expect(result.u32()).toBe(5);
  });

  it('reads nothing from an input that is at its end', async () => {
    const { result } = await run(
      ['fd_read'],
      `(i32.store (i32.const 4) (i32.const 8)) (i32.store (i32.const 16) (i32.const 7))
       (i32.add (call $fd_read ${numbers(0, 0, 1, 16)}) (i32.load (i32.const 16)))`,
    );
    expect(result.u32()).toBe(0);
  });

  it('reads what was typed into all vectors, as much as there is', async () => {
    const host = Object.assign(new ScriptedHost(), { input: new Uint8Array([1, 2, 3]) });
    const { result } = await run(
      ['fd_read'],
      `(i32.store (i32.const 0) (i32.const 100)) (i32.store (i32.const 4) (i32.const 2))
       (i32.store (i32.const 8) (i32.const 200)) (i32.store (i32.const 12) (i32.const 8))
       (drop (call $fd_read ${numbers(0, 0, 2, 16)}))
       (i32.add (i32.add (i32.load16_u (i32.const 100)) (i32.load (i32.const 200))) (i32.mul (i32.const 65536) (i32.load (i32.const 16))))`,
      { host },
    );
    expect(result.u32()).toBe(0x0201 + 3 + 3 * 65_536);
  });

  it('asks for no input where there is no room for any', async () => {
    const host = Object.assign(new ScriptedHost(), { input: new Uint8Array([1]) });
    expect(await errno('fd_read', numbers(0, 0, 0, 16), { host })).toBe(SUCCESS);
    expect(host.input).toHaveLength(1);
  });

  it('says of the standard streams that they are character devices', async () => {
    const body = (name: string, offset: number): string =>
      `(drop (call $${name} ${numbers(1, 32)})) (i32.load8_u (i32.const ${32 + offset}))`;
    expect((await run(['fd_fdstat_get'], body('fd_fdstat_get', 0))).result.u32()).toBe(2);
    expect((await run(['fd_filestat_get'], body('fd_filestat_get', 16))).result.u32()).toBe(2);
  });

  it('gives each call its own descriptors', async () => {
    const closing = `(drop (call $fd_close ${numbers(1)})) (call $fd_write ${numbers(1, 0, 0, 16)})`;
    expect((await run(['fd_close', 'fd_write'], closing)).result.u32()).toBe(BADF);
    expect(await errno('fd_write', numbers(1, 0, 0, 16))).toBe(SUCCESS);
  });
});

describe('arguments and environment', () => {
  const sizes = (name: string): string =>
    `(drop (call $${name} ${numbers(0, 4)})) (i32.add (i32.mul (i32.const 1000) (i32.load (i32.const 0))) (i32.load (i32.const 4)))`;

  it('are empty', async () => {
    expect((await run(['args_sizes_get'], sizes('args_sizes_get'))).result.u32()).toBe(0);
    expect((await run(['environ_sizes_get'], sizes('environ_sizes_get'))).result.u32()).toBe(0);
  });

  it('are measured in bytes of UTF-8, not in UTF-16 units', async () => {
    const ran = await run(['args_sizes_get'], sizes('args_sizes_get'), {
      host: Object.assign(new ScriptedHost(), { args: ['é€😀'] }),
    });
    expect(ran.result.u32()).toBe(1000 + 2 + 3 + 4 + 1);
  });

  it('are those of the entry, variables as NAME=value', async () => {
    const host = Object.assign(new ScriptedHost(), { environment: [['A', 'ä=1']] });
    const { result } = await run(
      ['environ_get', 'environ_sizes_get'],
      `(drop (call $environ_get ${numbers(0, 100)})) (drop (call $environ_sizes_get ${numbers(4, 8)}))
       (i64.or (i64.load (i32.const 100)) (i64.shl (i64.extend_i32_u (i32.load (i32.const 8))) (i64.const 56)))`,
      { host, result: 's64' },
    );
    // A = ä = 1 and its NUL, seven bytes, and that number on top.
    expect(result.s64()).toBe(0x07_00_31_3d_a4_c3_3d_41n);
  });

  it('fill what was measured and not a byte more', async () => {
    const { result } = await run(
      ['args_get'],
      `(i32.store8 (i32.const 103) (i32.const 77)) (drop (call $args_get ${numbers(0, 100)}))
       (i32.add (i32.load8_u (i32.const 103)) (i32.load (i32.const 0)))`,
      { host: Object.assign(new ScriptedHost(), { args: ['é'] }) },
    );
    expect(result.u32()).toBe(77 + 100);
  });
});

describe('clocks', () => {
  const time = (id: number): string =>
    `(drop (call $clock_time_get (i32.const ${id}) (i64.const 0) (i32.const 8))) (i64.load (i32.const 8))`;

  it.each([
    [0, 1_700_000_000_000_000_000n],
    [1, 100_000_000n],
    [2, 0n],
    [3, 0n],
  ])('number %i tells nanoseconds', async (id, expected) => {
    expect((await run(['clock_time_get'], time(id), { result: 's64' })).result.s64()).toBe(expected);
  });
});

describe('randomness', () => {
  it('fills more than a secure source gives at once, through private memory', async () => {
    const { result } = await run(
      ['random_get'],
      `(drop (call $random_get ${numbers(8, 100_000)}))
       (i32.add (i32.mul (i32.const 256) (i32.load8_u (i32.const 100007))) (i32.load8_u (i32.const 100008)))`,
      { memory: '(memory (export "memory") 4)' },
    );
    // The scripted source counts up; the second chunk is drawn whole, and only its beginning is used.
    expect(result.u32()).toBe(256 * (100_000 & 0xff));
  });

  it('fills shared memory, which secure sources refuse', async () => {
    const { result } = await run(
      ['random_get'],
      `(drop (call $random_get ${numbers(8, 3)})) (i32.load (i32.const 8))`,
      { memory: '(memory (export "memory") 1 1 shared)' },
    );
    expect(result.u32()).toBe(0x030201);
  });
});
