/** HTTP as threads speak of it (spec/registry §4.4). */
import type { Failure } from './errors.ts';

/** In the order in which they were given; a name may be there more than once. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[];

export interface HttpRequest {
  readonly method: string;
  /** A path with its query, or all of an `http:` address. */
  readonly url: string;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: HttpHeaders;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A failure says that nobody answered; what a server answers is a response, whatever its status. */
export type FetchResult = HttpResponse | Failure;
