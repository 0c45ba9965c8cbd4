import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToolchainRequest, ToolchainResponse } from '../protocol/toolchain-messages.ts';
import { ToolchainClient, type WorkerLike } from './toolchain.ts';

class FakeWorker implements WorkerLike {
  readonly #listeners = new Map<string, (event: never) => void>();
  readonly requests: ToolchainRequest[] = [];
  isTerminated = false;
  postMessage(message: unknown): void {
    this.requests.push(message as ToolchainRequest);
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(response: ToolchainResponse): void {
    this.#listeners.get('message')?.({ data: response } as never);
  }
  fail(message: string): void {
    this.#listeners.get('error')?.({ message, preventDefault: () => undefined } as never);
  }
  ready(): void {
    this.say({ type: 'ready', version: 1 });
  }
  answer(): void {
    this.say({ type: 'done', id: this.requests.at(-1)!.id, output: { ok: true, value: { bytes: new Uint8Array([1]) } } });
  }
}

let workers: FakeWorker[];
const createClient = (): ToolchainClient =>
  new ToolchainClient({
    createWorker: () => {
      workers.push(new FakeWorker());
      return workers.at(-1)!;
    },
    deadlineMs: 100,
    startDeadlineMs: 1000,
  });
const message = (answer: Awaited<ReturnType<ToolchainClient['compileWat']>>): string => (answer.ok ? 'ok' : answer.error[0]!.message);

beforeEach(() => {
  workers = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the toolchain client', () => {
  it('starts no worker before the first job and sends one job at a time', async () => {
    const client = createClient();
    expect(workers).toHaveLength(0);
    const first = client.compileWat('a');
    const second = client.compileWat('b');
    expect(workers[0]!.requests).toHaveLength(0);
    workers[0]!.ready();
    expect(workers[0]!.requests).toHaveLength(1);
    workers[0]!.answer();
    expect(message(await first)).toBe('ok');
    expect(workers[0]!.requests.map((request) => request.input)).toEqual([{ source: 'a' }, { source: 'b' }]);
    workers[0]!.answer();
    expect(message(await second)).toBe('ok');
  });

  it('replaces a worker that misses the deadline and goes on with the next job', async () => {
    const client = createClient();
    const slow = client.compileWat('slow');
    const next = client.compileWat('next');
    workers[0]!.ready();
    vi.advanceTimersByTime(100);
    expect(message(await slow)).toBe('the compiler did not finish in time');
    expect(workers[0]!.isTerminated).toBe(true);
    workers[1]!.ready();
    workers[1]!.answer();
    expect(message(await next)).toBe('ok');
  });

  it('does not count the start against the deadline of the job', async () => {
    const client = createClient();
    const job = client.compileWat('a');
    vi.advanceTimersByTime(900);
    workers[0]!.ready();
    vi.advanceTimersByTime(90);
    workers[0]!.answer();
    expect(message(await job)).toBe('ok');
  });

  it('answers when the worker never starts, fails to load, breaks or cannot be made', async () => {
    const client = createClient();
    const silent = client.compileWat('a');
    vi.advanceTimersByTime(1000);
    expect(message(await silent)).toBe('the compiler did not start in time');
    const broken = client.compileWat('b');
    workers[1]!.fail('no such script');
    expect(message(await broken)).toBe('the compiler could not run: no such script');
    const failed = client.warmUp();
    workers[2]!.ready();
    workers[2]!.say({ type: 'failed', id: workers[2]!.requests[0]!.id, message: 'bug' });
    expect(await failed).toBe(false);
    const refused = new ToolchainClient({ createWorker: () => { throw new Error('blocked'); } });
    expect(message(await refused.compileWat('c'))).toBe('the compiler could not start: blocked');
  });

  it('drops late answers and settles every job when disposed', async () => {
    const client = createClient();
    const first = client.compileWat('a');
    const second = client.compileWat('b');
    workers[0]!.ready();
    workers[0]!.say({ type: 'done', id: 999, output: null });
    client.dispose();
    expect(message(await first)).toBe('the compiler was stopped');
    expect(message(await second)).toBe('the compiler was stopped');
    expect(message(await client.compileWat('c'))).toBe('the compiler was stopped');
    expect(vi.getTimerCount()).toBe(0);
  });
});
