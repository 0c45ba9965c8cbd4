/** What guests ask of their project's network (spec/hosts §7), by the numbers of their sockets. Fetched with the first of them. */
import type { Dispose } from '../../base/disposable.ts';
import type { ArgumentsOf, ResultOf } from '../../contract/hosts/host-interface.ts';
import type { sockets as spec } from '../../contract/hosts/sockets.ts';
import type { CallThings } from './call-things.ts';
import { BoundSocket, Inlet, Outlet, VirtualNetwork, type Connection, type Endpoint } from './virtual-network.ts';

type Functions = (typeof spec)['functions'];
export type SocketFunction = Exclude<keyof Functions, 'may'>;

/** What a socket's function has at hand. */
export interface SocketSite {
  readonly network: VirtualNetwork;
  /** Those of the call. */
  readonly things: CallThings;
  readonly may: (what: 'connect' | 'listen', endpoint: Endpoint) => boolean;
}

/** Answers once, now or later; what it returns takes it back. */
type Work<N extends SocketFunction> = (
  site: SocketSite,
  args: ArgumentsOf<Functions[N]>,
  done: (result: ResultOf<Functions[N]>) => void,
) => Dispose | null;

/** One that answers at once. */
function atOnce<N extends SocketFunction>(
  answer: (site: SocketSite, args: ArgumentsOf<Functions[N]>) => ResultOf<Functions[N]>,
): Work<N> {
  return (site, args, done) => {
    done(answer(site, args));
    return null;
  };
}

const MAX_DATAGRAM_BYTES = 65_507;
const isLoopback = ({ host }: Endpoint): boolean => host.startsWith('127.') || host === '::1';

export const SOCKET_WORK: { readonly [N in SocketFunction]: Work<N> } = {
  bind: atOnce(({ network, things, may }, { protocol, ...endpoint }) => {
    if (protocol === 'udp' && !may('listen', endpoint)) return { err: 'access-denied' };
    const bound = network.bind(protocol, endpoint);
    if (!bound.ok) return { err: bound.error };
    const socket = add(things, bound.value);
    return socket === 0 ? { err: 'new-socket-limit' } : { ok: { socket, port: bound.value.local.port } };
  }),
  listen: atOnce(({ things, may }, { of, backlog }) => {
    const socket = things.get(BoundSocket, of);
    if (socket?.protocol !== 'tcp') return { err: 'invalid-state' };
    if (!may('listen', socket.local)) return { err: 'access-denied' };
    socket.listen(backlog);
    return { ok: null };
  }),
  accept({ things }, { of }, done) {
    const socket = things.get(BoundSocket, of);
    if (!socket?.isListening) {
      done({ err: 'invalid-state' });
      return null;
    }
    const take = (): boolean => {
      const connection = socket.accept();
      if (!connection) return false;
      const streams = addBoth(things, connection);
      done(streams ? { ok: { ...streams, ...connection.remote } } : { err: 'new-socket-limit' });
      return true;
    };
    return take() ? null : socket.whenReady(() => void take());
  },
  connect: atOnce(({ network, things, may }, { from, ...to }) => {
    if (!may('connect', to)) return { err: 'access-denied' };
    if (!isLoopback(to)) return { err: 'remote-unreachable' };
    let own = things.get(BoundSocket, from);
    let number = own ? from : 0;
    if (!own) {
      const bound = network.bind('tcp', { family: to.family, host: to.host, port: 0 });
      if (!bound.ok) return { err: bound.error };
      own = bound.value;
      number = add(things, own);
      if (number === 0) return { err: 'new-socket-limit' };
    }
    const connected = network.connect(own, to);
    const streams = connected.ok ? addBoth(things, connected.value) : null;
    if (streams) return { ok: { ...streams, socket: number, 'local-port': own.local.port } };
    if (number !== from) things.close(number);
    return { err: connected.ok ? 'new-socket-limit' : connected.error };
  }),
  read({ things }, { of, 'max-bytes': maxBytes, waits }, done) {
    const inlet = things.get(Inlet, of);
    const take = (): void => done(!inlet || inlet.isAtEnd ? { err: null } : { ok: inlet.take(Number(maxBytes)) });
    if (inlet && !inlet.isReady && waits) return inlet.whenReady(take);
    take();
    return null;
  },
  room: atOnce(({ things }, { of }) => {
    const outlet = things.get(Outlet, of);
    return !outlet || outlet.isAtEnd ? { err: null } : { ok: outlet.room };
  }),
  write({ things }, { of, contents }, done) {
    const outlet = things.get(Outlet, of);
    const put = (): void => done(!outlet || outlet.isAtEnd ? { err: null } : { ok: outlet.write(contents) });
    if (outlet && !outlet.isReady) return outlet.whenReady(put);
    put();
    return null;
  },
  send: atOnce(({ network, things, may }, { of, data, ...to }) => {
    const socket = things.get(BoundSocket, of);
    if (socket?.protocol !== 'udp') return { err: 'invalid-state' };
    if (data.length > MAX_DATAGRAM_BYTES) return { err: 'datagram-too-large' };
    if (!may('connect', to)) return { err: 'access-denied' };
    if (!isLoopback(to)) return { err: 'remote-unreachable' };
    const receiver = network.find('udp', to);
    if (!receiver) return { err: 'connection-refused' };
    receiver.deliver({ data: data.slice(), from: socket.seen });
    return { ok: null };
  }),
  receive: atOnce(({ things }, { of, max }) =>
    (things.get(BoundSocket, of)?.receive(max) ?? []).map(({ data, from }) => [data, from.host, from.port] as const),
  ),
  close: atOnce(({ things }, { of }) => {
    things.close(of);
  }),
};

/** Its number; 0 where the call may have no more, and then it is closed. */
function add(things: CallThings, thing: BoundSocket | Inlet | Outlet): number {
  const number = things.add(() => thing);
  if (number === 0) thing.close();
  return number;
}

function addBoth(
  things: CallThings,
  { incoming, outgoing }: Connection,
): { readonly incoming: number; readonly outgoing: number } | null {
  const numbers = { incoming: add(things, incoming), outgoing: add(things, outgoing) };
  if (numbers.incoming !== 0 && numbers.outgoing !== 0) return numbers;
  things.close(numbers.incoming);
  incoming.close();
  outgoing.close();
  return null;
}

const networks = new WeakMap<object, VirtualNetwork>();

/** That of the project whose `host` it is. */
export function networkOf(host: object): VirtualNetwork {
  let network = networks.get(host);
  if (!network) networks.set(host, (network = new VirtualNetwork()));
  return network;
}
