/** What sockets for connections and for datagrams have in common: an address of their own, and settings. */
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type { AddressFamily, SocketAddress, SocketErrorCode } from '../../contract/hosts/wasi-sockets.ts';
import type { HostCalls } from '../../contract/ports.ts';
import { hostOf, isLoopback, isUnspecified, withPort } from './socket-addresses.ts';

export const SOCKETS = HOST_FUNCTIONS.of.sockets;
export const DONE = { ok: null } as const;
const BUFFER_BYTES = 65_536n;
const HOP_LIMIT = 64;

export type Failed = { readonly err: SocketErrorCode };
export const failed = (err: SocketErrorCode): Failed => ({ err });

export type SocketState =
  | 'unbound'
  | 'binding'
  | 'bound'
  | 'connecting'
  | 'connected'
  | 'listen-in-progress'
  | 'listening'
  | 'closed';

export class Socket {
  readonly family: AddressFamily;
  readonly calls: HostCalls;
  state: SocketState = 'unbound';
  local: SocketAddress | null = null;
  /** The kernel's, of the address; 0 without one. */
  number = 0;
  /** How taking an address ends. */
  binding: SocketErrorCode | null = null;
  hopLimit = HOP_LIMIT;
  receiveBytes = BUFFER_BYTES;
  sendBytes = BUFFER_BYTES;

  constructor(family: AddressFamily, calls: HostCalls) {
    this.family = family;
    this.calls = calls;
  }

  dropped(): void {
    if (this.number !== 0) this.calls.call(SOCKETS.close, this.number);
    this.number = 0;
  }
}

export function startBind(socket: Socket, protocol: 'tcp' | 'udp', local: SocketAddress): Failed | typeof DONE {
  if (socket.state !== 'unbound') return failed('invalid-state');
  if (local.tag !== socket.family) return failed('invalid-argument');
  if (!isLoopback(local) && !isUnspecified(local)) return failed('address-not-bindable');
  const bound = socket.calls.call(SOCKETS.bind, protocol, local.tag, hostOf(local), local.val.port);
  if ('err' in bound && bound.err === 'access-denied') return failed(bound.err);
  socket.state = 'binding';
  socket.binding = 'err' in bound ? bound.err : null;
  if ('ok' in bound) {
    socket.number = bound.ok.socket;
    socket.local = withPort(local, bound.ok.port);
  }
  return DONE;
}

export function finishBind(socket: Socket): Failed | typeof DONE {
  if (socket.state !== 'binding') return failed('not-in-progress');
  socket.state = socket.binding === null ? 'bound' : 'unbound';
  return socket.binding === null ? DONE : failed(socket.binding);
}

export function localAddress({ state, local }: Socket): Failed | { readonly ok: SocketAddress } {
  const hasOne = state !== 'unbound' && state !== 'binding' && state !== 'closed';
  return hasOne && local ? { ok: local } : failed('invalid-state');
}

/** Keeps a setting, of which none may be zero. */
export function keep<T extends number | bigint>(value: T, kept: (value: T) => void): Failed | typeof DONE {
  if (Number(value) === 0) return failed('invalid-argument');
  kept(value);
  return DONE;
}
