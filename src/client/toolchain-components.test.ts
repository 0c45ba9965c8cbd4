import { describe, expect, it, vi } from 'vitest';
import type { ToolsState } from '../contract/api.ts';
import type { ToolchainResponse } from '../protocol/toolchain-messages.ts';
import { joinTools } from './joined-tools.ts';
import { ToolchainClient } from './toolchain.ts';
import { FakeWorker, workers, createClient, message, useFakeWorkers } from './testing/toolchain-workers.ts';

useFakeWorkers();

describe('component tools', () => {
  const build = (client: ToolchainClient) => client.build({ from: 'text', source: '(component)' });
  const done = (worker: FakeWorker, output: unknown, isSpent = false): void => {
    const response = { type: 'done', id: worker.requests.at(-1)!.id, output, ...(isSpent ? { isSpent } : {}) };
    worker.say(response as ToolchainResponse);
  };
  const progress = (worker: FakeWorker, tools: ToolsState): void =>
    worker.say({ type: 'progress', id: worker.requests.at(-1)!.id, tools });
  const FAILED = { ok: false, diagnostics: [] } as const;
  const told = (text: string) => ({
    ok: false,
    diagnostics: [{ code: 'toolchain', message: expect.stringContaining(text) as string }],
  });

  it('are asked for texts first, then for what somebody wants to see, and checks come last', async () => {
    const client = createClient();
    const all = [client.warmUp({ compiler: true }), client.check({ a: '1' })];
    await Promise.resolve();
    all.push(client.describe(Uint8Array.of(1)) as never, build(client) as never, client.compileWat('x') as never);
    workers[0]!.ready();
    for (let job = 0; job < 5; job++) done(workers[0]!, { status: 'checked', diagnostics: [], ok: true });
    await Promise.all(all);
    expect(workers[0]!.requests.map(({ job }) => job)).toEqual(['warmUp', 'compileWat', 'describe', 'build', 'check']);
  });

  it('that a text needs are fetched without a word, and in the time that the line needs', async () => {
    const heard: ToolsState[] = [];
    const client = createClient();
    client.onTools((tools) => heard.push(tools));
    const compiling = client.compileWat('x');
    workers[0]!.ready();
    for (let step = 1; step < 5; step++) {
      progress(workers[0]!, { state: 'loading', loadedBytes: step, totalBytes: 0 });
      vi.advanceTimersByTime(150);
    }
    progress(workers[0]!, { state: 'working', task: 'reading' });
    vi.advanceTimersByTime(90);
    workers[0]!.answer();
    expect(await compiling).toMatchObject({ ok: true });
    expect(heard).toEqual([]);
  });

  it('that broke over a job take their worker with them, and the next job gets a new one', async () => {
    const client = createClient();
    const first = build(client);
    const second = build(client);
    workers[0]!.ready();
    done(workers[0]!, FAILED, true);
    expect(await first).toEqual(FAILED);
    expect(workers[0]!.isTerminated).toBe(true);
    expect(workers).toHaveLength(2);
    workers[1]!.ready();
    done(workers[1]!, { ok: true, bytes: new Uint8Array(1) });
    expect(await second).toMatchObject({ ok: true });
    expect(workers[1]!.isTerminated).toBe(false);
  });

  it.each([
    ['describe', 20_000],
    ['disassemble', 20_000],
    ['build', 30_000],
  ] as const)('have a deadline of their own: %s', async (job, deadlineMs) => {
    const client = new ToolchainClient({
      createWorker: () => {
        workers.push(new FakeWorker());
        return workers.at(-1)!;
      },
    });
    const answers = {
      describe: () => client.describe(Uint8Array.of(1)),
      disassemble: () => client.disassemble(Uint8Array.of(1), 10),
      build: () => build(client),
    };
    const answer = answers[job]();
    workers[0]!.ready();
    vi.advanceTimersByTime(deadlineMs - 1);
    expect(workers[0]!.isTerminated).toBe(false);
    vi.advanceTimersByTime(1);
    expect(workers[0]!.isTerminated).toBe(true);
    expect(JSON.stringify(await answer)).toContain('the compiler did not finish in time');
  });

  it('may load for as long as bytes arrive, and then have all their time', async () => {
    const client = createClient();
    const answer = build(client);
    workers[0]!.ready();
    for (let step = 1; step < 5; step++) {
      progress(workers[0]!, { state: 'loading', loadedBytes: step, totalBytes: 0 });
      vi.advanceTimersByTime(999);
    }
    progress(workers[0]!, { state: 'working', task: 'building' });
    vi.advanceTimersByTime(99);
    done(workers[0]!, FAILED);
    expect(await answer).toEqual(FAILED);
    const stuck = build(client);
    progress(workers[0]!, { state: 'loading', loadedBytes: 1, totalBytes: 2 });
    vi.advanceTimersByTime(1000);
    expect(await stuck).toMatchObject(told('the tools could not be loaded in time'));
  });

  it('tell what they do, and that they rest', async () => {
    const client = createClient();
    const heard: ToolsState[] = [];
    client.onTools((tools) => heard.push(tools));
    const states = (): string[] => heard.splice(0).map(({ state }) => state);
    const first = build(client);
    const second = build(client);
    workers[0]!.ready();
    progress(workers[0]!, { state: 'loading', loadedBytes: 1, totalBytes: 2 });
    done(workers[0]!, FAILED);
    await first;
    // The next one may find its answer without any tool.
    expect(states()).toEqual(['loading', 'idle']);
    done(workers[0]!, FAILED);
    await second;
    expect(states()).toEqual([]);
    const third = build(client);
    progress(workers[0]!, { state: 'working', task: 'building' });
    const described = client.describe(Uint8Array.of(1));
    done(workers[0]!, FAILED);
    await third;
    done(workers[0]!, {});
    await described;
    expect(states()).toEqual(['working', 'idle']);
    const broken = build(client);
    progress(workers[0]!, { state: 'working', task: 'building' });
    workers[0]!.fail('gone');
    await broken;
    expect(states()).toEqual(['working', 'idle']);
  });

  it('do not begin what was given up while it waited', async () => {
    const client = createClient();
    const owner = new AbortController();
    const running = build(client);
    const dropped = client.compileWat('x', owner.signal);
    workers[0]!.ready();
    owner.abort();
    expect(message(await dropped)).toBe('the job was given up');
    expect(message(await client.compileWat('x', owner.signal))).toBe('the job was given up');
    done(workers[0]!, FAILED);
    expect(await running).toEqual(FAILED);
    expect(workers[0]!.requests).toHaveLength(1);
    expect(workers).toHaveLength(1);
  });

  it('let a text that is given up come to its end, which is soon', async () => {
    const client = createClient();
    const owner = new AbortController();
    const compiling = client.compileWat('x', owner.signal);
    workers[0]!.ready();
    owner.abort();
    workers[0]!.answer();
    expect(message(await compiling)).toBe('ok');
    expect(workers[0]!.isTerminated).toBe(false);
  });

  it('answer for each job when the worker cannot be had', async () => {
    const client = new ToolchainClient({
      createWorker: () => {
        throw new Error('blocked');
      },
    });
    expect(await client.describe(Uint8Array.of(1, 2))).toMatchObject({
      form: null,
      sizeBytes: 2,
      problem: 'the compiler could not start: blocked',
    });
    expect(await client.disassemble(Uint8Array.of(1), 1)).toEqual({
      ok: false,
      message: 'the compiler could not start: blocked',
    });
    expect(await client.build({ from: 'text', source: '' })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'toolchain' }],
    });
  });

  it('end with the job when a message cannot be sent', async () => {
    const client = createClient();
    const job = build(client);
    workers[0]!.postMessage = () => {
      throw new Error('detached');
    };
    workers[0]!.ready();
    expect(await job).toMatchObject(told('the job could not be sent: detached'));
  });
});

describe('what nobody waits for', () => {
  const gone = {
    form: null,
    digest: '',
    problem: 'the job was given up',
    unchecked: 'the job was given up',
    mayAskAgain: true,
  };

  it('goes last', async () => {
    const client = createClient();
    const asked = [
      client.compileWat('x'),
      client.describe(Uint8Array.of(1), { whenIdle: true }),
      client.check({ a: '1' }),
      client.describe(Uint8Array.of(2)),
    ];
    await Promise.resolve();
    workers[0]!.ready();
    for (let job = 0; job < 4; job++) workers[0]!.checked('');
    await Promise.all(asked);
    expect(workers[0]!.requests.map(({ job }) => job)).toEqual(['compileWat', 'describe', 'check', 'describe']);
  });

  it('can be given up, before it begins and at work', async () => {
    const client = createClient();
    const [one, other] = [new AbortController(), new AbortController()];
    const running = client.describe(Uint8Array.of(1), { whenIdle: true, signal: one.signal });
    const waiting = client.describe(Uint8Array.of(2), { whenIdle: true, signal: other.signal });
    workers[0]!.ready();
    other.abort();
    expect(await waiting).toMatchObject(gone);
    expect(workers[0]!.isTerminated).toBe(false);
    one.abort();
    expect(await running).toMatchObject(gone);
    expect(workers[0]!.isTerminated).toBe(true);
    const module = new AbortController();
    const made = client.toJavaScript(Uint8Array.of(3), 'x', module.signal);
    workers[1]!.ready();
    module.abort();
    expect(await made).toEqual({ ok: false, message: 'the job was given up' });
    expect(workers[1]!.isTerminated).toBe(true);
  });
});

it('a run does not wait for a binary that is taken apart: each has a worker of its own', async () => {
  const [texts, binaries] = [createClient(), createClient()];
  const tools = joinTools(texts, binaries);
  const heard: ToolsState[] = [];
  const undo = tools.onTools((state) => heard.push(state));
  void tools.describe(Uint8Array.of(1));
  const compiling = texts.compileWat('x');
  workers[0]!.ready();
  workers[0]!.say({ type: 'progress', id: 1, tools: { state: 'working', task: 'validating' } });
  workers[1]!.ready();
  workers[1]!.answer();
  expect((await compiling).ok).toBe(true);
  expect(workers.map((worker) => worker.requests.map(({ job }) => job))).toEqual([['describe'], ['compileWat']]);
  undo();
  workers[0]!.answer();
  expect(heard).toEqual([{ state: 'working', task: 'validating' }]);
  texts.dispose();
  binaries.dispose();
});
