/** What a project says of HTTP. All that a project without any has of it: the rest is fetched with the first request. */
import type { EntryId } from '../../contract/api.ts';
import type { HttpEndpointConfig } from '../../project/kinds/http-endpoint.ts';
import type { HttpRouterConfig } from '../../project/kinds/http-router.ts';
import type { HttpServiceConfig } from '../../project/kinds/http-service.ts';
import type { HttpStaticConfig } from '../../project/kinds/http-static.ts';
import type { Volume } from '../files/volume.ts';
import { rootOf, type Frame } from '../scheduler/process.ts';
import type { Exchange } from './exchange.ts';
import type { MiddlewareHost } from './middleware/middleware.ts';

/** Files, with the filesystem that they are in: what it is now. */
export interface StaticFiles extends HttpStaticConfig {
  readonly volume: () => Volume | undefined;
  readonly surroundings: MiddlewareHost;
}

/** With what its middleware has of the project. */
export interface Router extends HttpRouterConfig {
  readonly surroundings: MiddlewareHost;
}

/** An `http.service` (spec/registry §4.4, §4.6). */
export interface HttpServer {
  readonly config: HttpServiceConfig;
  readonly rules: { readonly isStarted: boolean };
  /** `unknown`: it was not started. */
  readonly state: 'unknown' | 'running';
}

/** Entries of one kind that are in effect. */
export class HttpTable<Config> {
  readonly #entries = new Map<EntryId, Config>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get(id: EntryId): Config | undefined {
    return this.#entries.get(id);
  }

  /** Ascending by ID. */
  list(): readonly (readonly [id: EntryId, config: Config])[] {
    return [...this.#entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  set(id: EntryId, config: Config): void {
    this.#entries.set(id, config);
    this.#changed();
  }

  delete(id: EntryId): void {
    this.#entries.delete(id);
    this.#changed();
  }
}

/** One per open project. */
export class HttpProject {
  readonly #changed = (): void => void this.#version++;
  readonly services = new HttpTable<HttpServer>(this.#changed);
  readonly routers = new HttpTable<Router>(this.#changed);
  readonly endpoints = new HttpTable<HttpEndpointConfig>(this.#changed);
  readonly statics = new HttpTable<StaticFiles>(this.#changed);
  readonly #exchanges = new WeakMap<Frame, { readonly exchange: Exchange; readonly depth: number }>();
  #version = 0;

  /** Another one after every change of an entry. */
  get version(): number {
    return this.#version;
  }

  /** `frame`: the server's, right above the call that answers; `depth`: how many requests it is inside of. */
  begin(frame: Frame, exchange: Exchange, depth: number): void {
    this.#exchanges.set(frame, { exchange, depth });
  }

  /** How many requests are answered by the chain of calls that `frame` stands in. */
  depthOf(frame: Frame): number {
    return this.#exchanges.get(rootOf(frame))?.depth ?? 0;
  }

  /** The request that `frame` is to answer; calls below it have none (spec/wasm §6.5). */
  exchangeOf({ parent }: Frame): Exchange | null {
    return (parent && this.#exchanges.get(parent)?.exchange) ?? null;
  }
}
