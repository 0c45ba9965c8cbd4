/** Host interfaces in the browser: every function of preview 1 by name, and programs of real toolchains with their answers. */
import { wasi1 } from '../src/contract/hosts/wasi1.ts';
import { mismatches, PROGRAMS, project, valueOf } from '../src/examples/testing/guest-programs.ts';
import { BADF, NOTSUP } from '../src/guest/testing/wasi1-errnos.ts';
import { expect, test } from './fixtures/api-test.ts';

/** What functions answer that do not just refuse their first argument, no descriptor; null: they end the call. */
const OTHERWISE: Readonly<Record<string, { readonly args: readonly number[]; readonly errno: number | null }>> = {
  args_get: { args: [64, 128], errno: 0 },
  args_sizes_get: { args: [64, 68], errno: 0 },
  clock_res_get: { args: [1, 64], errno: 0 },
  clock_time_get: { args: [1, 0, 64], errno: 0 },
  environ_get: { args: [64, 128], errno: 0 },
  environ_sizes_get: { args: [64, 68], errno: 0 },
  poll_oneoff: { args: [1024, 2048, 1, 64], errno: 0 },
  proc_exit: { args: [0], errno: null },
  proc_raise: { args: [1], errno: NOTSUP },
  random_get: { args: [64, 8], errno: 0 },
  sched_yield: { args: [], errno: 0 },
  path_symlink: { args: [64, 1, 99, 64, 1], errno: BADF },
  sock_accept: { args: [99], errno: NOTSUP },
  sock_recv: { args: [99], errno: NOTSUP },
  sock_send: { args: [99], errno: NOTSUP },
  sock_shutdown: { args: [99], errno: NOTSUP },
};
/** No descriptor. */
const NONE = 99;

test('every function of preview 1 answers by its name', async ({ page }) => {
  const rows = Object.entries(wasi1.core).map(([name, { parameters, result }]) => {
    const types = parameters.split(' ').filter(Boolean);
    const { args, errno } = OTHERWISE[name] ?? { args: [NONE], errno: BADF };
    const given = types.map((type, at) => `(${type}.const ${args[at] ?? 0})`).join(' ');
    const taken = types.length === 0 ? '' : ` (param ${types.join(' ')})`;
    const answer = result === null ? `(call $${name} ${given}) (i32.const -1)` : `(call $${name} ${given})`;
    return {
      name,
      errno,
      imported: `(import "wasi_snapshot_preview1" "${name}" (func $${name}${taken}${result === null ? '' : ' (result i32)'}))`,
      exported: `(func (export "${name.replaceAll('_', '-')}") (result i32) ${answer})`,
    };
  });
  const entries = rows.map(({ name }) => {
    const method = name.replaceAll('_', '-');
    return {
      name,
      kind: 'function.wat',
      source: 'file://all.wat',
      method,
      wit: `${method}: func() -> s32`,
      imports: ['wasi1'],
    };
  });
  const text = `(module ${rows.map(({ imported }) => imported).join(' ')} (memory (export "memory") 1)\n${rows.map(({ exported }) => exported).join('\n')})`;
  const files = {
    '_index.json': JSON.stringify({ version: '1.0', namespace: 'app', entries }),
    'all.wat': text,
  };
  const answers = await page.evaluate(
    async ({ files: all, names }) => {
      const report = await playground.open(all);
      const results: [string, unknown][] = [];
      for (const name of names) {
        const { value, error } = await playground.call(`app:${name}`);
        results.push([name, error ? error : value]);
      }
      return { ok: report.ok, results };
    },
    { files, names: rows.map(({ name }) => name) },
  );
  expect(answers).toEqual({ ok: true, results: rows.map(({ name, errno }) => [name, errno]) });
});

/** By their interfaces: files, clocks, polling, the command line, randomness, calls of Lua; each as core module and as component. */
const SHOWN = [
  'c-hello.p2.wasm',
  'c-files.p2.wasm',
  'c-files.p2-0.2.0.wasm',
  'c-sleep.p2.wasm',
  'c-ticker.wasm',
  'c-greet.wasm',
  'rust-hello.p2.wasm',
  'c-reactor.p1.wasm',
  'c-caller.wasm',
];

test('programs of real toolchains answer as they do elsewhere', async ({ page }) => {
  const programs = PROGRAMS.filter(({ file }) => SHOWN.includes(file.split('/').at(-1) ?? ''));
  expect(programs).toHaveLength(SHOWN.length);
  for (const program of programs) {
    const seen = await page.evaluate(
      async ({ files, calls }) => {
        await playground.open(files);
        const all = [];
        for (const [at, args] of calls.entries()) {
          const before = playground.console().length;
          const { value, error, durationMs } = await playground.call(`app:f${at}`, ...(args as never[]));
          const rows = playground.console().slice(before);
          const said = (source: string): string =>
            rows.flatMap((one) => (one.source === source ? [one.text] : [])).join('\n');
          all.push({ result: { value, error, durationMs }, stdout: said('stdout'), stderr: said('stderr') });
        }
        return all;
      },
      {
        files: project(program),
        calls: program.calls.map(({ args = [] }): unknown[] => args.map((one) => valueOf(one))),
      },
    );
    for (const [at, call] of program.calls.entries())
      expect(mismatches(call, seen[at]!), `${program.file} ${call.method} ${JSON.stringify(call.args ?? [])}`).toEqual(
        [],
      );
  }
});

test('threads that started one after the other read one clock', async ({ page }) => {
  // Reads the clock, and keeps its thread for so many milliseconds.
  const wat = `(module
    (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
    (memory (export "memory") 1)
    (func $now (result i64) (drop (call $time (i32.const 1) (i64.const 0) (i32.const 0))) (i64.load (i32.const 0)))
    (func (export "read") (param $ms i64) (result i64)
      (local $began i64)
      (local.set $began (call $now))
      (loop $again
        (br_if $again (i64.lt_u
          (i64.sub (call $now) (local.get $began))
          (i64.mul (local.get $ms) (i64.const 1000000)))))
      (local.get $began)))`;
  const reader = (name: string): object => ({
    name,
    kind: 'function.wat',
    source: 'file://read.wat',
    method: 'read',
    wit: 'read: func(ms: u64) -> u64',
    imports: ['wasi1'],
  });
  const readers = ['a', 'b', 'c'];
  const files = {
    '_index.json': JSON.stringify({ version: '1.0', namespace: 'app', entries: readers.map(reader) }),
    'read.wat': wat,
  };
  const readings = await page.evaluate(
    async ({ files: all, names }) => {
      await playground.open(all);
      const read = async (name: string, ms: number): Promise<unknown> => {
        const { value, error } = await playground.call(`app:${name}`, ms);
        return error ?? value;
      };
      const first = await read('a', 0);
      const together = await Promise.all(names.map(async (name) => read(name, 50)));
      return [first, ...together, await read('b', 0)];
    },
    { files, names: readers },
  );
  const [first, last] = [Number(readings[0]), Number(readings.at(-1))];
  for (const reading of readings) {
    expect(Number(reading)).toBeGreaterThanOrEqual(first);
    expect(Number(reading)).toBeLessThanOrEqual(last);
  }
});
