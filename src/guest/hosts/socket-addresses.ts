/** Addresses of `wasi:sockets` as texts and back, and `ip-name-lookup`. */
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type {
  AddressFamily,
  instanceNetwork as networkSpec,
  IpAddress,
  ipNameLookup as lookupSpec,
  SocketAddress,
} from '../../contract/hosts/wasi-sockets.ts';
import type { GuestHalf } from './guest-half.ts';
import { Pollable } from './poll.ts';

const MAY = HOST_FUNCTIONS.of.sockets.may;

export class Network {
  readonly kind = 'network';
}

class ResolvedAddresses {
  readonly addresses: IpAddress[];

  constructor(addresses: IpAddress[]) {
    this.addresses = addresses;
  }
}

export function isUnspecified({ val: { address } }: SocketAddress): boolean {
  return (address as readonly number[]).every((part) => part === 0);
}

export function isLoopback({ tag, val: { address } }: SocketAddress): boolean {
  const parts: readonly number[] = address;
  return tag === 'ipv4' ? parts[0] === 127 : parts.every((part, at) => part === (at === 7 ? 1 : 0));
}

/** As the kernel has it: without brackets. */
export function hostOf({ tag, val: { address } }: SocketAddress): string {
  const parts: readonly number[] = address;
  if (tag === 'ipv4') return parts.join('.');
  return new URL(`http://[${parts.map((part) => part.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

/** `host:port`, as permissions have it. */
export function textOf(address: SocketAddress): string {
  const host = hostOf(address);
  return `${address.tag === 'ipv4' ? host : `[${host}]`}:${address.val.port}`;
}

/** What {@link hostOf} says of an address, and a port, as one again. */
export function socketAddress(host: string, port: number): SocketAddress {
  const address = addressOf(host);
  if (!address) throw new Error(`the kernel gave ${host} as an address`);
  return address.tag === 'ipv4'
    ? { tag: 'ipv4', val: { port, address: address.val } }
    : { tag: 'ipv6', val: { port, 'flow-info': 0, address: address.val, 'scope-id': 0 } };
}

/** Nobody can be asked for there. */
export function isNoTarget(remote: SocketAddress, family: AddressFamily): boolean {
  return remote.tag !== family || remote.val.port === 0 || isUnspecified(remote);
}

export function withPort(address: SocketAddress, port: number): SocketAddress {
  return address.tag === 'ipv4'
    ? { tag: 'ipv4', val: { ...address.val, port } }
    : { tag: 'ipv6', val: { ...address.val, port } };
}

/** Of an address in either notation; null for a name. */
function addressOf(name: string): IpAddress | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(name)?.slice(1).map(Number);
  if (parts?.every((part) => part <= 255)) return { tag: 'ipv4', val: parts as [number, number, number, number] };
  if (!/^[\da-f:.]*:[\da-f:.]*$/i.test(name) || !URL.canParse(`http://[${name}]`)) return null;
  const [before = '', after] = new URL(`http://[${name}]`).hostname.slice(1, -1).split('::');
  const numbers = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16));
  const [head, tail] = [numbers(before), numbers(after ?? '')];
  const all: unknown = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return { tag: 'ipv6', val: all as Extract<IpAddress, { tag: 'ipv6' }>['val'] };
}

const LOCALHOST: readonly IpAddress[] = [
  { tag: 'ipv4', val: [127, 0, 0, 1] },
  { tag: 'ipv6', val: [0, 0, 0, 0, 0, 0, 0, 1] },
];

export const instanceNetwork: GuestHalf<typeof networkSpec> = ({ handles }) => ({
  'instance-network': () => handles.add(new Network()),
});

export const ipNameLookup: GuestHalf<typeof lookupSpec> = ({ calls, handles }) => ({
  'resolve-addresses': ({ network, name }) => {
    handles.get(Network, network);
    const known = addressOf(name);
    if (!known && !/^[^\s/?#@:[\]]+$/.test(name)) return { err: 'invalid-argument' };
    if (!calls.call(MAY, 'resolve', name)) return { err: 'access-denied' };
    const isLocal = /^(.+\.)?localhost\.?$/i.test(name);
    if (!known && !isLocal) return { err: 'name-unresolvable' };
    return { ok: handles.add(new ResolvedAddresses(known ? [known] : [...LOCALHOST])) };
  },
  '[method]resolve-address-stream.resolve-next-address': ({ self }) => ({
    ok: handles.get(ResolvedAddresses, self).addresses.shift() ?? null,
  }),
  '[method]resolve-address-stream.subscribe': ({ self }) => {
    handles.get(ResolvedAddresses, self);
    return handles.add(new Pollable(() => 0n));
  },
});
