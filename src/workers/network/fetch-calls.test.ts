import { describe, expect, it } from 'vitest';
import type { OutgoingEvent, OutgoingRequest } from '../../contract/network.ts';
import type { NetworkToKernel } from '../../protocol/network-messages.ts';
import { explainFailure } from './explain-failure.ts';
import { FetchCalls } from './fetch-calls.ts';

const REQUEST: OutgoingRequest = { method: 'POST', url: 'https://a.example/x', headers: [['X-Ü', 'ü']], body: null };

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

function setUp(answer: (sent: Sent) => Promise<Response>) {
  const sent: Sent[] = [];
  const told: NetworkToKernel[] = [];
  const waiting: (() => void)[] = [];
  const calls = new FetchCalls({
    fetch: (url, init = {}) => {
      sent.push({ url: url as string, init });
      return answer({ url: url as string, init });
    },
    post: (message) => {
      told.push(message);
      waiting.shift()?.();
    },
    origin: 'https://page.example',
  });
  const next = async (): Promise<OutgoingEvent | undefined> => {
    const before = told.length;
    if (before === told.length) await new Promise<void>((resolve) => waiting.push(resolve));
    return told[before]?.event;
  };
  return { calls, sent, told, next };
}

function streamed(parts: readonly string[]): Response {
  const rest = [...parts];
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const part = rest.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(part));
    },
  });
  return new Response(body, { status: 201, headers: { 'x-name': '\u00c3\u00bc' } });
}

describe('requests by fetch', () => {
  it('go as nobody in particular, past the cache, with bytes as values of headers', async () => {
    const { calls, sent, next } = setUp(async () => streamed([]));
    calls.take({ type: 'net-begin', id: 1, request: REQUEST });
    await next();
    expect(sent[0]).toMatchObject({
      url: 'https://a.example/x',
      init: {
        method: 'POST',
        headers: [['X-Ü', '\u00c3\u00bc']],
        body: null,
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        mode: 'cors',
      },
    });
  });

  it('tell the head, and a part for each that is asked for', async () => {
    const { calls, next } = setUp(async () => streamed(['ab', 'c']));
    calls.take({ type: 'net-begin', id: 1, request: REQUEST });
    expect(await next()).toMatchObject({ type: 'head', status: 201, headers: [['x-name', 'ü']] });
    for (const expected of ['ab', 'c']) {
      calls.take({ type: 'net-pull', id: 1 });
      expect(await next()).toEqual({ type: 'data', bytes: new TextEncoder().encode(expected) });
    }
    calls.take({ type: 'net-pull', id: 1 });
    expect(await next()).toEqual({ type: 'end' });
  });

  it('tell nothing once they are given up, and are aborted', async () => {
    let signal: AbortSignal | null | undefined;
    const { calls, told } = setUp(({ init }) => {
      signal = init.signal;
      return new Promise((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    });
    calls.take({ type: 'net-begin', id: 1, request: REQUEST });
    calls.take({ type: 'net-abort', id: 1 });
    expect(signal?.aborted).toBe(true);
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    expect(told).toEqual([]);
  });

  it('say what may have happened where a browser does not', async () => {
    const { calls, next } = setUp(async () => {
      throw new TypeError('Failed to fetch');
    });
    calls.take({ type: 'net-begin', id: 1, request: REQUEST });
    expect(await next()).toEqual({
      type: 'failed',
      message:
        'Failed to fetch: either nobody answers at a.example, or its answer has no header Access-Control-Allow-Origin ' +
        "for https://page.example (CORS), without which a browser keeps it from a page; the browser's own console says which",
    });
  });

  it('name mixed content where that is the reason', () => {
    const why = (url: string): string =>
      explainFailure(new TypeError('Failed to fetch'), { url, origin: 'https://page.example' });
    expect(why('http://a.example/')).toContain('mixed content');
    expect(why('http://127.0.0.1:3000/')).not.toContain('mixed content');
    expect(explainFailure(new Error('other'), { url: 'http://a.example', origin: '' })).toBe('other');
  });
});
