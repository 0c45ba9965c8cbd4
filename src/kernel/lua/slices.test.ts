import { describe, expect, test } from 'vitest';
import { main, project } from '../testing/lua-project.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import type { CallResult, EvalResult, PlainValue, TapedResult } from '../../contract/api.ts';
import { PlainWriter } from '../../contract/plain.ts';
import { TapePlayer, type Tape } from '../../contract/tape.ts';
import type { KernelOptions } from '../kernel.ts';

/** One world for each function. */
function inline(files: Record<string, string>): Record<string, string> {
  return {
    ...files,
    '_index.yaml': files['_index.yaml']!.replaceAll(
      '    method: main\n',
      '    method: main\n    pool: {type: inline}\n',
    ),
  };
}

/** A kernel whose clock goes on with every look: so many looks make a slice, on any machine. */
async function open(sources: Record<string, string>, options: KernelOptions = {}) {
  const made = createTestKernel(options);
  const { clock } = made;
  let looks = 0;
  const still = clock.nowMs.bind(clock);
  clock.nowMs = () => still() + looks++;
  expect(await made.settle(made.kernel.open(inline(project(sources))))).toMatchObject({ ok: true, diagnostics: [] });
  return made;
}

const TABLES = 'local t = {} for i = 1, 8000 do t[i] = { i } end';
const LARGE = {
  arguments: {
    main: main(
      `${TABLES} time.sleep("1ms") print("given") local v, e = funcs.call("app:take", t) if v then print("done") end return v, e`,
    ),
    take: main('local t = ... return #t + t[8000][1]'),
  },
  results: {
    main: main('local t = funcs.call("app:take") print("done") return #t + t[8000][1]'),
    take: main(`${TABLES} print("given") return t`),
  },
  'fields of the logger': {
    main: main(`${TABLES} print("given") logger:info("m", { rows = t }) print("done") return #t + t[8000][1]`),
    take: main(''),
  },
  'JSON read': {
    main: main(
      'local s = "[" .. ("[1],"):rep(8000) .. "1]" print("given") local v = json.decode(s) print("done") return #v + 7999',
    ),
    take: main(''),
  },
  'JSON written': {
    main: main(`${TABLES} print("given") local v = json.encode(t) print("done") return #json.decode(v) + 8000`),
    take: main(''),
  },
};
const ROWS = Array.from({ length: 8000 }, (_, index) => [index + 1]);

function valuesOf(tape: Tape): readonly PlainValue[] {
  const writer = new PlainWriter();
  new TapePlayer(tape, writer).play();
  return writer.values;
}

const TICKER = main('for i = 1, 1000 do print("tick") time.sleep("1us") end');

describe('large values take many turns', () => {
  for (const [name, sources] of Object.entries(LARGE))
    test(`${name}: another process goes on meanwhile`, async () => {
      const { kernel, settle, sink } = await open({ ...sources, ticker: TICKER });
      void kernel.call('app:ticker', []);
      const { value, error } = await settle(kernel.call('app:main', []));
      expect(error).toBeNull();
      expect(value).toBe(16_000);
      const printed = sink.printed;
      const ticks = printed
        .slice(printed.indexOf('given'), printed.indexOf('done'))
        .filter((text) => text === 'tick').length;
      expect(ticks).toBeGreaterThan(2);
      await kernel.stop();
    });

  for (const [name, sources] of Object.entries(LARGE))
    test(`${name}: Stop ends it in the middle`, async () => {
      let isStopped = false;
      const { kernel, settle, sink } = await open(sources, { interrupted: () => isStopped });
      const result = kernel.call('app:main', []);
      for (let turns = 0; turns < 100_000 && !sink.printed.includes('given'); turns++) {
        const { more, nextTimerMs } = kernel.turn(0);
        if (!more && nextTimerMs !== null) kernel.turn(2);
      }
      for (let turns = 0; turns < 3; turns++) kernel.turn(0);
      isStopped = true;
      expect(await settle(result)).toMatchObject({
        value: null,
        error: { kind: 'Canceled', message: 'context canceled' },
      });
      expect(sink.printed).not.toContain('done');
      expect(kernel.state().processes).toEqual([]);
    });

  const counted = main('local t, text = ... print("done") return #t + t[8000][1] + #text');

  test('arguments of the page: another process goes on meanwhile, and they are kept for the console beside it', async () => {
    const { kernel, settle, sink } = await open({ main: counted, ticker: TICKER });
    void kernel.call('app:ticker', []);
    kernel.turn(0);
    const { value, error } = await settle(kernel.call('app:main', [ROWS, 'x']));
    expect([value, error]).toEqual([16_001, null]);
    const { printed } = sink;
    expect(printed.slice(0, printed.indexOf('done')).length).toBeGreaterThan(4);
    const cut = sink.entries.find((entry) => entry.call?.target === 'app:main')?.cuts?.arguments;
    expect(valuesOf(kernel.whole(cut!.handle!)!)).toEqual([[ROWS, 'x']]);
    await kernel.stop();
  });

  test('arguments of the page: each turn takes so much and no more, and Stop ends it in the middle', async () => {
    let isStopped = false;
    const { kernel, clock, settle, sink } = await open({ main: counted }, { interrupted: () => isStopped });
    const result = kernel.call('app:main', [ROWS, 'x']);
    for (let turns = 0; turns < 6; turns++) {
      const before = clock.nowMs();
      kernel.turn(0);
      expect(clock.nowMs() - before).toBeLessThan(25);
    }
    isStopped = true;
    expect(await settle(result)).toMatchObject({ value: null, error: { kind: 'Canceled' } });
    expect(sink.printed).toEqual([]);
    expect(kernel.state().processes).toEqual([]);
  });

  test('results stay as they are until they have arrived, though their world is wanted again', async () => {
    const take = `local t = {} for i = 1, 8000 do t[i] = { 1 } end return { main = function() for i = 1, 8000 do t[i][1] = t[i][1] + 1 end return t end }`;
    const caller = main(
      'local t = funcs.call("app:take") local first = t[1][1] for i = 1, 8000 do if t[i][1] ~= first then return "torn" end end return first',
    );
    const { kernel, settle } = await open({ main: caller, take });
    const results = await settle(Promise.all([1, 2, 3].map(() => kernel.call('app:main', []))));
    expect(results.map(({ value }) => value)).toEqual([2, 3, 4]);
  });

  test('a call that is withdrawn while its values arrive lets the world go', async () => {
    const { kernel, settle, sink } = await open(LARGE.results);
    const result = kernel.call('app:main', []);
    while (!sink.printed.includes('given')) kernel.turn(0);
    for (let turns = 0; turns < 3; turns++) kernel.turn(0);
    await settle(kernel.stop());
    expect(await settle(result)).toMatchObject({ error: { kind: 'Canceled' } });
    expect(kernel.state().processes).toEqual([]);
    expect((await settle(kernel.call('app:main', []))).value).toBe(16_000);
  });

  const take = main(`${TABLES} return t`);

  test('a result for the page: another process goes on while it is recorded, and it comes whole', async () => {
    const { kernel, settle, sink } = await open({
      main: main('print("given") return funcs.call("app:take")'),
      take,
      ticker: TICKER,
    });
    void kernel.call('app:ticker', []);
    for (const ask of [
      () => kernel.callForPage('app:take', []),
      () => kernel.evalForPage('return (funcs.call("app:take"))', 'eval'),
    ]) {
      const before = sink.printed.length;
      const result = await settle<CallResult | EvalResult | TapedResult>(ask());
      expect('tape' in result && valuesOf(result.tape)).toEqual([ROWS]);
      expect(sink.printed.length - before).toBeGreaterThan(6);
    }
    await kernel.stop();
  });

  test('a result for the page: each turn records so much and no more', async () => {
    const { kernel, clock } = await open({ main: take });
    const result = kernel.callForPage('app:main', []);
    let isDone = false;
    void result.then(() => (isDone = true));
    let turns = 0;
    for (; !isDone && turns < 10_000; turns++) {
      const before = clock.nowMs();
      kernel.turn(0);
      // The clock goes on with each look at it: the process's slice, that of the recording, and what both read besides.
      expect(clock.nowMs() - before).toBeLessThan(20);
      await Promise.resolve();
    }
    expect(turns).toBeGreaterThan(10);
    expect(await result).toMatchObject({ as: 'value' });
  });

  test('a result for the page: Stop ends it in the middle, and its world serves the next', async () => {
    let isStopped = false;
    const { kernel, settle, sink } = await open(
      { main: main(`${TABLES} print("given") return t`) },
      { interrupted: () => isStopped },
    );
    const poolOf = () => kernel.state().pools[0];
    for (const stop of ['raised', 'asked for']) {
      sink.entries.length = 0;
      const result = kernel.callForPage('app:main', []);
      while (!sink.printed.includes('given')) kernel.turn(0);
      for (let turns = 0; turns < 3; turns++) kernel.turn(0);
      // Its process is over, and its values are on their way.
      expect([kernel.state().processes, poolOf()]).toMatchObject([[], { active: 1 }]);
      if (stop === 'raised') isStopped = true;
      else await kernel.stop();
      expect(await settle(result)).toMatchObject({
        value: null,
        error: { kind: 'Canceled', message: 'context canceled' },
      });
      expect(poolOf()).toMatchObject({ active: 0, queued: 0 });
      isStopped = false;
    }
    expect(await settle(kernel.callForPage('app:main', []))).toMatchObject({ as: 'value' });
  });

  test('a result for the page stays as it is while it is recorded, though its world is wanted again', async () => {
    const counting = `local t = {} for i = 1, 8000 do t[i] = { 1 } end return { main = function() for i = 1, 8000 do t[i][1] = t[i][1] + 1 end return t end }`;
    const { kernel, settle } = await open({ main: counting });
    const results = await settle(Promise.all([1, 2, 3].map(() => kernel.callForPage('app:main', []))));
    const seen = results.map(
      (result) => new Set('tape' in result ? (valuesOf(result.tape)[0] as number[][]).flat() : []),
    );
    expect(seen).toEqual([new Set([2]), new Set([3]), new Set([4])]);
  });

  test('a result inside of calls is kept for the console beside what goes on, and there for whoever asks before', async () => {
    const { kernel, settle, sink } = await open({
      main: main('local t = funcs.call("app:take") print("taken") return #t'),
      take,
    });
    const result = kernel.callForPage('app:main', []);
    const handle = () => sink.entries.find((entry) => entry.call?.target === 'app:take')?.cuts?.result?.handle;
    while (!handle()) kernel.turn(0);
    // Its world is kept for the recording.
    expect(kernel.state().pools.find(({ target }) => target === 'app:take')).toMatchObject({ active: 1 });
    expect(valuesOf(kernel.whole(handle()!)!)).toEqual([ROWS]);
    expect(await settle(result)).toMatchObject({ value: 8000 });
    expect(kernel.state().pools.map(({ active }) => active)).toEqual([0, 0]);
    sink.entries.length = 0;
    await settle(kernel.callForPage('app:main', []));
    while (kernel.turn(0).more);
    expect(valuesOf(kernel.whole(handle()!)!)).toEqual([ROWS]);
  });

  test('arguments inside of calls are kept for the console beside what goes on, whatever becomes of them meanwhile', async () => {
    const taking = main('return 1');
    const { kernel, clock, settle, sink } = await open({
      main: main(`${TABLES} print("given") return funcs.call("app:take", t, "x")`),
      take: taking,
    });
    const cutOf = () => sink.entries.find((entry) => entry.call?.target === 'app:take')?.cuts?.arguments;
    const result = kernel.callForPage('app:main', []);
    while (!sink.printed.includes('given')) kernel.turn(0);
    while (kernel.state().processes.length > 0) {
      const before = clock.nowMs();
      kernel.turn(0);
      expect(clock.nowMs() - before).toBeLessThan(25);
    }
    expect(await settle(result)).toMatchObject({ value: 1 });
    expect(valuesOf(kernel.whole(cutOf()!.handle!)!)).toEqual([[ROWS, 'x']]);

    const changing = await open({
      main: main(
        `${TABLES} t.a = {1} t.b = 2 coroutine.spawn(function() for round = 1, 50 do for i = 1, 8000, 7 do t[i + round % 7] = nil end t.a = nil t["c" .. round] = {} time.sleep("1us") end end) local v = funcs.call("app:take", t) return v`,
      ),
      take: taking,
    });
    expect(await changing.settle(changing.kernel.callForPage('app:main', []))).toMatchObject({ value: 1, error: null });
    while (changing.kernel.turn(0).more);
  });

  const COMMAND = {
    '_index.yaml': `namespace: app
entries:
  - {name: terminal, kind: terminal.host, lifecycle: {auto_start: true}}
  - {name: large, kind: process.lua, meta: {command: {name: large}}, source: "file://large.lua", method: main, modules: [io]}
`,
    'large.lua': main(`io.print("given") ${TABLES} return t`),
  };
  const LARGE_COMMAND = { name: 'large', args: [], input: '', terminal: null };

  test('the value of a command: each turn records so much and no more, and it comes whole as bytes', async () => {
    const { kernel, clock, settle } = createTestKernel();
    expect(await settle(kernel.open(COMMAND))).toMatchObject({ ok: true, diagnostics: [] });
    let looks = 0;
    const still = clock.nowMs.bind(clock);
    clock.nowMs = () => still() + looks++;
    const run = kernel.run(LARGE_COMMAND);
    let isDone = false;
    void run.then(() => (isDone = true));
    let turns = 0;
    for (; !isDone && turns < 10_000; turns++) {
      const before = clock.nowMs();
      kernel.turn(0);
      expect(clock.nowMs() - before).toBeLessThan(25);
      for (let tick = 0; tick < 10; tick++) await Promise.resolve();
    }
    expect(turns).toBeGreaterThan(10);
    const result = await run;
    expect(result).toMatchObject({ exitCode: 0, stdout: 'given\n', stderr: '', error: null });
    expect('tape' in result && valuesOf(result.tape)).toEqual([ROWS]);
    await kernel.stop();
  });

  test('the value of a command: Stop ends it in the middle', async () => {
    const { kernel, clock, settle } = createTestKernel();
    expect(await settle(kernel.open(COMMAND))).toMatchObject({ ok: true });
    let looks = 0;
    const still = clock.nowMs.bind(clock);
    clock.nowMs = () => still() + looks++;
    const run = kernel.run(LARGE_COMMAND);
    const isRunning = () => kernel.state().processes.length > 0;
    for (let turns = 0; turns < 10_000 && !isRunning(); turns++) kernel.turn(0);
    while (isRunning()) kernel.turn(0);
    // Its process is over, and its value is on its way.
    await settle(kernel.stop());
    expect(await settle(run)).toMatchObject({ exitCode: 130, error: { kind: 'Canceled' } });
  });
});
