/** One request of the visitor's own to another machine, by the one thread that reaches any. */
import { errorText } from '../base/error-text.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { KernelToNetwork, NetworkToKernel } from '../protocol/network-messages.ts';
import type { WorkerLike } from './worker-like.ts';

export interface FetchOnceOptions {
  readonly maxBytes: number;
  /** Ends it; it then resolves to a failure. */
  readonly signal: AbortSignal;
  /** In place of the page's network worker. */
  readonly createWorker?: () => WorkerLike;
}

const networkWorker = (): WorkerLike =>
  new Worker(new URL('../workers/network/network.worker.ts', import.meta.url), { type: 'module', name: 'network' });

/** Gets `url` as nobody in particular. The failure is a sentence for people. The worker ends with it. Never rejects. */
export function fetchOnce(
  url: string,
  { maxBytes, signal, createWorker = networkWorker }: FetchOnceOptions,
): Promise<Result<Uint8Array, string>> {
  let worker: WorkerLike | null = null;
  const parts: Uint8Array[] = [];
  let size = 0;
  return new Promise<Result<Uint8Array, string>>((resolve) => {
    let network: WorkerLike;
    try {
      network = worker = createWorker();
    } catch (error) {
      return resolve(err(`It could not be fetched: ${errorText(error)}.`));
    }
    const post = (message: KernelToNetwork): void => network.postMessage(message);
    const onEvent = ({ event }: NetworkToKernel): void => {
      switch (event.type) {
        case 'head':
          if (new URL(event.url || url).host !== new URL(url).host)
            return resolve(err(`It leads to ${new URL(event.url).host}, which was not asked for.`));
          if (event.status >= 200 && event.status < 300) return post({ type: 'net-pull', id: 1 });
          return resolve(err(`The answer is ${event.status}${event.status === 404 ? ', not found' : ''}.`));
        case 'data':
          size += event.bytes.length;
          if (size > maxBytes) return resolve(err(`It is larger than ${Math.floor(maxBytes / 1e6)} MB.`));
          parts.push(event.bytes);
          return post({ type: 'net-pull', id: 1 });
        case 'end':
          return resolve(ok(joined(parts, size)));
        case 'failed':
          return resolve(err(`It could not be fetched: ${event.message}.`));
      }
    };
    network.addEventListener('message', ({ data }) => onEvent(data as NetworkToKernel));
    // A script that cannot be loaded says nothing.
    network.addEventListener('error', ({ message }) =>
      resolve(err(`It could not be fetched: ${message || 'its code did not come'}.`)),
    );
    signal.addEventListener('abort', () => resolve(err('It was given up.')), { once: true });
    post({ type: 'net-begin', id: 1, request: { method: 'GET', url, headers: [], body: null } });
  }).finally(() => worker?.terminate());
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
