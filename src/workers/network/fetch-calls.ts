import type { HttpHeaders } from '../../contract/http.ts';
import type { OutgoingEvent, OutgoingRequest } from '../../contract/network.ts';
import type { KernelToNetwork, NetworkToKernel } from '../../protocol/network-messages.ts';
import { explainFailure } from './explain-failure.ts';

interface FetchCall {
  readonly controller: AbortController;
  readonly request: OutgoingRequest;
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | null;
}

export interface FetchCallsOptions {
  readonly fetch: typeof fetch;
  readonly post: (message: NetworkToKernel, transfer: Transferable[]) => void;
  /** Of the page. */
  readonly origin: string;
}

/** Carries out requests by `fetch`: as nobody in particular, and past the cache. Each ends with one last event, unless it is given up. */
export class FetchCalls {
  readonly #options: FetchCallsOptions;
  readonly #calls = new Map<number, FetchCall>();

  constructor(options: FetchCallsOptions) {
    this.#options = options;
  }

  take(message: KernelToNetwork): void {
    switch (message.type) {
      case 'net-begin':
        void this.#begin(message.id, message.request);
        break;
      case 'net-pull':
        void this.#pull(message.id);
        break;
      case 'net-abort': {
        const call = this.#calls.get(message.id);
        this.#calls.delete(message.id);
        call?.controller.abort();
        break;
      }
    }
  }

  async #begin(id: number, request: OutgoingRequest): Promise<void> {
    const call: FetchCall = { controller: new AbortController(), request, reader: null };
    this.#calls.set(id, call);
    const { fetch: send } = this.#options;
    try {
      const response = await send(request.url, {
        method: request.method,
        headers: request.headers.map(([name, value]): [string, string] => [name, byteString(value)]),
        body: request.body,
        signal: call.controller.signal,
        mode: 'cors',
        redirect: 'follow',
        // A project is not its visitor: nothing of theirs goes along.
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      });
      call.reader = response.body?.getReader() ?? null;
      this.#tell(id, { type: 'head', status: response.status, url: response.url, headers: headersOf(response) });
    } catch (error) {
      this.#fail(id, call, error);
    }
  }

  async #pull(id: number): Promise<void> {
    const call = this.#calls.get(id);
    if (!call) return;
    try {
      const part = await call.reader?.read();
      if (!part || part.done) this.#end(id, { type: 'end' });
      // A buffer that others see too is not given away.
      else this.#tell(id, { type: 'data', bytes: owned(part.value) });
    } catch (error) {
      this.#fail(id, call, error);
    }
  }

  #fail(id: number, { request }: FetchCall, error: unknown): void {
    this.#end(id, {
      type: 'failed',
      message: explainFailure(error, { url: request.url, origin: this.#options.origin }),
    });
  }

  #end(id: number, event: OutgoingEvent): void {
    this.#tell(id, event);
    this.#calls.delete(id);
  }

  #tell(id: number, event: OutgoingEvent): void {
    if (!this.#calls.has(id)) return;
    this.#options.post({ type: 'net-event', id, event }, event.type === 'data' ? [event.bytes.buffer] : []);
  }
}

function owned(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}

/** Values of headers are bytes, which `fetch` wants a character each. */
function byteString(value: string): string {
  return Array.from(new TextEncoder().encode(value), (byte) => String.fromCodePoint(byte)).join('');
}

function headersOf(response: Response): HttpHeaders {
  return [...response.headers].map(([name, value]) => [
    name,
    new TextDecoder().decode(Uint8Array.from(value, (character) => character.codePointAt(0) ?? 0)),
  ]);
}
