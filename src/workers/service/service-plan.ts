/** What the service worker does with a request and with its answer: decisions only, so they can be tested anywhere. */

export type Plan =
  /** Goes its way as if there were no service worker. */
  | 'untouched'
  /** The page itself: the network's copy, and the kept one where there is no network. */
  | 'document'
  /** Named after its content: what is kept is right for ever. */
  | 'immutable'
  /** May change under its name: the network's copy, kept for the time without. */
  | 'fresh'
  /** Gets its headers, is not kept. */
  | 'network';

export interface RequestFacts {
  readonly method: string;
  readonly url: string;
  readonly isNavigation: boolean;
  readonly isRange: boolean;
  /** `only-if-cached` asks the browser's own cache and may not be asked on. */
  readonly cache?: RequestCache;
}

/** `scope` is the URL of the page's folder, with its slash; `script` is the name of the service worker in it. */
export function planFor(request: RequestFacts, scope: string, script = 'sw.js'): Plan {
  const url = new URL(request.url);
  const folder = new URL(scope);
  if (request.method !== 'GET' || request.isRange || request.cache === 'only-if-cached') return 'untouched';
  if (url.origin !== folder.origin || !url.pathname.startsWith(folder.pathname)) return 'untouched';
  const path = url.pathname.slice(folder.pathname.length);
  if (path === script) return 'untouched';
  if (path === '' || path === 'index.html') return 'document';
  // Other pages of the folder are not ours to keep.
  if (request.isNavigation) return 'network';
  return path.startsWith('assets/') ? 'immutable' : 'fresh';
}

export interface ResponseFacts {
  readonly status: number;
  readonly type: ResponseType;
  readonly contentType: string | null;
}

/**
 * Whether an answer may be kept under its request's name. Some hosts answer a missing file with their start page and
 * status 200; kept in place of a script, that page would break the playground for good.
 */
export function isKeepable(plan: Plan, { status, type, contentType }: ResponseFacts): boolean {
  if (status !== 200 || (type !== 'basic' && type !== 'default')) return false;
  const isHtml = /^\s*text\/html\b/i.test(contentType ?? '');
  switch (plan) {
    case 'document':
      return isHtml;
    case 'immutable':
    case 'fresh':
      return !isHtml;
    case 'untouched':
    case 'network':
      return false;
  }
}
