import type { Network, OutgoingEvent, OutgoingRequest } from '../../contract/network.ts';
import type { HttpHeaders } from '../../contract/http.ts';

/** What the other machine does: an answer in parts, nothing at all, or what a failing `fetch` tells. */
export type FakeAnswer =
  | {
      readonly status?: number;
      readonly url?: string;
      readonly headers?: HttpHeaders;
      readonly parts?: readonly (string | Uint8Array)[];
      /** The connection breaks after the parts. */
      readonly breaks?: string;
    }
  | { readonly fails: string }
  | 'silence';

/** Records what would leave the page. Answers come as promises do, between turns. */
export class FakeNetwork implements Network {
  readonly requests: OutgoingRequest[] = [];
  aborted = 0;
  #pending = 0;
  readonly #answer: (request: OutgoingRequest) => FakeAnswer;

  constructor(answer: (request: OutgoingRequest) => FakeAnswer = () => ({})) {
    this.#answer = answer;
  }

  /** Something is about to be told. */
  get isBusy(): boolean {
    return this.#pending > 0;
  }

  /** `POST https://a.example/x` */
  get lines(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url}`);
  }

  begin(request: OutgoingRequest, told: (event: OutgoingEvent) => void): ReturnType<Network['begin']> {
    this.requests.push(request);
    let isOver = false;
    const tell = (event: OutgoingEvent): void => {
      this.#pending++;
      void Promise.resolve().then(() => {
        this.#pending--;
        if (isOver) return;
        if (event.type === 'end' || event.type === 'failed') isOver = true;
        told(event);
      });
    };
    const answer = this.#answer(request);
    const parts = answer === 'silence' || 'fails' in answer ? [] : [...(answer.parts ?? [])];
    if (answer !== 'silence') {
      if ('fails' in answer) tell({ type: 'failed', message: answer.fails });
      else
        tell({
          type: 'head',
          status: answer.status ?? 200,
          url: answer.url ?? request.url,
          headers: answer.headers ?? [],
        });
    }
    return {
      pull() {
        const part = parts.shift();
        const breaks = answer !== 'silence' && 'breaks' in answer ? answer.breaks : undefined;
        if (part === undefined) tell(breaks === undefined ? { type: 'end' } : { type: 'failed', message: breaks });
        else
          tell({
            type: 'data',
            bytes: typeof part === 'string' ? new TextEncoder().encode(part) : part.slice(),
          });
      },
      abort: () => {
        if (isOver) return;
        isOver = true;
        this.aborted++;
      },
    };
  }
}
