/**
 * Takes from a worker's global scope everything that reaches the network, storage, other workers or the page and that its
 * thread does not need (DESIGN §7.4). In a guest the code of others runs later, and the kernel and the tools handle what others
 * wrote; so what stays is a list, not what goes: an interface that a browser adds tomorrow is closed today. The worker's
 * Content-Security-Policy is the second net (`import()` of a URL), see `service-policy.ts`.
 */

/** Names of the platform that every thread keeps. The language's own come from {@link LANGUAGE}. */
const PLATFORM = [
  'WebAssembly',
  'TextEncoder',
  'TextDecoder',
  'performance',
  'crypto',
  'console',
  'queueMicrotask',
  'structuredClone',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'atob',
  'btoa',
  'URL',
  'DOMException',
  'Event',
  'EventTarget',
  'ErrorEvent',
  'MessageEvent',
  'MessagePort',
  'self',
  'reportError',
  'isSecureContext',
  'crossOriginIsolated',
  'constructor',
  'addEventListener',
  'removeEventListener',
  'dispatchEvent',
];

/** What a thread keeps besides. */
const OWN = {
  guest: [],
  /** It answers the page, and yields to its own event loop by a channel. */
  kernel: ['postMessage', 'MessageChannel', 'PromiseRejectionEvent'],
  /** It asks other machines on behalf of projects, and has nothing to tell them but what it is given. */
  network: ['postMessage', 'fetch', 'AbortController', 'location'],
  /** It fetches the tools' files. The scope's name and place are what wabt knows a worker by. */
  toolchain: [
    'postMessage',
    'fetch',
    'Request',
    'Response',
    'Headers',
    'ReadableStream',
    'TransformStream',
    'AbortController',
    'AbortSignal',
    'WorkerGlobalScope',
    'location',
  ],
} as const;
export type ConfinedThread = keyof typeof OWN;

/** Global names of ECMAScript. */
const LANGUAGE = [
  'globalThis',
  'Infinity',
  'NaN',
  'undefined',
  'eval',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'decodeURI',
  'decodeURIComponent',
  'encodeURI',
  'encodeURIComponent',
  'escape',
  'unescape',
  'AggregateError',
  'Array',
  'ArrayBuffer',
  'AsyncDisposableStack',
  'Atomics',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Boolean',
  'DataView',
  'Date',
  'DisposableStack',
  'Error',
  'EvalError',
  'FinalizationRegistry',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Function',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Intl',
  'Iterator',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Proxy',
  'RangeError',
  'ReferenceError',
  'Reflect',
  'RegExp',
  'Set',
  'SharedArrayBuffer',
  'String',
  'SuppressedError',
  'Symbol',
  'SyntaxError',
  'Temporal',
  'TypeError',
  'URIError',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'WeakMap',
  'WeakRef',
  'WeakSet',
];

/**
 * Removes all else from `scope` and its prototypes, up to but without `Object.prototype`. Returns the names that could
 * not be removed (none in the browsers known), which the caller must treat as a reason not to run.
 */
export function confine(scope: object, thread: ConfinedThread): string[] {
  const kept = new Set<string>([...PLATFORM, ...LANGUAGE, ...OWN[thread]]);
  const stuck: string[] = [];
  for (
    let owner: object | null = scope;
    owner && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (kept.has(name)) continue;
      if (Reflect.deleteProperty(owner, name)) continue;
      if (Reflect.defineProperty(owner, name, { value: undefined, writable: false, configurable: false })) continue;
      // Constants such as `TEMPORARY` cannot be removed and do no harm.
      if (isReachable(Object.getOwnPropertyDescriptor(owner, name))) stuck.push(name);
    }
  }
  return stuck;
}

/** Whether a property leads anywhere: an accessor, an object or a function. */
function isReachable(property: PropertyDescriptor | undefined): boolean {
  if (!property) return false;
  if (property.get) return true;
  return typeof property.value === 'function' || (typeof property.value === 'object' && property.value !== null);
}

/** The same for this thread's own scope. Throws where something would stay. */
export function confineThread(thread: ConfinedThread, scope: object = globalThis): void {
  const stuck = confine(scope, thread);
  if (stuck.length > 0) throw new Error(`a ${thread} worker could not be confined: ${stuck.join(', ')}`);
}
