/** spec/registry §4.8: processes that are called like functions. */
import { describe, expect, test } from 'vitest';
import type { EntryReport, ProjectFiles } from '../../contract/api.ts';
import { processProject } from '../testing/process-project.ts';
import type { Bodies } from '../testing/process-runs.ts';
import { createTestKernel } from '../testing/test-kernel.ts';

const HOST = 'default_host: "app:host"';

/** `app:p_w` says in its `meta` where it is started; `app:main` runs once at a time. */
function project(meta: string, bodies: Bodies): ProjectFiles {
  const files = processProject(bodies);
  const index = files['_index.yaml']!.replace('{name: p_w,', `{name: p_w, meta: {${meta}},`).replace(
    '{name: main,',
    '{name: main, pool: {type: inline},',
  );
  return { ...files, '_index.yaml': index };
}

async function opened(meta: string, bodies: Bodies) {
  const made = createTestKernel();
  const report = await made.settle(made.kernel.open(project(meta, bodies)));
  expect(report).toMatchObject({ ok: true, diagnostics: [] });
  return made;
}

async function run(meta: string, bodies: Bodies) {
  const { kernel, settle } = await opened(meta, bodies);
  const result = await settle(kernel.call('app:main', []));
  await kernel.stop();
  return result;
}

describe('a process that names a host', () => {
  test.each([HOST, `options: {${HOST}}`, `options: {${HOST}}, default_host: "app:idle"`])(
    'in {%s} answers calls with what it ends with',
    async (meta) => {
      const { value, error } = await run(meta, {
        main: 'return {(funcs.call("app:p_w", 6, 7)), (funcs.async("app:p_w", 1, 2):response():receive():data())}',
        p_w: 'local a, b = ... time.sleep("1ms") return a * b',
      });
      expect([error, value]).toEqual([null, [42, 2]]);
    },
  );

  test('fails as its end does', async () => {
    const { value } = await run(HOST, {
      main: 'local v, e = funcs.call("app:p_w") return {v == nil, e:kind(), e:message(), e:retryable()}',
      p_w: 'return nil, errors.new{message = "m", kind = "Timeout", retryable = true}',
    });
    expect(value).toEqual([true, 'Timeout', 'm', true]);
  });

  test('acts for whoever calls, and is called by the page and over its own PID as well', async () => {
    const { kernel, settle } = await opened(HOST, {
      main: 'return (funcs.new():with_context({a = "x"}):call("app:p_w"))',
      p_w: 'return {ctx.get("a") or "none", process.pid():match("^{app:host|") ~= nil}',
    });
    expect((await settle(kernel.call('app:main', []))).value).toEqual(['x', true]);
    expect((await settle(kernel.call('app:p_w', []))).value).toEqual(['none', true]);
    expect(kernel.state()).toMatchObject({ processes: [], pools: [{ target: 'app:main' }] });
    await kernel.stop();
  });

  test.each([
    ['default_host: "app:idle"', 'failed to start process: host is not running'],
    ['default_host: "app:none"', 'failed to start process: host not found'],
    ['default_host: "app:main"', 'failed to start process: host does not implement process.Host'],
  ])('that does not run, in {%s}, fails the call', async (meta, message) => {
    const { value } = await run(meta, {
      main: 'local v, e = funcs.call("app:p_w") return {v == nil, e:kind(), e:message()}',
      p_w: 'return 1',
    });
    expect(value).toEqual([true, 'Internal', message]);
  });

  test('is asked to end when the call is taken back', async () => {
    const { kernel, settle, sink } = await opened(HOST, {
      main: 'coroutine.spawn(function() funcs.call("app:p_w") end) time.sleep("1ms") return 1',
      wait: 'time.sleep("10ms")',
      p_w: 'local ev = process.events():receive() print(ev.kind, ev.reason)',
    });
    expect((await settle(kernel.call('app:main', []))).value).toBe(1);
    await settle(kernel.call('app:wait', []));
    expect(sink.printed).toEqual(['pid.cancel context canceled']);
    expect(kernel.state().processes).toEqual([]);
    await kernel.stop();
  });

  test('begins once as a call, whatever code takes its place', async () => {
    const { kernel, settle, sink } = await opened(HOST, {
      main: 'return (funcs.call("app:p_w", 1))',
      p_w: 'local n = ... if n == 3 then return n end process.upgrade(nil, n + 1)',
    });
    expect((await settle(kernel.call('app:main', []))).value).toBe(3);
    const { call } = sink.events.find(({ kind, target, pid }) => kind === 'queued' && target === 'app:p_w' && !pid)!;
    expect(sink.events.flatMap((step) => (step.call === call ? [step.kind] : []))).toEqual([
      'queued',
      'started',
      'finished',
    ]);
    await kernel.stop();
  });

  test('is told of by the report of its entry, and others are not', async () => {
    const { kernel, settle } = createTestKernel();
    const { entries } = await settle(kernel.open(project(HOST, { p_w: 'return 1' })));
    const other = await settle(kernel.open(project('note: x', { p_w: 'return 1' })));
    const callsOf = (reports: readonly EntryReport[]) => reports.find(({ id }) => id === 'app:p_w')?.calls;
    expect([callsOf(entries), callsOf(other.entries)]).toEqual(['anything', undefined]);
  });

  test('is one no longer once its entry names none, and one that is gone cannot be called', async () => {
    const bodies = { main: 'local v, e = funcs.call("app:p_w") return v or e:message()', p_w: 'return "called"' };
    const { kernel, settle } = await opened(HOST, bodies);
    const answers: unknown[] = [(await settle(kernel.call('app:main', []))).value];
    await settle(kernel.apply(project('note: x', bodies)));
    answers.push((await settle(kernel.call('app:main', []))).value);
    await settle(kernel.apply(project(HOST, bodies)));
    answers.push((await settle(kernel.call('app:main', []))).value);
    await settle(kernel.apply(project(HOST, { main: bodies.main })));
    answers.push((await settle(kernel.call('app:main', []))).value);
    expect(answers).toEqual([
      'called',
      'no handler registered for target',
      'called',
      'no handler registered for target',
    ]);
    await kernel.stop();
  });
});

describe('a process that somebody waits for', () => {
  const refused = (chain: string) => `call would wait for itself: ${chain} (at most 1 at a time)`;
  const upgraded = 'if ... then local _, e = funcs.call("app:main") return e:message() end process.upgrade(nil, true)';

  test.each([
    [
      'called as a function',
      'return (funcs.call("app:p_w"))',
      'local _, e = funcs.call("app:main") return e:message()',
    ],
    [
      'executed',
      'return (process.exec("app:p_w", "app:host"))',
      'local _, e = funcs.call("app:main") return e:message()',
    ],
    ['called as a function, and upgraded', 'return (funcs.call("app:p_w"))', upgraded],
  ])('%s, cannot wait for who waits for it', async (_how, main, p_w) => {
    const { value, error } = await run(HOST, { main, p_w });
    expect([error, value]).toEqual([null, refused('page → app:main → app:p_w → app:main')]);
  });

  test('counts as one of nested calls, so one that calls itself comes to an end', async () => {
    const { kernel, settle } = await opened(HOST, {
      p_w: 'local n = ... local v, e = funcs.call("app:p_w", n + 1) return v or {n, e:message()}',
    });
    const { value } = await settle(kernel.call('app:p_w', [1]));
    expect(value).toEqual([63, 'calls are nested deeper than 64: app:p_w']);
    await kernel.stop();
  });

  test('by others than those it calls is no hindrance', async () => {
    const { value } = await run(HOST, {
      main: 'local a = funcs.async("app:p_w") local b = funcs.async("app:p_w") return {a:response():receive():data(), b:response():receive():data()}',
      p_w: 'return (funcs.call("app:f"))',
      f: 'time.sleep("1ms") return 1',
    });
    expect(value).toEqual([1, 1]);
  });
});

test('a process that names no host is no function', async () => {
  const { value } = await run('note: x', {
    main: 'local v, e = funcs.call("app:p_w") return {e:kind(), e:message()}',
    p_w: 'return 1',
  });
  expect(value).toEqual(['NotFound', 'no handler registered for target']);
});
