import { describe, expect, it } from 'vitest';
import { confine } from './confine.ts';

const REACHES_OUT = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'indexedDB',
  'caches',
  'Worker',
  'SharedWorker',
  'BroadcastChannel',
  'importScripts',
  'navigator',
  'location',
  'postMessage',
  'onmessage',
  'cookieStore',
  'Request',
  'RTCPeerConnection',
  'webkitRequestFileSystem',
  'FileReaderSync',
  'MessageChannel',
  'Notification',
  'trustedTypes',
];

/** A global scope as browsers build it: interfaces as own properties, members on prototypes. */
function createScope(): Record<string, unknown> {
  const eventTarget = { addEventListener: () => {}, constructor: Object };
  const scopePrototype = Object.create(eventTarget) as Record<string, unknown>;
  const scope = Object.create(scopePrototype) as Record<string, unknown>;
  for (const [index, name] of REACHES_OUT.entries()) {
    const owner = index % 2 === 0 ? scope : scopePrototype;
    if (index % 3 === 0) Object.defineProperty(owner, name, { get: () => 'reached', configurable: true });
    else owner[name] = () => 'reached';
  }
  return Object.assign(scope, { WebAssembly, Uint8Array, Atomics, TextDecoder, performance, crypto });
}

describe('a confined scope', () => {
  it.each(REACHES_OUT)('has no %s', (name) => {
    const scope = createScope();
    expect(confine(scope, 'guest')).toEqual([]);
    expect(scope[name]).toBeUndefined();
  });

  it('keeps what guests run on', () => {
    const scope = createScope();
    confine(scope, 'guest');
    for (const name of [
      'WebAssembly',
      'Uint8Array',
      'Atomics',
      'TextDecoder',
      'performance',
      'crypto',
      'addEventListener',
    ]) {
      expect(scope[name]).toBeDefined();
    }
  });

  it.each([
    ['kernel', ['postMessage', 'MessageChannel']],
    ['network', ['postMessage', 'fetch', 'location']],
    ['toolchain', ['postMessage', 'fetch', 'Request', 'location']],
  ] as const)('leaves to the %s what its work needs, and nothing else that reaches out', (thread, needed) => {
    const scope = createScope();
    expect(confine(scope, thread)).toEqual([]);
    expect(REACHES_OUT.filter((name) => scope[name] !== undefined).toSorted()).toEqual([...needed].toSorted());
  });

  it('closes what no one has thought of yet', () => {
    const scope = Object.assign(createScope(), { quantumFetch: () => 'reached' });
    confine(scope, 'guest');
    expect('quantumFetch' in scope).toBe(false);
  });

  it('reports what cannot be removed and leads somewhere, but not constants', () => {
    const scope = createScope();
    Object.defineProperty(scope, 'TEMPORARY', { value: 0, configurable: false });
    Object.defineProperty(scope, 'stubborn', { get: () => 'reached', configurable: false });
    expect(confine(scope, 'guest')).toEqual(['stubborn']);
  });
});
