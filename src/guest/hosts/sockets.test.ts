import { describe, expect, it, test } from 'vitest';
import type { Dispose } from '../../base/disposable.ts';
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { namedArguments } from '../../contract/hosts/values.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import { CallThing, CallThings } from '../../kernel/network/call-things.ts';
import { SOCKET_WORK, type SocketFunction, type SocketSite } from '../../kernel/network/socket-work.ts';
import { VirtualNetwork } from '../../kernel/network/virtual-network.ts';
import { componentCalls } from '../testing/component-calls.ts';
import { ScriptedHost } from '../testing/guest-harness.ts';

const TCP = 'wasi:sockets/tcp#[method]tcp-socket.';
const UDP = 'wasi:sockets/udp#[method]udp-socket.';

/** A network and calls of guests on it, each with sockets of its own. */
class World {
  readonly asked: string[] = [];
  /** Bytes of each message that had some for a connection. */
  readonly sent: number[] = [];
  readonly #network = new VirtualNetwork();

  guest(refused: readonly string[] = []) {
    const things = new CallThings();
    const ask = (what: string, resource: string): boolean => {
      this.asked.push(`${what} ${resource}`);
      return !refused.includes(what);
    };
    const may: SocketSite['may'] = (what, { host, port }) =>
      ask(what, `${host.includes(':') ? `[${host}]` : host}:${port}`);
    const call = (fn: HostFunction, ...args: readonly unknown[]): unknown => {
      const named = namedArguments(fn, args);
      if (fn === HOST_FUNCTIONS.of.sockets.may) return ask(args[0] as string, args[1] as string);
      if (fn === HOST_FUNCTIONS.of.waiting.wait)
        return (args[0] as number[]).filter((number) => things.get(CallThing, number)?.isReady ?? true);
      if (fn === HOST_FUNCTIONS.of.sockets.write) this.sent.push((args[1] as Uint8Array).length);
      let answer: { readonly value: unknown } | null = null;
      const work = SOCKET_WORK[fn.type.name as SocketFunction] as (...given: readonly unknown[]) => Dispose | null;
      const undo = work({ network: this.#network, things, may }, named, (value: unknown) => (answer = { value }));
      if (!answer) {
        undo?.();
        throw new Error(`${fn.type.name} waits`);
      }
      return (answer as { readonly value: unknown }).value;
    };
    const ports: GuestPorts = Object.assign(new ScriptedHost(), { call: call as never });
    const calls = componentCalls(ports);
    const make = (kind: 'tcp' | 'udp', family = 'ipv4'): number => {
      const made = calls.call(`wasi:sockets/${kind}-create-socket#create-${kind}-socket`, family);
      return (made as { ok: number }).ok;
    };
    const network = calls.call('wasi:sockets/instance-network#instance-network') as number;
    const drop = (representation: number): void => calls.drop(representation);
    return { call: calls.call, drop, make, network, end: () => things.closeAll() };
  }
}

function setUp(refused: readonly string[] = []) {
  const world = new World();
  return { ...world.guest(refused), asked: world.asked };
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

  it('listens where it is bound and may', () => {
    for (const [refused, begun] of [
      [[], { ok: null }],
      [['listen'], { err: 'access-denied' }],
    ] as const) {
      const { call, make, network, asked } = setUp(refused);
      const socket = make('tcp');
      expect(call(`${TCP}start-listen`, socket)).toEqual({ err: 'invalid-state' });
      call(`${TCP}start-bind`, socket, network, v4('127.0.0.1', 8080));
      call(`${TCP}finish-bind`, socket);
      expect(call(`${TCP}accept`, socket)).toEqual({ err: 'invalid-state' });
      expect(call(`${TCP}start-listen`, socket)).toEqual(begun);
      expect(call(`${TCP}finish-listen`, socket)).toEqual('ok' in begun ? begun : { err: 'not-in-progress' });
      expect(call(`${TCP}is-listening`, socket)).toBe('ok' in begun);
      expect(asked).toEqual(['listen 127.0.0.1:8080']);
    }
  });

  it('does not get an address that another one has, until that is dropped', () => {
    const world = new World();
    const [one, two] = [world.guest(), world.guest()];
    const bind = ({ call, network }: typeof one, socket: number, port: number): unknown => {
      call(`${TCP}start-bind`, socket, network, v4('127.0.0.1', port));
      return call(`${TCP}finish-bind`, socket);
    };
    const first = one.make('tcp');
    expect(bind(one, first, 80)).toEqual({ ok: null });
    expect(bind(two, two.make('tcp'), 80)).toEqual({ err: 'address-in-use' });
    one.drop(first);
    const second = two.make('tcp');
    expect(bind(two, second, 80)).toEqual({ ok: null });
    // What nobody dropped goes with its call.
    two.end();
    expect(bind(one, one.make('tcp'), 80)).toEqual({ ok: null });
    const [free, other] = [one.make('tcp'), one.make('tcp')];
    bind(one, free, 0);
    bind(one, other, 0);
    expect(one.call(`${TCP}local-address`, free)).not.toEqual(one.call(`${TCP}local-address`, other));
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

const STREAM = 'wasi:io/streams#[method]';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (answer: unknown): string => new TextDecoder().decode((answer as { ok: Uint8Array }).ok);

/** A server that listens, and a client that is connected to it. */
function connected(port = 8080, host = '0.0.0.0') {
  const world = new World();
  const [server, client] = [world.guest(), world.guest()];
  const listener = server.make('tcp');
  server.call(`${TCP}start-bind`, listener, server.network, v4(host, port));
  server.call(`${TCP}finish-bind`, listener);
  server.call(`${TCP}start-listen`, listener);
  server.call(`${TCP}finish-listen`, listener);
  const socket = client.make('tcp');
  client.call(`${TCP}start-connect`, socket, client.network, v4(host === '0.0.0.0' ? '127.0.0.1' : host, port));
  const { ok } = client.call(`${TCP}finish-connect`, socket) as { ok: [number, number] };
  return { world, server, client, listener, socket, input: ok[0], output: ok[1] };
}

describe('connections between calls of guests', () => {
  it('are accepted, name both ends and carry bytes both ways', () => {
    const { server, client, listener, socket, input, output } = connected();
    const { ok } = server.call(`${TCP}accept`, listener) as { ok: [number, number, number] };
    const [accepted, heard, said] = ok;
    expect(server.call(`${TCP}remote-address`, accepted)).toEqual(client.call(`${TCP}local-address`, socket));
    expect(client.call(`${TCP}remote-address`, socket)).toEqual({ ok: v4('127.0.0.1', 8080) });
    expect(client.call(`${STREAM}output-stream.blocking-write-and-flush`, output, bytes('ping'))).toEqual({ ok: null });
    expect(textOf(server.call(`${STREAM}input-stream.blocking-read`, heard, 2n))).toBe('pi');
    expect(textOf(server.call(`${STREAM}input-stream.read`, heard, 99n))).toBe('ng');
    expect(textOf(server.call(`${STREAM}input-stream.read`, heard, 99n))).toBe('');
    server.call(`${STREAM}output-stream.blocking-write-and-flush`, said, bytes('pong'));
    server.call(`${TCP}shutdown`, accepted, 'send');
    expect(textOf(client.call(`${STREAM}input-stream.blocking-read`, input, 99n))).toBe('pong');
    expect(client.call(`${STREAM}input-stream.blocking-read`, input, 99n)).toEqual({
      err: { tag: 'closed', val: null },
    });
  });

  it('are waited for where there are none, and bytes and room as well', () => {
    const { server, client, listener, output } = connected();
    const other = server.make('tcp');
    server.call(`${TCP}start-bind`, other, server.network, v4('127.0.0.1', 81));
    server.call(`${TCP}finish-bind`, other);
    server.call(`${TCP}start-listen`, other);
    server.call(`${TCP}finish-listen`, other);
    const isReady = (guest: typeof server, name: string, handle: number): unknown =>
      guest.call('wasi:io/poll#[method]pollable.ready', guest.call(name, handle));
    expect(isReady(server, `${TCP}subscribe`, other)).toBe(false);
    expect(() => server.call(`${TCP}accept`, other)).toThrow('accept waits');
    expect(isReady(server, `${TCP}subscribe`, listener)).toBe(true);
    const { ok } = server.call(`${TCP}accept`, listener) as { ok: [number, number, number] };
    expect(isReady(server, `${STREAM}input-stream.subscribe`, ok[1])).toBe(false);
    expect(() => server.call(`${STREAM}input-stream.blocking-read`, ok[1], 1n)).toThrow('read waits');
    expect(client.call(`${STREAM}output-stream.check-write`, output)).toEqual({ ok: 65_536n });
    client.call(`${STREAM}output-stream.write`, output, new Uint8Array(65_536));
    expect(client.call(`${STREAM}output-stream.check-write`, output)).toEqual({ ok: 0n });
    expect(isReady(client, `${STREAM}output-stream.subscribe`, output)).toBe(false);
    expect(() => client.call(`${STREAM}output-stream.blocking-write-and-flush`, output, bytes('x'))).toThrow(
      'write waits',
    );
    server.call(`${STREAM}input-stream.read`, ok[1], 10n);
    expect(client.call(`${STREAM}output-stream.check-write`, output)).toEqual({ ok: 10n });
  });

  it('take what is written in messages of what the kernel takes at once', () => {
    const { world, client, output } = connected();
    const write = (): unknown =>
      client.call(`${STREAM}output-stream.blocking-write-and-flush`, output, new Uint8Array(200_000));
    expect(write).toThrow('write waits');
    expect(world.sent).toEqual([65_536, 65_536]);
  });

  it('end for the other one when a socket is dropped before its connection was finished', () => {
    const { server, client, listener } = connected();
    server.call(`${TCP}accept`, listener);
    const socket = client.make('tcp');
    client.call(`${TCP}start-connect`, socket, client.network, v4('127.0.0.1', 8080));
    const { ok } = server.call(`${TCP}accept`, listener) as { ok: [number, number, number] };
    client.drop(socket);
    const closed = { err: { tag: 'closed', val: null } };
    expect(server.call(`${STREAM}input-stream.blocking-read`, ok[1], 1n)).toEqual(closed);
    expect(server.call(`${STREAM}output-stream.check-write`, ok[2])).toEqual(closed);
  });

  it('end for the one when the call of the other ends', () => {
    const { server, client, listener, input, output } = connected();
    server.call(`${TCP}accept`, listener);
    server.end();
    const closed = { err: { tag: 'closed', val: null } };
    expect(client.call(`${STREAM}input-stream.blocking-read`, input, 1n)).toEqual(closed);
    expect(client.call(`${STREAM}output-stream.check-write`, output)).toEqual(closed);
    expect(client.call(`${STREAM}output-stream.blocking-write-and-flush`, output, bytes('x'))).toEqual(closed);
  });

  it('are refused at other addresses, and where too many wait to be accepted', () => {
    const { world, client, server, listener } = connected(80, '127.0.0.2');
    expect(server.call(`${TCP}is-listening`, listener)).toBe(true);
    const connect = (host: string): unknown => {
      const socket = client.make('tcp');
      client.call(`${TCP}start-connect`, socket, client.network, v4(host, 80));
      return client.call(`${TCP}finish-connect`, socket);
    };
    expect(connect('127.0.0.1')).toEqual({ err: 'connection-refused' });
    const answers = Array.from({ length: 140 }, () => connect('127.0.0.2') as { err?: string });
    expect(answers.filter(({ err }) => err === undefined)).toHaveLength(127);
    expect(answers.at(-1)).toEqual({ err: 'connection-refused' });
    expect(world.asked.filter((one) => one.startsWith('connect'))).toHaveLength(142);
  });
});

test('datagrams reach a bound socket, with the address that they are from', () => {
  const world = new World();
  const [one, two] = [world.guest(), world.guest()];
  const open = ({ call, make, network }: typeof one, port: number): [number, number] => {
    const socket = make('udp');
    call(`${UDP}start-bind`, socket, network, v4('127.0.0.1', port));
    call(`${UDP}finish-bind`, socket);
    return (call(`${UDP}stream`, socket, null) as { ok: [number, number] }).ok;
  };
  const [, outgoing] = open(one, 1000);
  const [incoming] = open(two, 2000);
  const RECEIVE = 'wasi:sockets/udp#[method]incoming-datagram-stream.receive';
  const send = (text: string): unknown =>
    one.call('wasi:sockets/udp#[method]outgoing-datagram-stream.send', outgoing, [
      { data: bytes(text), 'remote-address': v4('127.0.0.1', 2000) },
    ]);
  expect(two.call(RECEIVE, incoming, 9n)).toEqual({ ok: [] });
  for (let count = 0; count < 70; count++) expect(send(`${count}`)).toEqual({ ok: 1n });
  const { ok } = two.call(RECEIVE, incoming, 99n) as { ok: { data: Uint8Array; 'remote-address': unknown }[] };
  // What nobody takes in time is lost.
  expect(ok).toHaveLength(64);
  expect(ok[0]).toEqual({ data: bytes('0'), 'remote-address': v4('127.0.0.1', 1000) });
});

test('datagrams for nobody are refused', () => {
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
