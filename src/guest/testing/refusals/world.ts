/** What the rows of refusals are made of: things in a world of hosts, and what they are answered. */
import { expect } from 'vitest';
import { HostTrap } from '../../faults.ts';
import type { HostWorld, WorldOptions } from '../host-world.ts';

export const FS = 'wasi:filesystem/types#[method]descriptor.';

export const HTTP = 'wasi:http/types#';

export const IN = 'wasi:io/streams#[method]input-stream.';

export const OUT = 'wasi:io/streams#[method]output-stream.';

export const TCP = 'wasi:sockets/tcp#[method]tcp-socket.';

export const UDP = 'wasi:sockets/udp#[method]udp-socket.';

export const DATAGRAMS = 'wasi:sockets/udp#[method]outgoing-datagram-stream.';

export const text = (of: string): Uint8Array => new TextEncoder().encode(of);

export const bytes = (count: number): Uint8Array => new Uint8Array(count);

export const none = (tag: string) => ({ tag, val: null });

export const v4 = (host: string, port: number) => ({
  tag: 'ipv4',
  val: { port, address: host.split('.').map(Number) },
});

/** Beyond what a number of JavaScript holds. */
export const FAR = 2n ** 53n;

export const MOST = 2n ** 64n - 1n;

export const FOLLOW = new Set();

/** A handle to a mount, or to a file below it that is open to read and write. */
export function at({ call, ok }: HostWorld, mount: string, file?: string, rights = ['read', 'write']): number {
  const mounts = call('wasi:filesystem/preopens#get-directories') as [number, string][];
  const folder = mounts.find(([, path]) => path === mount)?.[0] ?? 0;
  if (file === undefined) return folder;
  return ok(`${FS}open-at`, folder, FOLLOW, file, new Set(), new Set(rights));
}

export const socket = ({ ok }: HostWorld, kind: 'tcp' | 'udp' = 'tcp'): number =>
  ok(`wasi:sockets/${kind}-create-socket#create-${kind}-socket`, 'ipv4');

export const network = ({ call }: HostWorld): number =>
  call('wasi:sockets/instance-network#instance-network') as number;

export function bound(world: HostWorld, kind: 'tcp' | 'udp', port: number): number {
  const made = socket(world, kind);
  const prefix = kind === 'tcp' ? TCP : UDP;
  world.ok(`${prefix}start-bind`, made, network(world), v4('127.0.0.1', port));
  world.ok(`${prefix}finish-bind`, made);
  return made;
}

export const fields = ({ call }: HostWorld): number => call(`${HTTP}[constructor]fields`) as number;

export const request = (world: HostWorld): number =>
  world.call(`${HTTP}[constructor]outgoing-request`, fields(world)) as number;

export function sent(world: HostWorld, scheme: unknown = none('HTTPS')): number {
  const made = request(world);
  world.ok(`${HTTP}[method]outgoing-request.set-scheme`, made, scheme);
  world.ok(`${HTTP}[method]outgoing-request.set-authority`, made, 'a.example');
  return world.ok('wasi:http/outgoing-handler#handle', made, null);
}

export function answered(world: HostWorld): unknown {
  const future = sent(world);
  const pollable = world.call(`${HTTP}[method]future-incoming-response.subscribe`, future);
  world.call('wasi:io/poll#[method]pollable.block', pollable);
  return world.call(`${HTTP}[method]future-incoming-response.get`, future);
}

export const response = (world: HostWorld): number => (answered(world) as { ok: { ok: number } }).ok.ok;

export const body = (world: HostWorld): number => world.ok(`${HTTP}[method]incoming-response.consume`, response(world));

export const HEAD = { type: 'head', status: 200, url: 'https://a.example/', headers: [] } as const;

export const permitted = (world: HostWorld, stream: number): number => (world.ok(`${OUT}check-write`, stream), stream);

export const CLOSED = { err: none('closed') };

export const FAILED = { err: { tag: 'last-operation-failed', val: expect.any(Number) as number } };

export const TRAP = HostTrap;

export interface Row {
  readonly what: string;
  readonly call: (world: HostWorld) => unknown;
  /** A class is what it throws. */
  readonly is: unknown;
  readonly world?: WorldOptions;
}

export const row = (what: string, is: unknown, call: Row['call'], world?: WorldOptions): Row => ({
  what,
  call,
  is,
  ...(world ? { world } : {}),
});

type Call = (world: HostWorld, name: string) => unknown;

/** Rows of several functions that refuse the same. */
export const each = (names: readonly string[], what: string, is: unknown, call: Call, world?: WorldOptions) =>
  names.map((name) => [name, row(what, is, (of) => call(of, name), world)] as const);

/** Each with the function that refuses. */
export type Rows = readonly (readonly [name: string, row: Row])[];
