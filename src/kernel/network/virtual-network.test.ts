import { expect, test } from 'vitest';
import { BoundSocket, MAX_DATAGRAM_BYTES, VirtualNetwork } from './virtual-network.ts';

const LARGE = new Uint8Array(65_507);

function bind(network: VirtualNetwork): BoundSocket {
  const bound = network.bind('udp', { family: 'ipv4', host: '127.0.0.1', port: 0 });
  if (!bound.ok) throw new Error(bound.error);
  return bound.value;
}

/** To each socket, as many as there is room for. */
function fill(sockets: readonly BoundSocket[]): void {
  for (const socket of sockets)
    for (let count = 0; count < 64; count++) socket.deliver({ data: LARGE, from: socket.seen });
}

test('datagrams that nobody takes are within one limit for all sockets, until somebody takes them or closes', () => {
  const network = new VirtualNetwork();
  const sockets = Array.from({ length: 8 }, () => bind(network));
  const most = Math.floor(MAX_DATAGRAM_BYTES / LARGE.length);
  fill(sockets);
  const taken = sockets.map((socket) => socket.receive(99).length);
  expect(taken[0]).toBe(64);
  expect(taken.at(-1)).toBe(0);
  expect(taken.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(most);
  expect(network.datagrams.bytes).toBe(0);
  fill(sockets);
  expect(network.datagrams.bytes).toBeGreaterThan(MAX_DATAGRAM_BYTES - 2 * LARGE.length);
  for (const socket of sockets) socket.close();
  expect(network.datagrams.bytes).toBe(0);
});
