/**
 * The files kept for the time without a network: one cache for each version of the page.
 *
 * Answers are kept as the host sent them; headers are added when they are given out, so they are always this version's.
 */
import { isKeepable, planFor, type Plan } from './service-plan.ts';

/** Put in front of the built script by `scripts/vite/service-worker.ts`. */
export interface ServiceBuild {
  /** Changes with any file of the build. */
  readonly version: string;
  /** What the first result needs, relative to the page's folder; the page itself is `''`. */
  readonly files: readonly string[];
  /** Everything else, which is wanted at once only when there is no network. */
  readonly more: readonly string[];
}

/** What was there when this version took over: caches to delete once none of those pages lives. */
interface Predecessors {
  readonly caches: readonly string[];
  readonly pages: readonly string[];
}

/** Pages of the origin: `Clients`, as far as it is used. */
export interface PageClients {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly { id: string; url: string }[]>;
  get(id: string): Promise<unknown>;
}

export interface ServiceStoreOptions {
  readonly build: ServiceBuild;
  readonly scope: string;
  readonly clients: PageClients;
  /** Whether a newer version is being installed or waits: what is kept besides may be its own. */
  readonly hasSuccessor: () => boolean;
}

export class ServiceStore {
  readonly #build: ServiceBuild;
  readonly #scope: string;
  readonly #clients: PageClients;
  readonly #hasSuccessor: () => boolean;
  readonly #prefix: string;
  readonly #notes: string;

  constructor({ build, scope, clients, hasSuccessor }: ServiceStoreOptions) {
    this.#hasSuccessor = hasSuccessor;
    this.#build = build;
    this.#scope = scope;
    this.#clients = clients;
    // One origin may serve the playground from several folders.
    this.#prefix = `wippy-playground:${new URL(scope).pathname}:`;
    this.#notes = new URL('.service/predecessors', scope).href;
  }

  #open(): Promise<Cache> {
    return caches.open(this.#prefix + this.#build.version);
  }

  async #ownNames(): Promise<string[]> {
    return (await caches.keys()).filter((name) => name.startsWith(this.#prefix));
  }

  /** The page has one entry, whatever its address says after the folder. */
  #key(url: string, plan: Plan): string {
    return plan === 'document' ? this.#scope : url;
  }

  /**
   * A kept answer. A file named after its content is looked for in the caches of earlier versions too, whose pages may
   * still live; everything else only in this version's, or the page and its files would not match.
   */
  async find(url: string, plan: Plan): Promise<Response | undefined> {
    const key = this.#key(url, plan);
    const own = await (await this.#open()).match(key, { ignoreVary: true });
    if (own || plan !== 'immutable') return own;
    for (const name of await this.#ownNames()) {
      const found = await (await caches.open(name)).match(key, { ignoreVary: true });
      if (found) return found;
    }
    return undefined;
  }

  /** Keeps an answer if it may be kept. Takes the body; a full disk is no failure. */
  async keep(url: string, plan: Plan, response: Response): Promise<boolean> {
    const { status, type, headers } = response;
    if (!isKeepable(plan, { status, type, contentType: headers.get('Content-Type') })) return false;
    try {
      await (await this.#open()).put(this.#key(url, plan), response);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Keeps what the first result needs, or all there is, as far as it is missing: one by one, since it is never urgent, and
   * each once `isFree` has resolved. Returns what is not kept then.
   */
  async fill(what: 'first' | 'all', isFree: () => Promise<void>): Promise<readonly string[]> {
    const { files, more } = this.#build;
    const missing: string[] = [];
    for (const file of what === 'all' ? [...files, ...more] : files) {
      await isFree();
      if (!(await this.fetch(new URL(file, this.#scope).href))) missing.push(file);
    }
    return what === 'all' ? missing : [...missing, ...(await this.#notKept(more))];
  }

  async #notKept(files: readonly string[]): Promise<readonly string[]> {
    const cache = await this.#open();
    const kept = await Promise.all(
      files.map((file) => cache.match(new URL(file, this.#scope).href, { ignoreVary: true })),
    );
    return files.filter((_, index) => !kept[index]);
  }

  /** Whether a page of this version runs without a network. */
  async hasFirst(): Promise<boolean> {
    return (await this.#notKept(this.#build.files.map((file) => (file === '' ? this.#scope : file)))).length === 0;
  }

  /** Fetches and keeps a file, unless it is kept. Whether it is kept then. */
  async fetch(url: string): Promise<boolean> {
    const plan = planFor({ method: 'GET', url, isNavigation: false, isRange: false }, this.#scope);
    if (plan === 'untouched') return false;
    const cache = await this.#open();
    if (await cache.match(this.#key(url, plan), { ignoreVary: true })) return true;
    const earlier = await this.find(url, plan);
    if (earlier) return this.keep(url, plan, earlier);
    try {
      // What is named after its content is most likely in the browser's own cache, from the page's own loading.
      return await this.keep(url, plan, await fetch(url, { cache: plan === 'immutable' ? 'default' : 'no-cache' }));
    } catch {
      return false;
    }
  }

  /** When this version becomes the one in charge, or later where it was ended before it had done this. */
  async takeOver(): Promise<void> {
    const own = this.#prefix + this.#build.version;
    const earlier = (await this.#ownNames()).filter((name) => name !== own);
    if (earlier.length === 0) return;
    const windows = await this.#clients.matchAll({ type: 'window', includeUncontrolled: true });
    const pages = windows.filter(({ url }) => url.startsWith(this.#scope)).map(({ id }) => id);
    // A service worker is ended and started at will, so this may not live in a variable.
    await (await this.#open()).put(this.#notes, Response.json({ caches: earlier, pages } satisfies Predecessors));
    await this.sweep();
  }

  /** Deletes the caches of earlier versions when the last page that may need them has gone. By the version in charge. */
  async sweep(): Promise<void> {
    const cache = await this.#open();
    const note = await cache.match(this.#notes);
    if (!note) return this.#hasSuccessor() ? undefined : this.takeOver();
    const { caches: earlier, pages } = (await note.json()) as Predecessors;
    const alive = await Promise.all(pages.map((id) => this.#clients.get(id)));
    if (alive.some(Boolean)) return;
    await Promise.all(earlier.map((name) => caches.delete(name)));
    await cache.delete(this.#notes);
  }
}
