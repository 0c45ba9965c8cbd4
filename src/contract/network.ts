/** Requests that leave the page, as threads speak of them (spec/hosts §8). */
import type { HttpHeaders } from './http.ts';

export interface OutgoingRequest {
  readonly method: string;
  /** Absolute, of `http:` or `https:`, without credentials and fragment. */
  readonly url: string;
  readonly headers: HttpHeaders;
  /** null for none, which is something else than an empty one. */
  readonly body: Uint8Array<ArrayBuffer> | null;
}

/** In this order: `head` once, then one of the others for each pull. `failed` and `end` are the last. */
export type OutgoingEvent =
  /** `url`: where redirects have led. Names in lower case. */
  | { readonly type: 'head'; readonly status: number; readonly url: string; readonly headers: HttpHeaders }
  | { readonly type: 'data'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'end' }
  /** `message`: what may be the reason, for people. */
  | { readonly type: 'failed'; readonly message: string };

export interface OutgoingCall {
  /** Asks for the next part of the body: once at a time, and not before the head is there. */
  pull(): void;
  /** Nothing more is told. */
  abort(): void;
}

/** What reaches other machines. Who asks it has seen to the permissions. */
export interface Network {
  /** `told` is never called before this returns. */
  begin(request: OutgoingRequest, told: (event: OutgoingEvent) => void): OutgoingCall;
}

/** Reaches nothing. */
export const NO_NETWORK: Network = {
  begin(_request, told) {
    let isAborted = false;
    void Promise.resolve().then(() => {
      if (!isAborted) told({ type: 'failed', message: 'there is no network here' });
    });
    return {
      pull: () => {},
      abort: () => {
        isAborted = true;
      },
    };
  },
};
