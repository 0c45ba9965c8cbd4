/** spec/scheduler §10, spec/registry §4.6: services, under a clock that moves from timer to timer. */
import { expect, test } from 'vitest';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { main } from '../testing/lua-project.ts';

type Files = Record<string, string>;

const HEAD = 'version: "1.0"\nnamespace: app\nentries:\n';
const HOST = '  - {name: host, kind: process.host, lifecycle: {auto_start: true}}\n';
const WAIT = `  - {name: wait, kind: function.lua, source: "file://wait.lua", method: main, modules: [time]}\n`;

/** A process `NAME` and a service `NAME_s` for each body; `lifecycle` is what its service has besides. */
function files(bodies: Readonly<Record<string, readonly [body: string, lifecycle?: string, more?: string]>>): Files {
  const sources: Files = { 'wait.lua': main('time.sleep(...)') };
  const entries = Object.entries(bodies).map(([name, [body, lifecycle = '', more = '']]) => {
    sources[`${name}.lua`] = main(body);
    const modules = '[time, errors, security, funcs]';
    const isStarted = lifecycle.includes('auto_start') ? '' : 'auto_start: true, ';
    return `  - {name: ${name}, kind: process.lua, source: "file://${name}.lua", method: main, modules: ${modules}}
  - {name: ${name}_s, kind: process.service, process: ${name}, host: "app:host", ${more}lifecycle: {${isStarted}${lifecycle}}}\n`;
  });
  return { ...sources, '_index.yaml': `${HEAD}${HOST}${WAIT}${entries.join('')}` };
}

const EXACT = 'restart: {initial_delay: 1s, jitter: 0}';

async function opened(project: Files): Promise<TestKernel> {
  const made = createTestKernel();
  const report = await made.settle(made.kernel.open(project));
  expect(report.diagnostics).toEqual([]);
  expect(report.ok).toBe(true);
  return made;
}

/** What the services printed within a time, each line with the milliseconds at which it came. */
async function lines(project: Files, time = '1m'): Promise<string[]> {
  const { kernel, sink, settle } = await opened(project);
  await settle(kernel.call('app:wait', [time]));
  await kernel.stop();
  expect(kernel.state().processes).toEqual([]);
  return shown(sink);
}

const START = Date.UTC(2024, 4, 1, 10);
function shown(sink: TestKernel['sink']): string[] {
  return sink.entries
    .filter(({ source }) => source === 'print' || source === 'system')
    .map(({ time, level, text }) => `${time - START} ${level === 'info' ? '' : `${level}: `}${text}`);
}

test('a service starts with the project and is given its input', async () => {
  const body = 'local a, b = ... print(a, b.c) process.inbox():receive()';
  expect(await lines(files({ p: [body, '', 'input: [1, {c: x}], '] }))).toEqual(['0 1 x']);
});

test('one without auto_start does not start by itself', async () => {
  expect(await lines(files({ p: ['print("never")', 'auto_start: false'] }))).toEqual([]);
});

test('one that fails is started again after longer and longer waits', async () => {
  expect(await lines(files({ p: ['print("up") error("oh")', EXACT] }), '8s')).toEqual([
    '0 up',
    '0 warn: service app:p_s failed, and is started again in 1000 ms: app:p:1: oh',
    '1000 up',
    '1000 warn: service app:p_s failed, and is started again in 2000 ms: app:p:1: oh',
    '3000 up',
    '3000 warn: service app:p_s failed, and is started again in 4000 ms: app:p:1: oh',
    '7000 up',
    '7000 warn: service app:p_s failed, and is started again in 8000 ms: app:p:1: oh',
  ]);
});

test('a wait is no longer than max_delay, and varies by jitter', async () => {
  const restart = (jitter: number) =>
    `restart: {initial_delay: 1s, max_delay: 3s, backoff_factor: 3, jitter: ${jitter}}`;
  const ups = async (jitter: number) => {
    const all = await lines(files({ p: ['print("up") error("oh")', restart(jitter)] }), '10001ms');
    return all.filter((line) => line.endsWith(' up')).map((line) => Number.parseInt(line, 10));
  };
  expect(await ups(0)).toEqual([0, 1000, 4000, 7000, 10_000]);
  const varied = await ups(0.5);
  expect(varied[1]).not.toBe(1000);
  expect(varied[1]).toBeGreaterThanOrEqual(500);
  expect(varied[1]).toBeLessThan(1500);
});

test('after max_attempts restarts it stays failed', async () => {
  const restart = 'restart: {initial_delay: 1s, jitter: 0, max_attempts: 2}';
  expect((await lines(files({ p: ['print("up") error("oh")', restart] }))).slice(-2)).toEqual([
    '3000 up',
    '3000 error: service app:p_s failed, and was started again often enough: app:p:1: oh',
  ]);
});

test('running for as long as stable_threshold begins the count anew', async () => {
  const restart = 'stable_threshold: 2s, restart: {initial_delay: 1s, jitter: 0, max_attempts: 1}';
  const all = await lines(files({ p: ['print("up") time.sleep("2s") error("oh")', restart] }), '13s');
  expect(all.filter((line) => line.endsWith(' up'))).toEqual(['0 up', '3000 up', '6000 up', '9000 up', '12000 up']);
});

test.each([
  ['a return', 'return 1', 'service app:p_s has returned, and is not started again'],
  ['a text as error', 'return nil, "no"', 'error: service app:p_s failed for good: no'],
  [
    'an error that says so',
    'return nil, errors.new{message = "no", retryable = false}',
    'error: service app:p_s failed for good: no',
  ],
])('%s is the end of it', async (_name, body, said) => {
  expect(await lines(files({ p: [body] }))).toEqual([`0 ${said}`]);
});

test.each([
  ['an error object', 'return nil, errors.new("no")', 'no'],
  ['a termination', 'process.terminate(process.pid())', 'process terminated'],
  [
    'the failure of one that it is linked with',
    'if not ... then process.spawn_linked("app:p", "app:host", true) time.sleep("1m") else error("no") end',
    'linked process failed',
  ],
])('after %s it is started again', async (_name, body, why) => {
  const [first] = await lines(files({ p: [body, EXACT] }), '500ms');
  expect(first).toBe(`0 warn: service app:p_s failed, and is started again in 1000 ms: ${why}`);
});

test('what a service requires runs before it, also where it would not start by itself', async () => {
  const up = (name: string) => `print("${name}") process.inbox():receive()`;
  const project = files({
    a: [up('a'), 'requires: [b_s, "app:c_s"]'],
    b: [up('b'), 'depends_on: [c_s]'],
    c: [up('c')],
  });
  project['_index.yaml'] = project['_index.yaml']!.replace(/(name: c_s.*auto_start: )true/, '$1false');
  expect(await lines(project)).toEqual(['0 c', '0 b', '0 a']);
});

test('a host that is needed is started', async () => {
  const project = files({ p: ['print("up")'] });
  project['_index.yaml'] = project['_index.yaml']!.replace(', lifecycle: {auto_start: true}}\n', '}\n');
  expect((await lines(project))[0]).toBe('0 up');
});

test.each([
  ['a host requires another', '{name: one, kind: process.host, lifecycle: {auto_start: true, requires: [two]}}'],
  ['a terminal.host requires it', '{name: one, kind: terminal.host, lifecycle: {auto_start: true, depends_on: [two]}}'],
])('a host that was never started refuses, unless it starts because %s', async (_name, one) => {
  const spawned = async (...hosts: readonly string[]) => {
    const project = files({});
    project['_index.yaml'] += hosts.map((host) => `  - ${host}\n`).join('');
    project['_index.yaml'] +=
      '  - {name: p, kind: process.lua, source: "return {main = function() end}", method: main}\n' +
      `  - {name: f, kind: function.lua, source: "file://f.lua", method: main}\n`;
    project['f.lua'] = main('local pid, err = process.spawn("app:p", "app:two") return pid and "up" or err:message()');
    const { kernel, settle } = await opened(project);
    return (await settle(kernel.call('app:f', []))).value;
  };
  expect(await spawned('{name: two, kind: process.host}')).toBe('host is not running');
  expect(await spawned(one, '{name: two, kind: process.host}')).toBe('up');
});

test('a host that requires a service runs after it, and a service on it then', async () => {
  const up = (name: string) => `print("${name}") process.inbox():receive()`;
  const project = files({ a: [up('a')], b: [up('b'), 'auto_start: false'] });
  const index = project['_index.yaml']!.replace('process: a, host: "app:host"', 'process: a, host: "app:late"');
  project['_index.yaml'] = `${index}  - {name: late, kind: process.host, lifecycle: {requires: [b_s]}}\n`;
  expect(await lines(project)).toEqual(['0 b', '0 a']);
});

const NO_METHOD = 'method "main" not found in module';
test.each([
  ['without the method', 'return {}', '', NO_METHOD],
  ['whose chunk raises', 'error("oh")', '', 'app:broken:1: oh'],
  ['whose chunk waits', 'process.inbox():receive()', '', 'app:broken:1: can not yield from outside of a coroutine'],
  ['that another needs', 'return {}', 'auto_start: false', NO_METHOD],
])('a required service %s fails the boot, and nothing of the project runs', async (_name, source, lifecycle, why) => {
  const { kernel, sink, settle } = createTestKernel();
  const needs = lifecycle === '' ? '' : 'requires: [broken_s]';
  const project = files({ p: ['print("up") process.inbox():receive()', needs], broken: ['', lifecycle] });
  project['broken.lua'] = source;
  const report = await settle(kernel.open(project));
  const message = `failed to start service app:broken_s: ${why}`;
  expect(report).toMatchObject({ ok: false, error: { message } });
  expect(report.diagnostics).toMatchObject([
    { file: '_index.yaml', message, entry: 'app:broken_s', severity: 'error' },
  ]);
  expect(report.entries.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual(['app:broken_s']);
  expect(kernel.state().processes).toEqual([]);
  expect(await settle(kernel.call('app:wait', ['1ms']))).toMatchObject({ error: { kind: 'NotFound' } });
  expect(shown(sink).filter((line) => !line.endsWith(' up'))).toEqual([]);
});

test('an optional service that does not start is started again, and a required one that ran before it failed', async () => {
  const project = files({ p: ['', `${EXACT}, startup: optional`], q: ['error("later")', EXACT] });
  project['p.lua'] = 'error("oh")';
  const all = await lines(project, '500ms');
  expect(all.filter((line) => line.startsWith('0 ')).toSorted()).toEqual([
    '0 warn: service app:p_s failed, and is started again in 1000 ms: app:p:1: oh',
    '0 warn: service app:q_s failed, and is started again in 1000 ms: app:q:1: later',
  ]);
});

test('in a project that runs, a required service that does not start is started again', async () => {
  const { kernel, sink, settle } = await opened(files({}));
  const project = files({ p: ['', EXACT] });
  const report = await settle(kernel.apply({ ...project, 'p.lua': 'error("oh")' }));
  expect(report.ok).toBe(true);
  await settle(kernel.call('app:wait', ['500ms']));
  await kernel.stop();
  expect(shown(sink)).toEqual(['0 warn: service app:p_s failed, and is started again in 1000 ms: app:p:1: oh']);
});

test('a boot that waits for a service ends with Stop', async () => {
  const { kernel } = createTestKernel();
  const booting = kernel.open(files({ p: ['process.inbox():receive()'] }));
  while (kernel.state().processes.length === 0) await Promise.resolve();
  await kernel.stop();
  expect((await booting).ok).toBe(true);
});

test('Stop ends services, those that wait included, for good', async () => {
  const { kernel, sink, settle } = await opened(
    files({ p: ['print("up") error("oh")', EXACT], q: ['process.inbox():receive()'] }),
  );
  await settle(kernel.call('app:wait', ['1ms']));
  await kernel.stop();
  expect(kernel.state().processes).toEqual([]);
  const before = shown(sink);
  await settle(kernel.call('app:wait', ['1m']));
  expect(shown(sink)).toEqual(before);
});

test('a live edit of its process stops a service and starts it with the new code', async () => {
  const body = (name: string) =>
    `print("${name} up") local ev = process.events():receive() print("${name}", ev.kind, ev.reason) time.sleep("1s") print("${name} done")`;
  const { kernel, sink, settle } = await opened(files({ p: [body('old')], q: [body('other')] }));
  await settle(kernel.call('app:wait', ['1ms']));
  await settle(kernel.apply(files({ p: [body('new')], q: [body('other')] })));
  await settle(kernel.call('app:wait', ['5s']));
  expect(shown(sink)).toEqual([
    '0 old up',
    '0 other up',
    '1 old pid.cancel service stopped',
    '1001 old done',
    '1001 new up',
  ]);
  await kernel.stop();
});

test('one that does not stop in time is ended, and one that is removed does not come back', async () => {
  const { kernel, sink, settle } = await opened(
    files({ p: ['print("up") while true do time.sleep("1s") end', 'stop_timeout: 9s'] }),
  );
  await settle(kernel.call('app:wait', ['1ms']));
  await settle(kernel.apply(files({})));
  await settle(kernel.call('app:wait', ['2s']));
  expect(kernel.state().processes).toHaveLength(1);
  await settle(kernel.call('app:wait', ['1m']));
  expect(kernel.state().processes).toEqual([]);
  expect(shown(sink)).toEqual(['0 up']);
});

test('acts for its actor, by its policies', async () => {
  const body = `local a = security.actor() print(a:id(), a:meta().role, security.can("x", "r"), security.can("y", "r"))`;
  const security = 'security: {actor: {id: svc, meta: {role: bot}}, policies: [may_x], groups: [g]}';
  const project = files({ p: [body, security] });
  const policy = (name: string, groups: string, actions: string, effect: string) =>
    `  - {name: ${name}, kind: security.policy, groups: [${groups}], policy: {actions: ${actions}, resources: "*", effect: ${effect}}}\n`;
  project['_index.yaml'] += policy('may_x', '', '"*"', 'allow') + policy('not_y', 'g', 'y', 'deny');
  expect((await lines(project))[0]).toBe('0 svc bot true false');
});

test.each([
  ['process: none, host: "app:host"', 'factory not found: app:none'],
  ['process: p, host: "app:p"', 'host not found: app:p'],
  ['process: p', 'host is required'],
  ['host: "app:host"', 'process is required'],
  ['process: p, host: "app:host", lifecycle: {requires: [q]}', 'dependency not found: app:q'],
  ['process: p, host: "app:host", lifecycle: {security: {policies: [q]}}', 'policy not found: app:q'],
  ['process: p, host: "app:host", lifecycle: {stop_timeout: soon}', 'invalid duration'],
  ['process: p, host: "app:host", lifecycle: {startup: maybe}', 'invalid startup'],
  ['process: p, host: "app:host", lifecycle: {restart: {jitter: 2}}', 'jitter must be a number from 0 to 1'],
])('a service {%s} is refused where it stands', async (fields, message) => {
  const { kernel, settle } = createTestKernel();
  const project = files({ p: ['return'] });
  project['_index.yaml'] += `  - {name: s, kind: process.service, ${fields}}\n`;
  const report = await settle(kernel.open(project));
  expect(report.ok).toBe(false);
  expect(report.diagnostics).toMatchObject([{ message, entry: 'app:s', severity: 'error' }]);
});
