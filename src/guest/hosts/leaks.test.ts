/** Guests that never drop what they get, and requests that are sent from one place to the next. */
import { describe, expect, it } from 'vitest';
import { fetchKernelHalves, hostWorld, OWN_SERVER, type HostWorld, type WorldOptions } from '../testing/host-world.ts';

await fetchKernelHalves();

const FS = 'wasi:filesystem/types#[method]descriptor.';
const HTTP = 'wasi:http/types#';
const NONE = new Set();
const v4 = (port: number) => ({ tag: 'ipv4', val: { port, address: [127, 0, 0, 1] } });

type Made = { readonly ok: number } | { readonly err: unknown };

const root = ({ call }: HostWorld): number =>
  (call('wasi:filesystem/preopens#get-directories') as [number, string][]).find(([, path]) => path === '/data')?.[0] ??
  0;

function bound(world: HostWorld, kind: 'tcp' | 'udp'): Made {
  const { call, ok } = world;
  const socket = ok(`wasi:sockets/${kind}-create-socket#create-${kind}-socket`, 'ipv4') as number;
  const method = `wasi:sockets/${kind}#[method]${kind}-socket.`;
  const network = call('wasi:sockets/instance-network#instance-network');
  const begun = call(`${method}start-bind`, socket, network, v4(0)) as Made;
  const done = 'err' in begun ? begun : (call(`${method}finish-bind`, socket) as Made);
  return 'err' in done ? done : { ok: socket };
}

function sent(world: HostWorld, authority = 'a.example', path = '/', scheme = 'HTTPS'): number {
  const { call, ok } = world;
  const request = call(`${HTTP}[constructor]outgoing-request`, call(`${HTTP}[constructor]fields`)) as number;
  ok(`${HTTP}[method]outgoing-request.set-scheme`, request, { tag: scheme, val: null });
  ok(`${HTTP}[method]outgoing-request.set-authority`, request, authority);
  ok(`${HTTP}[method]outgoing-request.set-path-with-query`, request, path);
  return ok('wasi:http/outgoing-handler#handle', request, null);
}
function answerOf({ call }: HostWorld, future: number): unknown {
  call('wasi:io/poll#[method]pollable.block', call(`${HTTP}[method]future-incoming-response.subscribe`, future));
  return call(`${HTTP}[method]future-incoming-response.get`, future);
}

interface Leak {
  readonly make: (world: HostWorld, nth: number) => Made;
  /** What is made at last; null where nothing but the table of the component counts. */
  readonly refusal: unknown;
  readonly most: number;
}

const LEAKS: Readonly<Record<string, Leak>> = {
  'descriptors of files': {
    make: (world) => world.call(`${FS}open-at`, root1(world), NONE, 'a.txt', NONE, new Set(['read'])) as Made,
    refusal: 'insufficient-memory',
    most: 4096,
  },
  'TCP sockets': { make: (world) => bound(world, 'tcp'), refusal: 'new-socket-limit', most: 1000 },
  'UDP sockets': { make: (world) => bound(world, 'udp'), refusal: 'new-socket-limit', most: 1000 },
  requests: {
    make(world) {
      const future = sent(world);
      const answer = world.call(`${HTTP}[method]future-incoming-response.get`, future) as { ok: Made } | null;
      return answer && 'err' in answer.ok ? answer.ok : { ok: future };
    },
    refusal: {
      tag: 'internal-error',
      val: 'the request was not sent: too many are open, or what sends them could not be fetched',
    },
    most: 1000,
  },
};
const roots = new WeakMap<HostWorld, number>();
function root1(world: HostWorld): number {
  const known = roots.get(world) ?? root(world);
  roots.set(world, known);
  return known;
}

describe('a guest that never drops', () => {
  it.each(Object.entries(LEAKS))(
    '%s is refused at a limit, has room again for each it drops, and leaves nothing',
    (_what, { make, refusal, most }) => {
      const world = hostWorld();
      const made: number[] = [];
      let last: Made | null = null;
      for (let nth = 0; nth <= most; nth++) {
        last = make(world, nth);
        if ('err' in last) break;
        made.push(last.ok);
      }
      expect(last).toEqual({ err: refusal });
      for (const handle of made.slice(0, 2)) world.drop(handle);
      expect([make(world, 0), make(world, 1), make(world, 2)].map((one) => 'ok' in one)).toEqual([true, true, false]);
      world.end();
      expect(world.held()).toBe(0);
    },
  );

  it.each([
    ['timers', 'wasi:clocks/monotonic-clock#subscribe-duration', [1n]],
    ['headers', `${HTTP}[constructor]fields`, []],
    ['networks', 'wasi:sockets/instance-network#instance-network', []],
    ['outputs', 'wasi:cli/stdout#get-stdout', []],
  ] as const)('%s costs the kernel nothing', (_what, name, args) => {
    const world = hostWorld();
    for (let count = 0; count < 5000; count++) world.call(name, ...args);
    expect(world.held()).toBe(0);
  });
});

describe('a request that is sent on', () => {
  const HEAD = (url: string) => ({ type: 'head', status: 200, url, headers: [] }) as const;
  const none = (tag: string) => ({ ok: { err: { tag, val: null } } });
  it.each<[string, WorldOptions, unknown]>([
    ['in a circle', { redirects: { '/': '/b', '/b': '/' } }, none('loop-detected')],
    ['to itself', { redirects: { '/': '' } }, none('loop-detected')],
    [
      'where it may not go',
      { redirects: { '/': 'http://127.0.0.1/' }, refused: ['http_client.private_ip'] },
      none('HTTP-request-denied'),
    ],
    [
      'to what is no address',
      { redirects: { '/': 'ftp://a.example/' } },
      { ok: { err: { tag: 'internal-error', val: expect.stringContaining('ftp') as string } } },
    ],
  ])('%s ends by its own error', (_what, options, answer) => {
    const world = hostWorld(options);
    expect(answerOf(world, sent(world, OWN_SERVER, '/', 'HTTP'))).toEqual(answer);
    expect(world.asked).toEqual([]);
    world.end();
    expect(world.held()).toBe(0);
  });

  it('out of the page is asked there', () => {
    const world = hostWorld({
      redirects: { '/': 'https://b.example/there' },
      network: [HEAD('https://b.example/there'), { type: 'end' }],
    });
    expect(answerOf(world, sent(world, OWN_SERVER, '/', 'HTTP'))).toEqual({ ok: { ok: expect.any(Number) as number } });
    expect(world.asked).toEqual(['https://b.example/there']);
  });

  it('by a browser is asked of where it has ended', () => {
    const world = hostWorld({ network: [HEAD('http://127.0.0.1/')], refused: ['http_client.private_ip'] });
    expect(answerOf(world, sent(world))).toEqual(none('HTTP-request-denied'));
    expect(world.asked).toEqual(['https://a.example/']);
  });
});
