/** Toolchain workers without threads, under a clock that tests move. */
import { afterEach, beforeEach, vi } from 'vitest';
import type { Diagnostic } from '../../contract/api.ts';
import type { ToolchainJobs, ToolchainRequest, ToolchainResponse } from '../../protocol/toolchain-messages.ts';
import { ToolchainClient, type ToolchainOptions } from '../toolchain.ts';
import type { WorkerLike } from '../worker-like.ts';

export class FakeWorker implements WorkerLike {
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
  /** What was asked in checks, and the answer to the last of them. */
  checks(): ToolchainJobs['check']['request'][] {
    return this.requests.flatMap((request) => (request.job === 'check' ? [request.input] : []));
  }
  checked(message: string): void {
    const diagnostic: Diagnostic = {
      file: 'a',
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 2,
      severity: 'error',
      code: 'x',
      message,
    };
    this.say({ type: 'done', id: this.requests.at(-1)!.id, output: { status: 'checked', diagnostics: [diagnostic] } });
  }
  fail(message: string): void {
    this.#listeners.get('error')?.({ message, preventDefault: () => undefined } as never);
  }
  ready(): void {
    this.say({ type: 'ready', version: 1 });
  }
  answer(): void {
    this.say({
      type: 'done',
      id: this.requests.at(-1)!.id,
      output: { ok: true, value: { bytes: new Uint8Array([1]) } },
    });
  }
}

export let workers: FakeWorker[];
export const createClient = (options: Pick<ToolchainOptions, 'ready'> = {}): ToolchainClient =>
  new ToolchainClient({
    ...options,
    createWorker: () => {
      workers.push(new FakeWorker());
      return workers.at(-1)!;
    },
    deadlineMs: 100,
    startDeadlineMs: 1000,
  });
export const message = (answer: Awaited<ReturnType<ToolchainClient['compileWat']>>): string =>
  answer.ok ? 'ok' : answer.error[0]!.message;

/** For a file of tests: each of them begins without workers, and moves the clock itself. */
export function useFakeWorkers(): void {
  beforeEach(() => {
    workers = [];
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
