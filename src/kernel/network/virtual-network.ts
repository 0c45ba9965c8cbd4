/**
 * The network of a project (spec/hosts §7): its sockets reach each other, and nobody else. Everything has a bound, and everything belongs
 * to the call of a guest that made it. Fetched with the first socket.
 */
import type { Dispose } from '../../base/disposable.ts';
import { HeldBytes } from '../../base/held-bytes.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { AddressFamily, SocketErrorCode } from '../../contract/hosts/wasi-sockets.ts';
import { ByteRing } from './byte-ring.ts';
import { CallThing } from './call-things.ts';

export type Protocol = 'tcp' | 'udp';

export interface Endpoint {
  readonly family: AddressFamily;
  /** An address, without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface Datagram {
  readonly data: Uint8Array;
  readonly from: Endpoint;
}

/** Of one direction that nobody has read: the other end waits then. */
const PIPE_BYTES = 64 * 1024;
const MAX_CONNECTIONS = 512;
const MAX_BOUND = 1000;
const MAX_BACKLOG = 128;
/** Of one socket that nobody has taken; what comes then is lost. */
const MAX_DATAGRAMS = 64;
/** Of all sockets together. */
export const MAX_DATAGRAM_BYTES = 16 * 1024 * 1024;
/** What one takes besides its data. */
const DATAGRAM_BYTES = 200;
const sizeOf = ({ data }: Datagram): number => DATAGRAM_BYTES + data.length;
/** What operating systems give out by themselves. */
const [FIRST_FREE_PORT, LAST_PORT] = [49_152, 65_535];
const UNSPECIFIED: Readonly<Record<AddressFamily, string>> = { ipv4: '0.0.0.0', ipv6: '::' };
/** Where a socket that took every address of its machine is seen. */
const LOOPBACK: Readonly<Record<AddressFamily, string>> = { ipv4: '127.0.0.1', ipv6: '::1' };

/** Tells those who wait that something has changed. */
abstract class Watched extends CallThing {
  readonly #waiting = new Set<() => void>();

  whenReady(ready: () => void): Dispose {
    const listener = (): void => {
      if (!this.isReady) return;
      this.#waiting.delete(listener);
      ready();
    };
    this.#waiting.add(listener);
    return () => void this.#waiting.delete(listener);
  }

  changed(): void {
    for (const listener of [...this.#waiting]) listener();
  }
}

/* ---------------------------------------------------------------- connections */

/** One direction of a connection. */
class Pipe {
  readonly inlet: Inlet;
  readonly outlet: Outlet;
  readonly bytes = new ByteRing(PIPE_BYTES);
  /** Nobody writes any more. */
  isEnded = false;
  /** Nobody reads any more. */
  isAbandoned = false;
  readonly #over: () => void;

  /** `over`: told once, when both ends are closed. */
  constructor(over: () => void) {
    this.#over = over;
    this.inlet = new Inlet(this);
    this.outlet = new Outlet(this);
  }

  push(bytes: Uint8Array): number {
    const count = this.bytes.put(bytes);
    if (count > 0) this.inlet.changed();
    return count;
  }

  take(maxBytes: number): Uint8Array {
    const taken = this.bytes.take(maxBytes);
    if (taken.length > 0) this.outlet.changed();
    return taken;
  }

  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.inlet.changed();
    if (this.isAbandoned) this.#over();
  }

  abandon(): void {
    if (this.isAbandoned) return;
    this.isAbandoned = true;
    this.bytes.clear();
    this.outlet.changed();
    if (this.isEnded) this.#over();
  }
}

/** Where bytes come out. */
export class Inlet extends Watched {
  readonly #pipe: Pipe;

  constructor(pipe: Pipe) {
    super();
    this.#pipe = pipe;
  }

  get isReady(): boolean {
    return this.#pipe.bytes.size > 0 || this.isAtEnd;
  }

  get isAtEnd(): boolean {
    const { isEnded, isAbandoned, bytes } = this.#pipe;
    return isAbandoned || (isEnded && bytes.size === 0);
  }

  /** Empty where there is nothing yet. */
  take(maxBytes: number): Uint8Array {
    return this.#pipe.take(maxBytes);
  }

  close(): void {
    this.#pipe.abandon();
  }
}

/** Where bytes go in. */
export class Outlet extends Watched {
  readonly #pipe: Pipe;

  constructor(pipe: Pipe) {
    super();
    this.#pipe = pipe;
  }

  get isReady(): boolean {
    return this.isAtEnd || this.#pipe.bytes.room > 0;
  }

  get isAtEnd(): boolean {
    return this.#pipe.isAbandoned || this.#pipe.isEnded;
  }

  get room(): number {
    return this.#pipe.bytes.room;
  }

  /** How much of it there was room for; that is copied. */
  write(bytes: Uint8Array): number {
    return this.#pipe.push(bytes);
  }

  close(): void {
    this.#pipe.end();
  }
}

export interface Connection {
  readonly incoming: Inlet;
  readonly outgoing: Outlet;
  /** The other end. */
  readonly remote: Endpoint;
}

/* ---------------------------------------------------------------- sockets */

/** A socket with an address of its own. Ready where a connection or a datagram has come. */
export class BoundSocket extends Watched {
  readonly protocol: Protocol;
  readonly local: Endpoint;
  readonly #network: VirtualNetwork;
  /** 0: it does not listen. */
  #backlog = 0;
  readonly #connections: Connection[] = [];
  readonly #datagrams: Datagram[] = [];

  constructor(network: VirtualNetwork, protocol: Protocol, local: Endpoint) {
    super();
    this.#network = network;
    this.protocol = protocol;
    this.local = local;
  }

  get isReady(): boolean {
    return this.#connections.length > 0 || this.#datagrams.length > 0;
  }

  get isListening(): boolean {
    return this.#backlog > 0;
  }

  /** As others see it. */
  get seen(): Endpoint {
    const { family, host } = this.local;
    return { ...this.local, host: host === UNSPECIFIED[family] ? LOOPBACK[family] : host };
  }

  listen(backlog: number): void {
    this.#backlog = Math.min(Math.max(1, backlog), MAX_BACKLOG);
  }

  /** False: too many wait already. */
  offer(connection: Connection): boolean {
    if (this.#connections.length >= this.#backlog) return false;
    this.#connections.push(connection);
    this.changed();
    return true;
  }

  accept(): Connection | null {
    return this.#connections.shift() ?? null;
  }

  /** What there is no room for is lost, as datagrams are. */
  deliver(datagram: Datagram): void {
    if (this.#datagrams.length >= MAX_DATAGRAMS || !this.#network.datagrams.hold(sizeOf(datagram))) return;
    this.#datagrams.push(datagram);
    this.changed();
  }

  receive(max: number): readonly Datagram[] {
    const received = this.#datagrams.splice(0, max);
    for (const one of received) this.#network.datagrams.letGo(sizeOf(one));
    return received;
  }

  close(): void {
    this.#network.release(this);
    for (const { incoming, outgoing } of this.#connections.splice(0)) {
      incoming.close();
      outgoing.close();
    }
    this.receive(Infinity);
  }
}

/** One per open project. */
export class VirtualNetwork {
  /** Those that nobody has taken. */
  readonly datagrams = new HeldBytes(MAX_DATAGRAM_BYTES);
  readonly #bound = new Map<string, BoundSocket>();
  #connections = 0;
  #nextPort = FIRST_FREE_PORT;

  bind(protocol: Protocol, { family, host, port }: Endpoint): Result<BoundSocket, SocketErrorCode> {
    if (this.#bound.size >= MAX_BOUND) return err('new-socket-limit');
    const taken = port === 0 ? this.#freePort(protocol, family) : port;
    if (taken === null || this.#bound.has(keyOf(protocol, family, taken))) return err('address-in-use');
    const socket = new BoundSocket(this, protocol, { family, host, port: taken });
    this.#bound.set(keyOf(protocol, family, taken), socket);
    return ok(socket);
  }

  /** Who is there; null for nobody. */
  find(protocol: Protocol, { family, host, port }: Endpoint): BoundSocket | null {
    const there = this.#bound.get(keyOf(protocol, family, port));
    if (!there) return null;
    return there.local.host === host || there.local.host === UNSPECIFIED[family] ? there : null;
  }

  /** The end of who connects; the other one waits to be accepted. */
  connect(from: BoundSocket, to: Endpoint): Result<Connection, SocketErrorCode> {
    const listener = this.find('tcp', to);
    if (!listener?.isListening) return err('connection-refused');
    if (this.#connections >= MAX_CONNECTIONS) return err('new-socket-limit');
    let open = 2;
    const over = (): void => {
      if (--open === 0) this.#connections--;
    };
    const [there, back] = [new Pipe(over), new Pipe(over)];
    this.#connections++;
    const other: Connection = { incoming: there.inlet, outgoing: back.outlet, remote: from.seen };
    const own: Connection = { incoming: back.inlet, outgoing: there.outlet, remote: to };
    if (listener.offer(other)) return ok(own);
    for (const { incoming, outgoing } of [own, other]) {
      incoming.close();
      outgoing.close();
    }
    return err('connection-refused');
  }

  release({ protocol, local }: BoundSocket): void {
    this.#bound.delete(keyOf(protocol, local.family, local.port));
  }

  #freePort(protocol: Protocol, family: AddressFamily): number | null {
    for (let tried = FIRST_FREE_PORT; tried <= LAST_PORT; tried++) {
      const port = this.#nextPort;
      this.#nextPort = port === LAST_PORT ? FIRST_FREE_PORT : port + 1;
      if (!this.#bound.has(keyOf(protocol, family, port))) return port;
    }
    return null;
  }
}

function keyOf(protocol: Protocol, family: AddressFamily, port: number): string {
  return `${protocol} ${family} ${port}`;
}
