import { describe, expect, it } from 'vitest';
import type { BootReport, CallResult, Diagnostic, ProjectFiles } from '../contract/api.ts';
import { writePlain } from '../contract/plain.ts';
import { TapeWriter } from '../contract/tape.ts';
import type { KernelRequest, PageToKernel } from '../protocol/messages.ts';
import type { RunState } from './playground.ts';
import { PlaygroundClient } from './playground-client.ts';
import { Runtime } from './runtime.ts';
import { ToolchainClient } from './toolchain.ts';
import type { WorkerLike } from './worker-like.ts';

const REPORT: BootReport = { ok: true, entries: [], diagnostics: [] };

/** A kernel that answers each request at once. */
class FakeKernel implements WorkerLike {
  readonly requests: KernelRequest[] = [];
  /** What an `apply` answers. */
  report: BootReport = REPORT;
  /** Requests of these methods are answered by {@link answer} only. */
  readonly held = new Set<KernelRequest['method']>();
  /** Whether lines of the log are wanted, as often as it was said. */
  readonly logged: boolean[] = [];
  readonly #listeners = new Map<string, (event: never) => void>();

  postMessage(message: unknown): void {
    const request = message as PageToKernel;
    if (request.type === 'log') this.logged.push(request.isOn);
    if (request.type !== 'request') return;
    this.requests.push(request);
    const result = request.method === 'open' ? REPORT : request.method === 'apply' ? this.report : null;
    if (!this.held.has(request.method)) queueMicrotask(() => this.answer(request, result));
  }
  answer(request: KernelRequest, result: unknown): void {
    this.say('message', { data: { type: 'response', id: request.id, result } });
  }
  async asks(method: KernelRequest['method'], nth = 1): Promise<KernelRequest> {
    for (;;) {
      const request = this.requests.filter((one) => one.method === method)[nth - 1];
      if (request) return request;
      await Promise.resolve();
    }
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener);
  }
  terminate(): void {}
  say(type: string, event: object): void {
    this.#listeners.get(type)?.(event as never);
  }
  /** Methods and the `x` file of each request. */
  get asked(): string[] {
    return this.requests.map(({ method, params }) =>
      params && 'files' in params ? `${method} ${String(params.files['x'])}` : method,
    );
  }
}

function create(check: (files: ProjectFiles) => Promise<readonly Diagnostic[]> = async () => []): {
  client: PlaygroundClient;
  kernels: FakeKernel[];
} {
  const kernels: FakeKernel[] = [];
  const unused = (): WorkerLike => {
    throw new Error('not in this test');
  };
  const createRuntime = (): Runtime =>
    new Runtime({
      workers: {
        network: () => {
          throw new Error('no network');
        },
        kernel: () => {
          kernels.push(new FakeKernel());
          return kernels.at(-1)!;
        },
        guest: unused,
      },
      toolchain: new ToolchainClient({ createWorker: unused }),
      backend: 'messages',
      guestBudget: 4,
    });
  const toolchain = new ToolchainClient({ createWorker: unused });
  toolchain.check = check;
  return { client: new PlaygroundClient(createRuntime, { isolated: false, backend: 'messages' }, toolchain), kernels };
}

const mistake: Diagnostic = {
  file: 'x',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 2,
  severity: 'error',
  code: 'c',
  message: 'm',
};
const failed = (kind: string): BootReport => ({
  ok: false,
  error: { kind, message: 'no', retryable: false, details: null },
  entries: [],
  diagnostics: [mistake],
});

describe('changing the open project', () => {
  it('opens it when there is none yet, and applies from then on', async () => {
    const { client, kernels } = create();
    await client.apply({ x: '1' });
    await client.apply({ x: '2' });
    expect(kernels[0]!.asked).toEqual(['open 1', 'apply 2']);
  });

  it('makes a restart bring back the last project that took effect', async () => {
    const { client, kernels } = create();
    await client.open({ x: '1' });
    await client.apply({ x: '2' });
    kernels[0]!.report = failed('Invalid');
    expect(await client.apply({ x: 'bad' })).toMatchObject({ ok: false });
    await client.restart();
    expect(kernels[0]!.asked.at(-1)).toBe('open 2');
  });

  it('opens what ran before in a runtime that had to be replaced, and changes that', async () => {
    const { client, kernels } = create();
    await client.open({ x: '1' });
    kernels[0]!.say('error', { message: 'gone', preventDefault: () => {} });
    await client.apply({ x: '2' });
    expect(kernels[1]!.asked).toEqual(['open 1', 'apply 2']);
  });

  it('tells of its diagnostics, unless something overtook it', async () => {
    const { client, kernels } = create();
    const heard: (readonly Diagnostic[])[] = [];
    await client.open({ x: '1' });
    client.on('diagnostics', (diagnostics) => heard.push(diagnostics));
    kernels[0]!.report = failed('Invalid');
    await client.apply({ x: '2' });
    kernels[0]!.report = failed('Canceled');
    await client.apply({ x: '3' });
    expect(heard).toEqual([[mistake]]);
  });
});

const ANSWER: CallResult = { value: 1, error: null, durationMs: 1 };

describe('what goes on', () => {
  it('is a boot for as long as it lasts, also when a call ends in it, and then a call that goes on', async () => {
    const { client, kernels } = create();
    const states: RunState[] = [];
    await client.open({ x: '1' });
    client.on('run', ({ state }) => states.push(state));
    const [kernel] = kernels;
    kernel!.held.add('call').add('open');
    const early = client.call('app:early');
    const earlyRequest = await kernel!.asks('call');
    const opened = client.open({ x: '2' });
    const openRequest = await kernel!.asks('open', 2);
    kernel!.answer(earlyRequest, ANSWER);
    await early;
    const late = client.call('app:late');
    expect(states).toEqual(['running', 'booting']);
    kernel!.answer(openRequest, REPORT);
    await opened;
    kernel!.answer(await kernel!.asks('call', 2), ANSWER);
    await late;
    expect(states).toEqual(['running', 'booting', 'running', 'idle']);
  });

  it('is the stop, and the boot again if that outlives it', async () => {
    const { client, kernels } = create();
    const states: RunState[] = [];
    await client.open({ x: '1' });
    client.on('run', ({ state }) => states.push(state));
    kernels[0]!.held.add('open');
    const opened = client.open({ x: '2' });
    await client.stop();
    kernels[0]!.answer(await kernels[0]!.asks('open', 2), REPORT);
    await opened;
    expect(states).toEqual(['booting', 'stopping', 'booting', 'idle']);
  });
});

describe('a call', () => {
  it('waits for the boot that goes on, and for another that came meanwhile', async () => {
    const { client, kernels } = create();
    await client.open({ x: '0' });
    kernels[0]!.held.add('open');
    const first = client.open({ x: '1' });
    const called = client.call('app:f');
    const second = client.open({ x: '2' });
    kernels[0]!.answer(await kernels[0]!.asks('open', 2), REPORT);
    await first;
    expect(kernels[0]!.asked).toEqual(['open 0', 'open 1', 'open 2']);
    kernels[0]!.answer(await kernels[0]!.asks('open', 3), REPORT);
    await Promise.all([second, called]);
    expect(kernels[0]!.asked).toEqual(['open 0', 'open 1', 'open 2', 'call']);
  });

  it('before any project was opened is told so, and starts nothing', async () => {
    const { client, kernels } = create();
    expect((await client.call('app:main')).error).toEqual({
      from: 'runtime',
      kind: 'Unavailable',
      message: 'no project is open yet: playground.open(files) opens one, and so does Run',
      retryable: true,
      details: null,
    });
    expect(kernels).toEqual([]);
  });

  it('of several after the runtime was replaced waits for the project like the first, which is opened once', async () => {
    const { client, kernels } = create();
    await client.open({ x: '1' });
    kernels[0]!.say('error', { message: 'gone', preventDefault: () => {} });
    await Promise.all([client.call('app:a'), client.call('app:b'), client.eval('return 1')]);
    expect(kernels[1]!.asked).toEqual(['open 1', 'call', 'call', 'eval']);
  });

  it('is told that the runtime went away where the one that replaced it breaks while it boots', async () => {
    const { client, kernels } = create();
    await client.open({ x: '1' });
    kernels[0]!.held.add('call');
    const lost = client.call('app:a');
    await kernels[0]!.asks('call');
    kernels[0]!.say('error', { message: 'gone', preventDefault: () => {} });
    expect((await lost).error).toMatchObject({ kind: 'Unavailable' });
    const next = client.call('app:b');
    kernels[1]!.say('error', { message: 'gone too', preventDefault: () => {} });
    expect((await next).error).toMatchObject({ kind: 'Unavailable' });
    expect(kernels).toHaveLength(2);
  });
});

it('the log is on while somebody listens, in a runtime that was replaced too, and tells of that', async () => {
  const { client, kernels } = create();
  await client.open({ x: '1' });
  const texts: string[] = [];
  const undo = client.on('log', ({ level, source, text }) => texts.push(`${level} ${source}: ${text}`));
  const undoOther = client.on('log', () => {});
  const entry = { time: 0, level: 'debug', source: 'guests', text: 'guest 1 is started' } as const;
  kernels[0]!.say('message', { data: { type: 'log', entries: [entry] } });
  kernels[0]!.say('error', { message: 'gone', preventDefault: () => {} });
  await client.call('app:f');
  expect(texts).toEqual(['debug guests: guest 1 is started', 'error kernel: the runtime is replaced: gone']);
  undo();
  expect(kernels.map(({ logged }) => logged)).toEqual([[true], [true]]);
  undoOther();
  expect(kernels.map(({ logged }) => logged)).toEqual([[true], [true, false]]);
});

it('an open whose runtime broke says so', async () => {
  const { client, kernels } = create();
  await client.open({ x: '1' });
  kernels[0]!.held.add('open');
  const opened = client.open({ x: '2' });
  kernels[0]!.say('error', { message: 'gone', preventDefault: () => {} });
  expect(await opened).toMatchObject({
    ok: false,
    error: { kind: 'Unavailable', message: 'the runtime went away while the project was booting' },
  });
});

it('a check asks the toolchain and leaves the kernel alone', async () => {
  const { client, kernels } = create(async (files) => (files['x'] === 'bad' ? [mistake] : []));
  expect(await client.check({ x: 'bad' })).toEqual([mistake]);
  expect(kernels[0]?.requests ?? []).toEqual([]);
});

describe('what the runtime holds', () => {
  it('is told whole where its processes come as bytes', async () => {
    const { client, kernels } = create();
    client.prepare();
    const processes = [{ pid: '{app:host|0x00001}', links: [], names: ['a'] }];
    const writer = new TapeWriter({ values: 100, bytes: 1000 });
    writePlain(processes, writer);
    kernels[0]!.held.add('state');
    const asked = client.state();
    kernels[0]!.answer(await kernels[0]!.asks('state'), {
      pools: [],
      guests: {},
      memory: {},
      processTape: writer.take(),
    });
    expect(await asked).toMatchObject({ processes, pools: [] });
  });
});
