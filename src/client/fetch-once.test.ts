import { describe, expect, it } from 'vitest';
import type { OutgoingEvent } from '../contract/network.ts';
import type { KernelToNetwork } from '../protocol/network-messages.ts';
import { fetchOnce } from './fetch-once.ts';
import type { WorkerErrorLike, WorkerLike, WorkerMessageLike } from './worker-like.ts';

class FakeNetwork implements WorkerLike {
  readonly heard: KernelToNetwork[] = [];
  isTerminated = false;
  #listener: (event: WorkerMessageLike) => void = () => {};
  readonly #events: OutgoingEvent[];

  constructor(events: readonly OutgoingEvent[]) {
    this.#events = [...events];
  }
  postMessage(message: unknown): void {
    this.heard.push(message as KernelToNetwork);
    const event = this.#events.shift();
    if (event) void Promise.resolve().then(() => this.#listener({ data: { type: 'net-event', id: 1, event } }));
  }
  terminate(): void {
    this.isTerminated = true;
  }
  addEventListener(
    type: 'message' | 'error',
    listener: ((event: WorkerMessageLike) => void) | ((event: WorkerErrorLike) => void),
  ): void {
    if (type === 'message') this.#listener = listener as (event: WorkerMessageLike) => void;
  }
}

const ADDRESS = 'https://example.com/a.lua';
const head = (status: number): OutgoingEvent => ({ type: 'head', status, url: ADDRESS, headers: [] });
const data = (...bytes: number[]): OutgoingEvent => ({ type: 'data', bytes: Uint8Array.from(bytes) });

async function fetched(events: readonly OutgoingEvent[], signal = new AbortController().signal) {
  const worker = new FakeNetwork(events);
  const result = await fetchOnce(ADDRESS, { maxBytes: 4, signal, createWorker: () => worker });
  expect(worker.isTerminated).toBe(true);
  return { result, worker };
}

describe('a request of the visitor’s own', () => {
  it('is one GET without a header, and gives all parts of the answer', async () => {
    const { result, worker } = await fetched([head(200), data(1, 2), data(3), { type: 'end' }]);
    expect(result).toEqual({ ok: true, value: Uint8Array.of(1, 2, 3) });
    expect(worker.heard[0]).toEqual({
      type: 'net-begin',
      id: 1,
      request: { method: 'GET', url: ADDRESS, headers: [], body: null },
    });
  });

  it.each([
    ['another status', [head(404)], 'The answer is 404, not found.'],
    ['more than there may be', [head(200), data(1, 2, 3), data(4, 5)], 'It is larger than'],
    ['a failure', [{ type: 'failed', message: 'CORS' } as const], 'It could not be fetched: CORS.'],
  ])('ends with %s, and says so', async (_what, events, said) => {
    expect((await fetched(events)).result).toEqual({ ok: false, error: expect.stringContaining(said) });
  });

  it('ends with a sentence where its worker does not begin', async () => {
    const { signal } = new AbortController();
    const failing = (): WorkerLike => {
      throw new Error('no worker');
    };
    expect(await fetchOnce(ADDRESS, { maxBytes: 4, signal, createWorker: failing })).toEqual({
      ok: false,
      error: 'It could not be fetched: no worker.',
    });
  });

  it('is not led to another host, which is named', async () => {
    const elsewhere: OutgoingEvent = { type: 'head', status: 200, url: 'https://other.example/a.lua', headers: [] };
    expect((await fetched([elsewhere])).result).toEqual({
      ok: false,
      error: expect.stringContaining('other.example'),
    });
  });

  it('is given up', async () => {
    const controller = new AbortController();
    const running = fetched([head(200)], controller.signal);
    controller.abort();
    expect((await running).result).toEqual({ ok: false, error: 'It was given up.' });
  });
});
