/**
 * The page's side of the service worker: registers it, reloads once where the host sends no isolation headers, and asks it
 * to keep what the page needs without a network. Awaited before anything of the app starts, so a reload loses nothing.
 */
import type { Dispose } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';

export type ServiceWorkerState =
  /** Shared memory is there. */
  | 'isolated'
  /** The page is about to load again, isolated: start nothing. */
  | 'reloading'
  /** No shared memory, and no reload would bring it: start, and say what is missing. */
  | 'unavailable';

export interface ServiceWorkerStart {
  readonly state: ServiceWorkerState;
  /** With `unavailable`: why the service worker could not isolate the page. */
  readonly reason?: string;
  /** Files of the page that are not there without a network. Settles after the first result; null without a service worker: then none is. */
  readonly offline: Promise<readonly string[] | null>;
  readonly update: ServiceWorkerUpdate;
}

/** A later version of the page. It takes charge by itself when no page of this version is open any more. */
export interface ServiceWorkerUpdate {
  readonly isWaiting: boolean;
  /** Called each time a version begins to wait; at once if one waits already. */
  onWaiting(listener: () => void): Dispose;
  /** Puts the waiting version in charge and reloads this page; other pages go on with their own files. Save first. */
  swap(): void;
}

export interface IsolationFacts {
  readonly isolated: boolean;
  readonly secure: boolean;
  readonly supported: boolean;
  readonly framed: boolean;
  /** Whether this tab has reloaded for isolation and not got it; null where the browser stores nothing. */
  readonly reloaded: boolean | null;
}

export type IsolationStep =
  | { readonly do: 'start' }
  | { readonly do: 'reload' }
  | { readonly do: 'give-up'; readonly reason: string };

/** What to do on loading. Every way to a second reload in a row is closed here. */
export function isolationStep({ isolated, secure, supported, framed, reloaded }: IsolationFacts): IsolationStep {
  if (isolated) return { do: 'start' };
  if (!secure) return { do: 'give-up', reason: 'the address is not secure' };
  if (!supported) return { do: 'give-up', reason: 'the browser has no service workers here' };
  // A frame is isolated only in an isolated page, and that would not have shown this one without its headers.
  if (framed) return { do: 'give-up', reason: 'the page that embeds this one is not isolated' };
  if (reloaded === null) return { do: 'give-up', reason: 'the browser stores nothing for this page' };
  if (reloaded) return { do: 'give-up', reason: 'the page was reloaded for it, in vain' };
  return { do: 'reload' };
}

const RELOADED = 'wippy-playground/reloaded-for-isolation';
const ISOLATED = 'wippy-playground/isolated-after-reload';
/** A visitor waits no longer than this for a reload that may never come. */
const CHARGE_PATIENCE_MS = 5_000;
/** After the page has loaded, until files are kept for later: the first result comes first. */
const KEEP_DELAY_MS = 2_000;

/** Between two wishes for the waiting version. */
const SWAP_AGAIN_MS = 1_000;

const NO_UPDATE: ServiceWorkerUpdate = { isWaiting: false, onWaiting: () => () => {}, swap: () => {} };

export async function startServiceWorker(): Promise<ServiceWorkerStart> {
  const isolated = globalThis.crossOriginIsolated;
  const supported = 'serviceWorker' in navigator;
  if (!import.meta.env.PROD) {
    // A build that was once served from this address would go on answering for the sources.
    if (supported) void unregister();
    return { state: isolated ? 'isolated' : 'unavailable', offline: Promise.resolve(null), update: NO_UPDATE };
  }

  const flag = new ReloadFlag();
  const step = isolationStep({
    isolated,
    secure: globalThis.isSecureContext,
    supported,
    framed: globalThis.parent !== globalThis.window,
    reloaded: flag.isRaised,
  });
  switch (step.do) {
    case 'start':
      // Isolation may be lost again, as by a reload that goes round the service worker; then one more reload is right.
      flag.lower();
      return { state: 'isolated', ...(supported ? attend() : without()) };
    case 'give-up':
      return { state: 'unavailable', reason: step.reason, ...(supported ? attend() : without()) };
    case 'reload': {
      const problem = await inCharge();
      if (problem === null && flag.raise()) {
        location.reload();
        return { state: 'reloading', ...without() };
      }
      return { state: 'unavailable', reason: problem ?? 'the browser stores nothing for this page', ...attend() };
    }
  }
}

const without = () => ({ offline: Promise.resolve(null), update: NO_UPDATE });

/**
 * When this tab last reloaded for isolation, and when a page was last isolated after such a reload: raised while the first
 * is the later. The first is the tab's own and ends with it. The second is shared by all tabs, because Chromium gives a
 * page without isolation the tab's storage as the last such page left it: what an isolated page removes there comes back.
 */
class ReloadFlag {
  readonly #own = storageOrNull('sessionStorage');
  readonly #shared = storageOrNull('localStorage');

  get isRaised(): boolean | null {
    return this.#own && timeIn(this.#own, RELOADED) > timeIn(this.#shared, ISOLATED);
  }

  /** Whether it is raised now: without it there must be no reload. */
  raise(): boolean {
    // Later than the other also on a clock that was set back.
    const now = Math.max(Date.now(), timeIn(this.#shared, ISOLATED) + 1);
    return write(this.#own, RELOADED, now) && this.isRaised === true;
  }

  lower(): void {
    if (this.#own?.getItem(RELOADED) == null) return;
    write(this.#shared, ISOLATED, Math.max(Date.now(), timeIn(this.#own, RELOADED)));
    this.#own.removeItem(RELOADED);
  }
}

function timeIn(storage: Storage | null, key: string): number {
  return Number(storage?.getItem(key) ?? 0);
}

function write(storage: Storage | null, key: string, time: number): boolean {
  try {
    storage?.setItem(key, String(time));
    return storage !== null;
  } catch {
    return false;
  }
}

/** Reading the property alone may throw. */
function storageOrNull(kind: 'sessionStorage' | 'localStorage'): Storage | null {
  try {
    return globalThis[kind];
  } catch {
    return null;
  }
}

/** Null where the browser refuses. The script lies beside the page, wherever that is, and serves its folder. */
async function register(): Promise<ServiceWorkerRegistration | null> {
  try {
    const registration = await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
    // Where service workers are blocked from outside, this may resolve to nothing.
    return registration instanceof ServiceWorkerRegistration ? registration : null;
  } catch {
    return null;
  }
}

/** Resolves to null when a service worker will answer the next load of this page, else to what stands in the way. */
async function inCharge(): Promise<string | null> {
  const problem = await within(CHARGE_PATIENCE_MS, registerAndStart());
  return problem === undefined ? 'the service worker did not start in time' : problem;
}

async function registerAndStart(): Promise<string | null> {
  const registration = await register();
  if (!registration) return 'the service worker could not be registered';
  if (registration.active) return null;
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return 'the service worker could not be installed';
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === 'activated') resolve(null);
      else if (worker.state === 'redundant') resolve('the service worker could not be installed');
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

/** Undefined when the time is over first. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Registers when the page is quiet, has files kept, and watches for later versions. */
function attend(): Pick<ServiceWorkerStart, 'offline' | 'update'> {
  const update = new Update();
  const offline = quiet().then(async () => {
    const registration = await register();
    if (!registration) return null;
    update.watch(registration);
    const { active } = await navigator.serviceWorker.ready;
    if (!active) return null;
    keepWhatWasLoaded(registration);
    return new Promise<readonly string[]>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', (event: MessageEvent<readonly string[]>) => {
        port1.close();
        resolve(event.data);
      });
      port1.start();
      active.postMessage({ type: 'fill', what: wantsToSaveData() ? 'first' : 'all' }, [port2]);
    });
  });
  return { offline, update };
}

/** Whoever asks for little traffic gets what the first result needs, and the rest when it is used. */
function wantsToSaveData(): boolean {
  const { connection } = navigator as Navigator & { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

async function quiet(): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => globalThis.addEventListener('load', resolve, { once: true }));
  }
  await new Promise((resolve) => setTimeout(resolve, KEEP_DELAY_MS));
}

/**
 * On a host that sends the headers itself the first visit goes without reload, so its files passed no service worker. The
 * browser's list of them names what to keep; whatever is loaded later passes it anyway.
 */
function keepWhatWasLoaded(registration: ServiceWorkerRegistration): void {
  const observer = new PerformanceObserver((list) => {
    const urls = list
      .getEntries()
      .filter(
        (entry) => (entry as PerformanceResourceTiming).workerStart === 0 && entry.name.startsWith(location.origin),
      )
      .map((entry) => entry.name);
    if (urls.length > 0) registration.active?.postMessage({ type: 'keep', urls });
  });
  observer.observe({ type: 'resource', buffered: true });
}

class Update implements ServiceWorkerUpdate {
  readonly #waiting = new Emitter<void>();
  #registration: ServiceWorkerRegistration | null = null;
  #isSwapping = false;

  get isWaiting(): boolean {
    return Boolean(this.#registration?.waiting);
  }

  onWaiting(listener: () => void): Dispose {
    if (this.isWaiting) queueMicrotask(listener);
    return this.#waiting.on(listener);
  }

  swap(): void {
    if (this.#isSwapping || !this.isWaiting) return;
    this.#isSwapping = true;
    // Whichever version waits by then. Chromium forgets the wish where the earlier worker was at work as it came.
    const ask = () => this.#registration?.waiting?.postMessage({ type: 'swap' });
    const again = setInterval(ask, SWAP_AGAIN_MS);
    const reload = () => {
      clearInterval(again);
      location.reload();
    };
    navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
    ask();
  }

  watch(registration: ServiceWorkerRegistration): void {
    this.#registration = registration;
    const follow = () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        // The first version passes through this state too, on its way to the charge that nobody holds.
        if (installing.state === 'installed' && registration.active) this.#waiting.emit();
      });
    };
    registration.addEventListener('updatefound', follow);
    follow();
    if (this.isWaiting) this.#waiting.emit();
  }
}

async function unregister(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.unregister();
  } catch {
    // Nothing is there to unregister where the browser forbids asking.
  }
}
