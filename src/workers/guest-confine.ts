/**
 * Takes from a guest worker's global scope everything that reaches the network, storage, other workers or the page
 * (DESIGN §7.4). Code that a guest brings runs here later, so what stays is a list, not what goes: an interface that a
 * browser adds tomorrow is closed today. The worker's Content-Security-Policy is the second net (`import()` of a URL).
 */

/** Names of the platform that guests keep. The language's own come from {@link LANGUAGE}. */
const PLATFORM = [
  'WebAssembly', 'TextEncoder', 'TextDecoder', 'performance', 'crypto', 'console', 'queueMicrotask', 'structuredClone',
  'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'atob', 'btoa', 'URL', 'Blob', 'DOMException', 'Event',
  'EventTarget', 'ErrorEvent', 'ReadableStream', 'MessageEvent', 'MessagePort', 'self', 'reportError', 'isSecureContext',
  'crossOriginIsolated', 'constructor', 'addEventListener', 'removeEventListener', 'dispatchEvent',
];

/** Global names of ECMAScript. */
const LANGUAGE = [
  'globalThis', 'Infinity', 'NaN', 'undefined', 'eval', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'decodeURI',
  'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape', 'AggregateError', 'Array', 'ArrayBuffer',
  'AsyncDisposableStack', 'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Date',
  'DisposableStack', 'Error', 'EvalError', 'FinalizationRegistry', 'Float16Array', 'Float32Array', 'Float64Array',
  'Function', 'Int8Array', 'Int16Array', 'Int32Array', 'Intl', 'Iterator', 'JSON', 'Map', 'Math', 'Number', 'Object',
  'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set', 'SharedArrayBuffer', 'String',
  'SuppressedError', 'Symbol', 'SyntaxError', 'Temporal', 'TypeError', 'URIError', 'Uint8Array', 'Uint8ClampedArray',
  'Uint16Array', 'Uint32Array', 'WeakMap', 'WeakRef', 'WeakSet',
];

const KEPT = new Set([...PLATFORM, ...LANGUAGE]);

/**
 * Removes all else from `scope` and its prototypes, up to but without `Object.prototype`. Returns the names that could
 * not be removed (none in the browsers known), which the caller must treat as a reason not to run.
 */
export function confine(scope: object): string[] {
  const stuck: string[] = [];
  for (let owner: object | null = scope; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object | null) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (KEPT.has(name)) continue;
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
