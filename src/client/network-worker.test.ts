import { describe, expect, it } from 'vitest';
import type { NetworkToKernel } from '../protocol/network-messages.ts';
import { NetworkWorker } from './network-worker.ts';
import type { WorkerErrorLike, WorkerLike, WorkerMessageLike } from './worker-like.ts';

class FakeWorker implements WorkerLike {
  readonly posted: unknown[] = [];
  isTerminated = false;
  message: (event: WorkerMessageLike) => void = () => {};
  error: (event: WorkerErrorLike) => void = () => {};

  postMessage(message: unknown): void {
    this.posted.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  addEventListener(type: 'message' | 'error', listener: (event: never) => void): void {
    if (type === 'message') this.message = listener as FakeWorker['message'];
    else this.error = listener as FakeWorker['error'];
  }
}

const begin = (id: number) =>
  ({ type: 'net-begin', id, request: { method: 'GET', url: 'https://a.example/', headers: [], body: null } }) as const;

function setUp() {
  const workers: FakeWorker[] = [];
  const sent: NetworkToKernel[] = [];
  const network = new NetworkWorker({
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    send: (message) => sent.push(message),
  });
  return { network, workers, sent };
}

describe('the network worker', () => {
  it('is started by the first request, and serves all', () => {
    const { network, workers } = setUp();
    network.take({ type: 'net-abort', id: 9 });
    expect(workers).toHaveLength(0);
    network.take(begin(1));
    network.take(begin(2));
    network.take({ type: 'net-pull', id: 1 });
    expect(workers).toHaveLength(1);
    expect(workers[0]?.posted).toHaveLength(3);
  });

  it('that breaks ends what it had, once, and is replaced by the next request', () => {
    const { network, workers, sent } = setUp();
    network.take(begin(1));
    network.take(begin(2));
    workers[0]?.message({ data: { type: 'net-event', id: 1, event: { type: 'end' } } });
    workers[0]?.error({ message: 'out of memory', preventDefault: () => {} });
    expect(workers[0]?.isTerminated).toBe(true);
    expect(sent.slice(1)).toEqual([
      { type: 'net-event', id: 2, event: { type: 'failed', message: 'the network worker is gone: out of memory' } },
    ]);
    network.take(begin(3));
    expect(workers).toHaveLength(2);
  });

  it('goes with its owner', () => {
    const { network, workers } = setUp();
    network.take(begin(1));
    network.dispose();
    expect(workers[0]?.isTerminated).toBe(true);
  });
});
