/** Commands (`meta.command`) on the whole runtime: as native Wippy ends them, and programs of real toolchains. */
import { afterAll, describe, expect, it } from 'vitest';
import type { BootReport, CallResult, ProjectFiles, RunResult } from '../../contract/api.ts';
import { bundleGuest } from '../../workers/testing/node-guests.ts';
import { NodePage } from '../../workers/testing/node-page.ts';
import { core, nativeEnds, project, realPrograms, TERMINAL } from './projects.ts';

const page = new NodePage(await bundleGuest());
afterAll(() => page.dispose());

async function open(files: ProjectFiles): Promise<void> {
  const report = await page.request<BootReport>({ method: 'open', params: { files } });
  expect(report.error).toBe(undefined);
}

const run = (name = 'f', args: readonly string[] = [], input = ''): Promise<RunResult> =>
  page.request({ method: 'run', params: { name, args, input, terminal: null } });

const evaluate = async (source: string): Promise<unknown> =>
  (await page.request<{ values: unknown[] }>({ method: 'eval', params: { source, name: 'eval' } })).values;

const HELLO = await core(
  '(module (func (export "f") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))',
  'f: func(a: s32, b: s32) -> s32',
);

describe('as native ends it', () => {
  it.each(nativeEnds)('$title', async ({ make, check }) => {
    const { files, args, input } = await make();
    await open(files);
    expect(check(await run('f', args, input))).toEqual([]);
  });
});

describe('programs of real toolchains', () => {
  it.each(realPrograms)('$title', async ({ make, check }) => {
    const { files, args, input } = await make();
    await open(files);
    expect(check(await run('f', args, input))).toEqual([]);
  });
});

describe('words after the name', () => {
  it('are arguments of the method, as texts', async () => {
    await open(project(HELLO));
    expect(await run('f', ['6', '7'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('argument 1') });
  });
});

describe('what cannot run says so, with exit code 1', () => {
  it('a name that no command has', async () => {
    await open(project(HELLO));
    expect(await run('nope')).toMatchObject({
      exitCode: 1,
      stderr: `command "nope" not found. Use 'wippy run list' to see available commands\n`,
    });
  });

  it.each([
    ['no host', '', 'no terminal.host found in registry\n'],
    [
      'two hosts',
      '  - {name: a, kind: terminal.host}\n  - {name: b, kind: terminal.host}\n',
      'multiple terminal hosts found (app:a, app:b), use --host to specify\n',
    ],
    [
      'a host that nobody starts',
      '  - {name: a, kind: terminal.host}\n',
      'timeout waiting for host app:a to start (status: stopped)\n',
    ],
  ])('%s', async (_what, hosts, stderr) => {
    await open(project(HELLO, hosts));
    expect(await run()).toMatchObject({ exitCode: 1, stdout: '', stderr });
  });
});

it('runs in Lua as well, with arguments, input and both outputs', async () => {
  await open({
    '_index.yaml': `version: "1.0"
namespace: app
entries:
${TERMINAL}  - name: main
    kind: process.lua
    meta: {command: {name: main}}
    source: file://main.lua
    method: main
    modules: [io]
`,
    'main.lua': `local function main(first)
  io.write("a", 1)
  io.print(first, #io.args(), io.args()[2])
  io.eprint("careful")
  io.print(io.readline(), io.read(2), io.read(), io.read(), (io.readline()))
  return 4
end
return { main = main }`,
  });
  expect(await run('main', ['x', 'ü'], 'one\ntwo')).toMatchObject({
    exitCode: 4,
    stdout: 'a1x\t2\tü\none\ttw\to\tnil\tnil\n',
    stderr: 'careful\n',
  });
});

it('lists the commands of a project with what they do', async () => {
  await open(project(HELLO));
  expect((await run('list')).stdout).toBe(
    'Available commands:\n\n  f  Runs f  (app:f)\n\nRun with: wippy run <command>\n',
  );
  await open({ '_index.yaml': 'version: "1.0"\nnamespace: app\nentries: []\n' });
  expect((await run('list')).stdout).toMatch(/^No commands found\.\n\n/);
});

it('exits with 130 where it is stopped, and the next one runs', async () => {
  await open(project(await core('(module (func (export "f") (loop (br 0))))', 'f: func()')));
  const running = run();
  await page.request({ method: 'stop', params: null });
  expect((await running).exitCode).toBe(130);
  await open(project(HELLO));
  expect((await run('list')).exitCode).toBe(0);
});

describe('a process.wasm from Lua', () => {
  const HOST = `${TERMINAL}  - {name: host, kind: process.host, lifecycle: {auto_start: true}}\n`;
  const monitored = (args: string): string => `
    local pid = process.spawn_monitored("app:f", "app:host"${args})
    local event = process.events():receive()
    return event.from == pid, event.result.value, event.result.error and tostring(event.result.error)`;

  it('is spawned, and its end is told', async () => {
    await open(project(HELLO, HOST));
    expect(await evaluate(monitored(', 6, 7'))).toEqual([true, 42, null]);
  });

  it('ends with the error where its arguments do not fit', async () => {
    await open(project(HELLO, HOST));
    expect(await evaluate(monitored(', 6'))).toEqual([
      true,
      null,
      expect.stringContaining('expected 2 arguments, got 1'),
    ]);
  });

  it('is executed', async () => {
    await open(project(HELLO, HOST));
    expect(await evaluate('return process.exec("app:f", "app:host", 6, 7)')).toEqual([42, null]);
  });

  it('ends where it is terminated, also within a loop without end', async () => {
    await open(project(await core('(module (func (export "f") (loop (br 0))))', 'f: func()'), HOST));
    const ended = await evaluate(`
      local pid = process.spawn_monitored("app:f", "app:host")
      process.terminate(pid)
      return tostring(process.events():receive().result.error)`);
    expect(ended).toEqual([expect.stringContaining('process terminated')]);
  });

  it('ends at its deadline', async () => {
    await open(
      project(
        await core('(module (func (export "f") (loop (br 0))))', 'f: func()', 'limits: {max_execution_ms: 50}'),
        HOST,
      ),
    );
    expect(await evaluate(monitored(''))).toEqual([true, null, expect.stringContaining('context deadline exceeded')]);
  });

  it('is none without an entry of its kind', async () => {
    await open(project(HELLO, HOST));
    expect(await evaluate('return tostring(select(2, process.spawn("app:files", "app:host")))')).toEqual([
      expect.stringContaining('factory not found'),
    ]);
  });

  it('has a terminal host to itself', async () => {
    await open(project(await core('(module (func (export "f") (loop (br 0))))', 'f: func()'), HOST));
    expect(
      await evaluate(`
        local pid = process.spawn("app:f", "app:terminal")
        local _, busy = process.spawn("app:f", "app:terminal")
        process.terminate(pid)
        return tostring(busy)`),
    ).toEqual([expect.stringContaining('terminal host is busy')]);
  });
});

describe('in a terminal', () => {
  /** Copies its input to its output, as it comes. */
  const ECHO = `(module
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "f")
      (loop $again
        (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 256))
        (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
        (if (i32.load (i32.const 8)) (then
          (i32.store (i32.const 4) (i32.load (i32.const 8)))
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))
          (br $again))))))`;
  const LUA = `return { main = function()
      io.write("name? ")
      for name in io.readline do io.eprint(name) io.write("name? ") end
      return "bye"
    end }`;

  interface Talk {
    readonly result: Promise<RunResult>;
    /** Resolves when something that contains `text` was written since. */
    readonly until: (text: string) => Promise<void>;
  }

  function talk(terminal: number, name = 'f'): Talk {
    let written = '';
    let wanted: { readonly text: string; readonly found: () => void } | null = null;
    const look = (): void => {
      const at = wanted ? written.indexOf(wanted.text) : -1;
      if (!wanted || at < 0) return;
      written = written.slice(at + wanted.text.length);
      wanted.found();
      wanted = null;
    };
    page.onTerminal = ({ text, stream, terminal: from }) => {
      expect(from).toBe(terminal);
      written += stream === 'stderr' ? `(${text})` : text;
      look();
    };
    return {
      result: page.request({ method: 'run', params: { name, args: [], input: '', terminal } }),
      until: (text) =>
        new Promise((found) => {
          wanted = { text, found };
          look();
        }),
    };
  }

  it('a guest reads what is typed while it runs, and what it writes is told at once', async () => {
    await open(project(await core(ECHO, 'f: func()', 'imports: [wasi1]')));
    const { result, until } = talk(1);
    for (const line of ['one\n', 'two, and a part of ', 'three ü\n']) {
      page.type(1, line);
      await until(line);
    }
    page.type(1, null);
    expect(await result).toMatchObject({ exitCode: 0, stdout: 'one\ntwo, and a part of three ü\n' });
  });

  it('Lua asks line by line, and what its command returns is told too', async () => {
    const entry = `  - {name: f, kind: process.lua, meta: {command: {name: f}}, source: ${JSON.stringify(LUA)}, method: main, modules: [io]}\n`;
    await open({ '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${TERMINAL}${entry}` });
    const { result, until } = talk(2);
    await until('name? ');
    page.type(2, 'Ada\n');
    await until('(Ada\n)name? ');
    page.type(2, null);
    await until('bye\n');
    expect(await result).toMatchObject({ exitCode: 0, stdout: 'name? name? bye\n', stderr: 'Ada\n' });
  });

  it('one that waits for input is stopped, and what is typed afterwards is heard by nobody', async () => {
    await open(project(await core(ECHO, 'f: func()', 'imports: [wasi1]')));
    const { result, until } = talk(3);
    page.type(3, 'x');
    await until('x');
    await page.request({ method: 'stop', params: null });
    page.type(3, 'late');
    expect(await result).toMatchObject({ exitCode: 130, stdout: 'x' });
  });
});

it('refuses a pool as functions do, and does not use one', async () => {
  const pool = async (text: string): Promise<BootReport> =>
    page.request({ method: 'open', params: { files: project({ ...HELLO, fields: [...HELLO.fields, text] }) } });
  expect((await pool('pool: {type: bogus}')).error?.message).toContain('invalid pool type');
  expect((await pool('pool: {size: 1}')).error).toBe(undefined);
});

it('is no function', async () => {
  await open(project(HELLO));
  const called = await page.request<CallResult>({ method: 'call', params: { target: 'app:f', args: [6, 7] } });
  expect(called.error).toMatchObject({ message: 'no handler registered for target' });
});
