/** Changing a project while it runs (spec/registry §3.1, spec/wasm §4.5). */
import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../contract/api.ts';
import { createRecordingKernel, type RecordingKernel } from './testing/recording-kernel.ts';

const lua = (name: string, source: string, more = ''): string =>
  `  - {name: ${name}, kind: function.lua, method: m, source: ${JSON.stringify(source)}${more}}\n`;
const library = (name: string, source: string, more = ''): string =>
  `  - {name: ${name}, kind: library.lua, source: ${JSON.stringify(source)}${more}}\n`;
const wat = (name: string, source: string, more = ''): string =>
  `  - {name: ${name}, kind: function.wat, method: f, wit: "f: func() -> s32", source: ${JSON.stringify(source)}${more}}\n`;
const project = (...entries: string[]): ProjectFiles => ({
  '_index.yaml': `namespace: app\nentries:\n${entries.join('')}`,
});
const answer = (constant: number): string => `(module (func (export "f") (result i32) (i32.const ${constant})))`;

const COUNTER = 'local n = 0 return function() n = n + 1 return n end';
const SLEEPER = (text: string): string => `return function() time.sleep("1s") return "${text}" end`;
const SLEEPS = ', modules: [time]';

async function opened(files: ProjectFiles): Promise<RecordingKernel> {
  const made = createRecordingKernel();
  expect(await made.kernel.open(files)).toMatchObject({ ok: true });
  return made;
}
async function value({ kernel, settle }: RecordingKernel, target: string): Promise<unknown> {
  const { value: result, error } = await settle(kernel.call(target, []));
  return error && error.from === 'runtime' ? error.message : result;
}

describe('applying a changed project', () => {
  it('keeps what did not change, with its Lua state, wherever it now stands', async () => {
    const made = await opened(project(lua('count', COUNTER), lua('other', 'return function() return 1 end')));
    expect(await value(made, 'app:count')).toBe(1);
    const report = await made.kernel.apply(
      project('\n  # moved\n', lua('other', 'return function() return 2 end'), lua('count', COUNTER)),
    );
    expect(report).toMatchObject({ ok: true });
    expect(report.error).toBeUndefined();
    expect(await value(made, 'app:count')).toBe(2);
    expect(await value(made, 'app:other')).toBe(2);
  });

  it('creates and deletes', async () => {
    const made = await opened(project(lua('a', 'return function() return "a" end')));
    await made.kernel.apply(project(lua('b', 'return function() return "b" end')));
    expect(await value(made, 'app:a')).toBe('no handler registered for target');
    expect(await value(made, 'app:b')).toBe('b');
    expect(made.kernel.state().pools.map((pool) => pool.target)).toEqual(['app:b']);
  });

  it('makes anew what imports a changed library, through others as well', async () => {
    const imports = (target: string): string => `, imports: {lib: "app:${target}"}`;
    const files = (deep: string): ProjectFiles =>
      project(
        lua('main', `local n = 0 return function() n = n + 1 return lib() .. n end`, imports('upper')),
        lua('count', COUNTER),
        library('upper', 'return function() return lib() end', imports('deep')),
        library('deep', `return function() return "${deep}" end`),
      );
    const made = await opened(files('old'));
    expect([await value(made, 'app:main'), await value(made, 'app:count')]).toEqual(['old1', 1]);
    await made.kernel.apply(files('new'));
    expect([await value(made, 'app:main'), await value(made, 'app:count')]).toEqual(['new1', 2]);
  });

  it('lets calls in progress end on the code they began with', async () => {
    const made = await opened(project(lua('slow', SLEEPER('old'), SLEEPS)));
    const running = made.kernel.call('app:slow', []);
    await made.run();
    await made.kernel.apply(project(lua('slow', SLEEPER('new'), SLEEPS)));
    const next = made.kernel.call('app:slow', []);
    expect((await made.settle(running)).value).toBe('old');
    expect((await made.settle(next)).value).toBe('new');
  });

  it('lets calls that wait for a slot end on the code they were made for', async () => {
    const inline = `${SLEEPS}, pool: {type: inline}`;
    const made = await opened(project(lua('slow', SLEEPER('old'), inline)));
    const [first, second] = [made.kernel.call('app:slow', []), made.kernel.call('app:slow', [])];
    await made.run();
    await made.kernel.apply(project(lua('slow', SLEEPER('new'), inline)));
    expect([(await made.settle(first)).value, (await made.settle(second)).value]).toEqual(['old', 'old']);
  });

  it('keeps the program of a WASM function known until its last call is through, also one that waited', async () => {
    const inline = ', pool: {type: inline}';
    const made = await opened(project(wat('f', answer(1), inline)));
    const [first, second] = [made.kernel.call('app:f', []), made.kernel.call('app:f', [])];
    await made.run();
    await made.kernel.apply(project(wat('f', answer(2), inline)));
    const third = made.kernel.call('app:f', []);
    await made.run();
    expect(made.guests.programs).toEqual(['app:f', 'app:f']);
    for (const _ of [first, second, third]) {
      made.guests.end();
      await made.run();
    }
    const ends = await Promise.all([first, second, third].map(async (call) => (await call).error));
    const texts = ends.map((error) =>
      error?.from === 'runtime' ? error.message.replace(/^.*: ran (\d+)$/, '$1') : '',
    );
    expect(texts.every((text) => /^\d+$/.test(text))).toBe(true);
    expect(new Set(texts).size).toBe(2);
    expect(made.guests.programs).toEqual(['app:f']);
  });

  it('compiles only texts it has not compiled, and publishes only what is new', async () => {
    const made = await opened(project(wat('f', answer(1)), wat('g', answer(2))));
    expect(made.compiled).toHaveLength(2);
    await made.kernel.apply(project(wat('f', answer(1)), wat('g', answer(2), ', limits: {max_execution_ms: 5}')));
    expect(made.compiled).toHaveLength(2);
    expect(made.guests.programs).toEqual(['app:f', 'app:g']);
    await made.kernel.apply(project(wat('f', answer(1)), wat('g', answer(3))));
    expect(made.compiled.slice(2)).toEqual([answer(3)]);
  });

  it('changes nothing when an entry is rejected, and says which', async () => {
    const made = await opened(project(lua('count', COUNTER), wat('f', answer(1))));
    await value(made, 'app:count');
    const before = made.guests.programs;
    const report = await made.kernel.apply(
      project(lua('count', 'return function() return "new" end'), lua('more', 'return 1'), wat('f', '(module')),
    );
    expect(report).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/^failed to apply changes: operation failed for entry app:f: /) },
    });
    expect(report.diagnostics[0]).toMatchObject({ file: '_index.yaml', line: 5, severity: 'error' });
    expect(await value(made, 'app:count')).toBe(2);
    expect(await value(made, 'app:more')).toBe('no handler registered for target');
    expect(made.guests.programs).toEqual(before);
  });

  it('changes nothing when a file cannot be read, although its entries are only missing', async () => {
    const made = await opened(project(lua('count', COUNTER)));
    await value(made, 'app:count');
    const report = await made.kernel.apply({ '_index.yaml': 'namespace: app\nentries:\n  - {name: count\n' });
    expect(report).toMatchObject({ ok: false, error: { kind: 'Invalid' } });
    expect(await value(made, 'app:count')).toBe(2);
  });

  it('deletes and makes anew an entry that changes its kind', async () => {
    const made = await opened(project(lua('x', 'return function() return 1 end')));
    expect(await made.kernel.apply(project(wat('x', answer(1))))).toMatchObject({
      ok: true,
      entries: [{ id: 'app:x', kind: 'function.wat' }],
    });
    expect(made.guests.programs).toEqual(['app:x']);
    expect(await made.kernel.apply(project(library('x', 'return 1')))).toMatchObject({ ok: true });
    expect(await value(made, 'app:x')).toBe('no handler registered for target');
    await made.run();
    expect(made.guests.programs).toEqual([]);
  });

  it('takes changes one after the other, each from what the last one left', async () => {
    const made = await opened(project(lua('a', COUNTER)));
    const changes = [1, 2, 3].map((step) => made.kernel.apply(project(lua('a', COUNTER), wat('f', answer(step)))));
    expect((await Promise.all(changes)).map((report) => report.ok)).toEqual([true, true, true]);
    expect(made.guests.programs).toEqual(['app:f']);
    await value(made, 'app:a');
    expect(await value(made, 'app:a')).toBe(2);
  });

  it('drops a change that an open overtakes', async () => {
    const made = await opened(project(wat('f', answer(1))));
    const change = made.kernel.apply(project(wat('f', answer(2)), wat('g', answer(3))));
    const open = made.kernel.open(project(wat('h', answer(4))));
    expect(await change).toMatchObject({ ok: false, error: { kind: 'Canceled' } });
    expect(await open).toMatchObject({ ok: true });
    expect(made.guests.programs).toEqual(['app:h']);
  });

  it('starts from nothing when the open was refused', async () => {
    const made = createRecordingKernel();
    expect(await made.kernel.open(project(lua('a', 'return (')))).toMatchObject({ ok: false });
    expect(await made.kernel.apply(project(lua('a', 'return function() return 1 end')))).toMatchObject({ ok: true });
    expect(await value(made, 'app:a')).toBe(1);
  });

  it('leaves no Lua world behind after many changes', async () => {
    const made = await opened(project(lua('a', COUNTER)));
    await value(made, 'app:a');
    const bytes: number[] = [];
    for (let step = 0; step < 20; step++) {
      await made.kernel.apply(project(lua('a', `${COUNTER} -- ${step}`)));
      expect(await value(made, 'app:a')).toBe(1);
      bytes.push(made.kernel.state().memory.luaBytes);
    }
    expect(bytes.at(-1)).toBeLessThanOrEqual(bytes[2]! * 1.2);
  });

  it('is told of in the log, with what took effect', async () => {
    const { kernel, sink } = await opened(project(lua('a', COUNTER), lua('b', COUNTER)));
    await kernel.apply(project(lua('a', COUNTER), lua('b', SLEEPER('x'))));
    await kernel.apply(project(lua('a', 'return (')));
    expect(sink.lines).toEqual([
      'kernel: stop: 0 requests of the page are ended',
      'kernel: boot of 2 entries took 0.0 ms; new functions: app:a, app:b; out of use: none',
      'kernel: apply of 2 entries took 0.0 ms; new functions: app:b; out of use: app:b',
      expect.stringMatching(
        /^kernel: apply of 1 entries took 0\.0 ms and changed nothing: failed to apply changes: /,
      ) as string,
    ]);
  });
});
