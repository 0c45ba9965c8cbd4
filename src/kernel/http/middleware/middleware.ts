/** What requests pass on their way through a router. Fetched with the first request. */
import type { Dispose } from '../../../base/disposable.ts';
import type { EntryId } from '../../../contract/api.ts';
import type { HttpRequest, HttpResponse } from '../../../contract/http.ts';
import type { Clock } from '../../../contract/ports.ts';
import type { MiddlewareOptions } from '../../../project/kinds/http-middleware.ts';
import type { Volume } from '../../files/volume.ts';
import type { FrameContext } from '../../security/context.ts';
import type { TokenStores } from '../../security/tokens.ts';
import { parseQuery } from '../text.ts';

/** What middleware has of the project; what a name stands for may change with it. */
export interface MiddlewareHost {
  readonly clock: Clock;
  readonly tokens: Pick<TokenStores, 'find'>;
  readonly volume: (id: EntryId) => Volume | undefined;
}

/** A request on its way. Middleware changes what is not readonly, for whatever comes behind it. */
export interface Passage {
  readonly request: HttpRequest;
  /** Without its question mark. */
  readonly query: string;
  /** Null as long as it is not known which endpoint answers, and for files. */
  endpoint: EntryId | null;
  /** An address without a port. */
  remoteAddress: string;
  /** Who acts: that of the call which answers. */
  context: FrameContext;
  /** Tells whoever looks at the console. */
  readonly hint: (text: string) => void;
}

/** One per place in a list: what it remembers is of that place alone. */
export interface Middleware {
  /** An answer in place of what comes behind; null lets the request pass. */
  admit?(passage: Passage): HttpResponse | null;
  /** What becomes of an answer that comes back from behind. */
  answered?(response: HttpResponse, passage: Passage): HttpResponse;
}

export type MakeMiddleware = (options: MiddlewareOptions, host: MiddlewareHost) => Middleware;

/**
 * Leads a request through `chain` to `next`, and the answer back the other way round. `done` is called once, perhaps at once,
 * unless the returned undo was called first.
 */
export function pass(
  chain: readonly Middleware[],
  passage: Passage,
  next: (done: (response: HttpResponse) => void) => Dispose,
  done: (response: HttpResponse) => void,
): Dispose {
  const back = (response: HttpResponse, from: number): void =>
    done(chain.slice(0, from).reduceRight((answer, one) => one.answered?.(answer, passage) ?? answer, response));
  for (const [index, one] of chain.entries()) {
    const own = one.admit?.(passage);
    if (!own) continue;
    back(own, index);
    return () => {};
  }
  return next((response) => back(response, chain.length));
}

/** The first value of a header; null without one. */
export function headerOf({ request }: Pick<Passage, 'request'>, name: string): string | null {
  const wanted = name.toLowerCase();
  return request.headers.find(([one]) => one.toLowerCase() === wanted)?.[1] ?? null;
}

/** The first value of a name in the query; null without one. */
export function queryOf({ query }: Pick<Passage, 'query'>, name: string): string | null {
  return parseQuery(query).find(([one]) => one === name)?.[1] ?? null;
}

/** With headers that it does not have by itself: what the function says counts. */
export function withHeaders(response: HttpResponse, headers: HttpResponse['headers']): HttpResponse {
  const own = new Set(response.headers.map(([name]) => name));
  return { ...response, headers: [...headers.filter(([name]) => !own.has(name)), ...response.headers] };
}
