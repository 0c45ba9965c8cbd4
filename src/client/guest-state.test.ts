import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlaygroundClient } from './playground-client.ts';
import { Runtime } from './runtime.ts';
import { ToolchainClient } from './toolchain.ts';
import type { WorkerLike } from './worker-like.ts';

class QuietWorker implements WorkerLike {
  isTerminated = false;
  readonly #listeners = new Map<string, (event: never) => void>();
  postMessage(message: unknown): void {
    const request = message as { readonly type: string; readonly id: number };
    if (request.type === 'request') queueMicrotask(() => this.say({ type: 'response', id: request.id, result: null }));
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(data: unknown): void {
    this.#listeners.get('message')?.({ data } as never);
  }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

describe('what the state says of guests that are ending', () => {
  it('is what the kernel knows: a warm guest that it lets go is gone, and those of a broken runtime may run on for a while', async () => {
    const kernels: QuietWorker[] = [];
    const guests: QuietWorker[] = [];
    const make = (list: QuietWorker[]) => (): QuietWorker => {
      const worker = new QuietWorker();
      list.push(worker);
      return worker;
    };
    const toolchain = new ToolchainClient({ createWorker: () => new QuietWorker() });
    const client = new PlaygroundClient(
      () =>
        new Runtime({
          workers: {
            kernel: make(kernels),
            network: () => {
              throw new Error('no network');
            },
            guest: make(guests),
          },
          toolchain,
          backend: 'shared',
          guestBudget: 4,
        }),
      { isolated: true, backend: 'shared' },
      toolchain,
    );
    client.prepare();
    for (const id of [1, 2, 3]) kernels[0]!.say({ type: 'start-guest', id, slot: id, originMs: 0 });
    kernels[0]!.say({ type: 'terminate-guest', id: 1 });
    expect(guests.map(({ isTerminated }) => isTerminated)).toEqual([true, false, false]);
    expect((await client.state()).guests).toMatchObject({ terminating: 0, list: [] });
    kernels[0]!.say({ type: 'crashed', message: 'for the test' });
    expect(guests.map(({ isTerminated }) => isTerminated)).toEqual([true, true, true]);
    expect((await client.state()).guests).toMatchObject({ terminating: 2, list: [] });
    vi.advanceTimersByTime(2_500);
    expect((await client.state()).guests).toMatchObject({ terminating: 0, list: [] });
    client.dispose();
  });
});
