import { describe, expect, it, test } from 'vitest';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { componentCalls } from '../testing/component-calls.ts';
import { ScriptedHost } from '../testing/guest-harness.ts';

const TCP = 'wasi:sockets/tcp#[method]tcp-socket.';
const UDP = 'wasi:sockets/udp#[method]udp-socket.';

function setUp(refused: readonly string[] = []) {
  const asked: string[] = [];
  const call = (fn: unknown, what: string, resource: string): boolean => {
    expect(fn).toBe(HOST_FUNCTIONS.of.sockets.may);
    asked.push(`${what} ${resource}`);
    return !refused.includes(what);
  };
  const ports: GuestPorts = Object.assign(new ScriptedHost(), { call: call as never });
  const calls = componentCalls(ports);
  const make = (kind: 'tcp' | 'udp', family = 'ipv4'): number => {
    const made = calls.call(`wasi:sockets/${kind}-create-socket#create-${kind}-socket`, family);
    return (made as { ok: number }).ok;
  };
  const network = calls.call('wasi:sockets/instance-network#instance-network') as number;
  return { ...calls, asked, make, network };
}

const v4 = (host: string, port: number) => ({ tag: 'ipv4', val: { port, address: host.split('.').map(Number) } });
const v6 = (address: readonly number[], port: number) => ({
  tag: 'ipv6',
  val: { port, 'flow-info': 0, address, 'scope-id': 0 },
});
const LOOPBACK_V6 = [0, 0, 0, 0, 0, 0, 0, 1];

describe('a connection', () => {
  it.each([
    ['127.0.0.1', 'connection-refused'],
    ['10.1.2.3', 'remote-unreachable'],
  ])('to %s ends as %s once it is finished, after the permission was asked for', (host, err) => {
    const { call, make, network, asked } = setUp();
    const socket = make('tcp');
    expect(call(`${TCP}start-connect`, socket, network, v4(host, 80))).toEqual({ ok: null });
    expect(call(`${TCP}start-connect`, socket, network, v4(host, 80))).toEqual({ err: 'invalid-state' });
    expect(call(`${TCP}finish-connect`, socket)).toEqual({ err });
    expect(call(`${TCP}finish-connect`, socket)).toEqual({ err: 'not-in-progress' });
    expect(call(`${TCP}start-bind`, socket, network, v4('127.0.0.1', 0))).toEqual({ err: 'invalid-state' });
    expect(asked).toEqual([`connect ${host}:80`]);
  });

  it('of IPv6 is named as addresses of that are', () => {
    const { call, make, network, asked } = setUp();
    const socket = make('tcp', 'ipv6');
    call(`${TCP}start-connect`, socket, network, v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 9], 443));
    expect(call(`${TCP}finish-connect`, socket)).toEqual({ err: 'remote-unreachable' });
    expect(asked).toEqual(['connect [2001:db8::9]:443']);
  });

  it('that is not allowed, is of another family or goes nowhere is refused', () => {
    const { call, make, network } = setUp(['connect']);
    const start = (address: unknown): unknown => call(`${TCP}start-connect`, make('tcp'), network, address);
    expect(start(v4('127.0.0.1', 80))).toEqual({ err: 'access-denied' });
    for (const address of [v6(LOOPBACK_V6, 80), v4('0.0.0.0', 80), v4('127.0.0.1', 0)])
      expect(start(address)).toEqual({ err: 'invalid-argument' });
  });
});

describe('a socket', () => {
  it('is bound in two steps, and then has an address', () => {
    const { call, make, network } = setUp();
    const socket = make('tcp');
    expect(call(`${TCP}local-address`, socket)).toEqual({ err: 'invalid-state' });
    expect(call(`${TCP}finish-bind`, socket)).toEqual({ err: 'not-in-progress' });
    expect(call(`${TCP}start-bind`, socket, network, v4('127.0.0.1', 0))).toEqual({ ok: null });
    expect(call(`${TCP}finish-bind`, socket)).toEqual({ ok: null });
    expect(call(`${TCP}local-address`, socket)).toEqual({ ok: v4('127.0.0.1', 49_152) });
    expect(call(`${TCP}start-bind`, socket, network, v4('127.0.0.1', 0))).toEqual({ err: 'invalid-state' });
  });

  it('takes addresses of this machine alone', () => {
    const { call, make, network } = setUp();
    expect(call(`${TCP}start-bind`, make('tcp'), network, v4('8.8.8.8', 80))).toEqual({ err: 'address-not-bindable' });
    expect(call(`${TCP}start-bind`, make('tcp'), network, v6(LOOPBACK_V6, 80))).toEqual({ err: 'invalid-argument' });
    expect(call(`${TCP}start-bind`, make('tcp', 'ipv6'), network, v6(LOOPBACK_V6, 80))).toEqual({ ok: null });
  });

  it('does not listen, and says so where that would be allowed', () => {
    for (const [refused, err] of [
      [[], 'not-supported'],
      [['listen'], 'access-denied'],
    ] as const) {
      const { call, make, network, asked } = setUp(refused);
      const socket = make('tcp');
      expect(call(`${TCP}start-listen`, socket)).toEqual({ err: 'invalid-state' });
      call(`${TCP}start-bind`, socket, network, v4('127.0.0.1', 8080));
      call(`${TCP}finish-bind`, socket);
      expect(call(`${TCP}start-listen`, socket)).toEqual({ err });
      expect(call(`${TCP}finish-listen`, socket)).toEqual({ err: 'not-in-progress' });
      expect(call(`${TCP}accept`, socket)).toEqual({ err: 'invalid-state' });
      expect(call(`${TCP}is-listening`, socket)).toBe(false);
      expect(asked).toEqual(['listen 127.0.0.1:8080']);
    }
  });

  it.each([
    ['tcp', 'keep-alive-idle-time', 5n, 0n],
    ['tcp', 'keep-alive-interval', 5n, 0n],
    ['tcp', 'keep-alive-count', 5, 0],
    ['tcp', 'hop-limit', 5, 0],
    ['tcp', 'receive-buffer-size', 5n, 0n],
    ['tcp', 'send-buffer-size', 5n, 0n],
    ['udp', 'unicast-hop-limit', 5, 0],
    ['udp', 'receive-buffer-size', 5n, 0n],
    ['udp', 'send-buffer-size', 5n, 0n],
  ] as const)('of %s keeps its %s, which is never 0', (kind, name, value, zero) => {
    const { call, make } = setUp();
    const socket = make(kind);
    const of = kind === 'tcp' ? TCP : UDP;
    expect(call(`${of}set-${name}`, socket, zero)).toEqual({ err: 'invalid-argument' });
    expect(call(`${of}${name}`, socket)).not.toEqual({ ok: zero });
    expect(call(`${of}set-${name}`, socket, value)).toEqual({ ok: null });
    expect(call(`${of}${name}`, socket)).toEqual({ ok: value });
  });
});

test('datagrams reach nobody', () => {
  const { call, make, network, asked } = setUp();
  const socket = make('udp');
  expect(call(`${UDP}stream`, socket, null)).toEqual({ err: 'invalid-state' });
  call(`${UDP}start-bind`, socket, network, v4('0.0.0.0', 9));
  call(`${UDP}finish-bind`, socket);
  const { ok } = call(`${UDP}stream`, socket, null) as { ok: [number, number] };
  const [incoming, outgoing] = ok;
  expect(call('wasi:sockets/udp#[method]incoming-datagram-stream.receive', incoming, 9n)).toEqual({ ok: [] });
  const send = (length: number, to: unknown): unknown =>
    call('wasi:sockets/udp#[method]outgoing-datagram-stream.send', outgoing, [
      { data: new Uint8Array(length), 'remote-address': to },
    ]);
  expect(send(1, v4('127.0.0.1', 53))).toEqual({ err: 'connection-refused' });
  expect(send(1, v4('9.9.9.9', 53))).toEqual({ err: 'remote-unreachable' });
  expect(send(1, null)).toEqual({ err: 'invalid-argument' });
  expect(send(70_000, v4('127.0.0.1', 53))).toEqual({ err: 'datagram-too-large' });
  expect(asked).toEqual(['listen 0.0.0.0:9', 'connect 127.0.0.1:53', 'connect 9.9.9.9:53']);
});

describe('a name', () => {
  const resolve = (name: string, refused: readonly string[] = []): unknown => {
    const { call, network } = setUp(refused);
    const found = call('wasi:sockets/ip-name-lookup#resolve-addresses', network, name) as { ok?: number };
    if (found.ok === undefined) return found;
    const next = (): unknown =>
      call('wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address', found.ok);
    return [next(), next(), next()].map((one) => (one as { ok: unknown }).ok);
  };
  const V4 = { tag: 'ipv4', val: [127, 0, 0, 1] };
  const V6 = { tag: 'ipv6', val: LOOPBACK_V6 };

  it.each<[string, unknown]>([
    ['localhost', [V4, V6, null]],
    ['app.localhost', [V4, V6, null]],
    ['127.0.0.1', [V4, null, null]],
    ['::1', [V6, null, null]],
    ['2001:db8::1:2', [{ tag: 'ipv6', val: [0x2001, 0xdb8, 0, 0, 0, 0, 1, 2] }, null, null]],
    ['example.com', { err: 'name-unresolvable' }],
    ['300.1.1.1', { err: 'name-unresolvable' }],
    ['', { err: 'invalid-argument' }],
    ['a b', { err: 'invalid-argument' }],
    ['http://x', { err: 'invalid-argument' }],
  ])('%s', (name, answer) => expect(resolve(name)).toEqual(answer));

  it('that may not be resolved is denied', () =>
    expect(resolve('localhost', ['resolve'])).toEqual({ err: 'access-denied' }));
});
