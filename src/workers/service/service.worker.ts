/**
 * Entry of the service worker: makes the page work on any static host, and without a network after the first visit.
 *
 * A first version does nothing before it takes charge, since the page waits for it to reload isolated; it fills its store
 * when the page has had its first result. A later version fills its store before it counts as installed, and waits until
 * no page of the earlier one is open, or until a page asks for the swap.
 */
import { OngoingAnswers } from './ongoing-answers.ts';
import { planFor, type Plan } from './service-plan.ts';
import { completeHeaders } from './service-policy.ts';
import { ServiceStore, type ServiceBuild } from './service-store.ts';

declare const self: ServiceWorkerGlobalScope;
declare const SERVICE_BUILD: ServiceBuild;

/** What a page may ask; `client/service-worker.ts` is the other end. */
type Ask =
  /** Keep what the first result needs, or all. Answered on the port by the names of files that are not kept then. */
  | { readonly type: 'fill'; readonly what: 'first' | 'all' }
  /** Keep these too: the page loaded them before this worker was in charge. */
  | { readonly type: 'keep'; readonly urls: readonly string[] }
  /** Take charge now, although pages of an earlier version live. */
  | { readonly type: 'swap' };

/** A network slower than this counts as none, if the page is kept. */
const DOCUMENT_PATIENCE_MS = 4_000;

const NO_BODY = new Set([101, 204, 205, 304]);

const { scope } = self.registration;
const store = new ServiceStore({
  build: SERVICE_BUILD,
  scope,
  clients: self.clients,
  hasSuccessor: () => self.registration.installing !== null || self.registration.waiting !== null,
});
/** What pages wait for comes before what is kept for later. */
const ongoing = new OngoingAnswers();

self.addEventListener('install', (event) => {
  if (!self.registration.active) return;
  const filled = store
    .fill('first', () => ongoing.end())
    .then(async () => {
      if (!(await store.hasFirst())) throw new Error('not all files of the new version could be fetched');
    });
  event.waitUntil(filled);
});

self.addEventListener('activate', (event) => {
  event.waitUntil(store.takeOver().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const ask = event.data as Ask;
  switch (ask.type) {
    case 'fill':
      event.waitUntil(
        store.fill(ask.what, () => ongoing.end()).then((missing) => event.ports[0]?.postMessage(missing)),
      );
      event.waitUntil(store.sweep());
      break;
    case 'keep':
      event.waitUntil(Promise.all(ask.urls.map((url) => store.fetch(url))));
      break;
    case 'swap':
      event.waitUntil(self.skipWaiting());
      break;
  }
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const plan = planFor(
    {
      method: request.method,
      url: request.url,
      isNavigation: request.mode === 'navigate',
      isRange: request.headers.has('Range'),
      cache: request.cache,
    },
    scope,
  );
  if (plan === 'untouched') return;
  event.respondWith(ongoing.count(answer(event, plan)).then((response) => complete(request.url, response)));
  if (plan === 'document') event.waitUntil(store.sweep());
});

async function answer(event: FetchEvent, plan: Exclude<Plan, 'untouched'>): Promise<Response> {
  const { request } = event;
  switch (plan) {
    case 'document':
      return document(event);
    case 'immutable':
      return (await store.find(request.url, plan)) ?? fetchAndKeep(event, plan);
    case 'fresh':
      try {
        return await fetchAndKeep(event, plan);
      } catch (error) {
        return or(await store.find(request.url, plan), error);
      }
    case 'network':
      return fetch(request);
  }
}

/**
 * The network's page is given out but not kept: the store holds the page that belongs to its files, and a newer page
 * comes into the next version's store together with its own.
 */
async function document({ request }: FetchEvent): Promise<Response> {
  const kept = await store.find(request.url, 'document');
  if (!kept) return fetch(request);
  const patience = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the network is too slow')), DOCUMENT_PATIENCE_MS);
  });
  try {
    const response = await Promise.race([fetch(request), patience]);
    return response.status >= 500 ? kept : response;
  } catch {
    return kept;
  }
}

async function fetchAndKeep(event: FetchEvent, plan: Plan): Promise<Response> {
  const response = await fetch(event.request);
  event.waitUntil(ongoing.count(store.keep(event.request.url, plan, response.clone())));
  return response;
}

function or(kept: Response | undefined, error: unknown): Response {
  if (kept) return kept;
  throw error;
}

/** Opaque answers and errors cannot be given headers, and need none. */
function complete(url: string, response: Response): Response {
  if (response.type !== 'basic' && response.type !== 'default') return response;
  const { status, statusText } = response;
  const headers = completeHeaders(new URL(url).pathname, response.headers);
  return new Response(NO_BODY.has(status) ? null : response.body, { status, statusText, headers });
}
