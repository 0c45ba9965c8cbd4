import { describe, expect, it } from 'vitest';
import type { BootReport, Diagnostic, ProjectFiles } from '../kernel/api.ts';
import type { KernelRequest, PageToKernel } from '../protocol/messages.ts';
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
  readonly #listeners = new Map<string, (event: never) => void>();

  postMessage(message: unknown): void {
    const request = message as PageToKernel;
    if (request.type !== 'request') return;
    this.requests.push(request);
    const result = request.method === 'open' ? REPORT : request.method === 'apply' ? this.report : null;
    queueMicrotask(() => this.say('message', { data: { type: 'response', id: request.id, result } }));
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
    return this.requests.map(({ method, params }) => (params && 'files' in params ? `${method} ${String(params.files['x'])}` : method));
  }
}

function create(check: (files: ProjectFiles) => Promise<readonly Diagnostic[]> = async () => []): { client: PlaygroundClient; kernels: FakeKernel[] } {
  const kernels: FakeKernel[] = [];
  const unused = (): WorkerLike => {
    throw new Error('not in this test');
  };
  const createRuntime = (): Runtime =>
    new Runtime({
      workers: {
        kernel: () => {
          kernels.push(new FakeKernel());
          return kernels.at(-1)!;
        },
        guest: unused,
      },
      toolchain: new ToolchainClient({ createWorker: unused }),
      isolated: false,
      guestBudget: 4,
    });
  const toolchain = new ToolchainClient({ createWorker: unused });
  toolchain.check = check;
  return { client: new PlaygroundClient(createRuntime, false, toolchain), kernels };
}

const mistake: Diagnostic = { file: 'x', line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error', code: 'c', message: 'm' };
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

it('a check asks the toolchain and leaves the kernel alone', async () => {
  const { client, kernels } = create(async (files) => (files['x'] === 'bad' ? [mistake] : []));
  expect(await client.check({ x: 'bad' })).toEqual([mistake]);
  expect(kernels[0]?.requests ?? []).toEqual([]);
});
