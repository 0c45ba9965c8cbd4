/**
 * How each function of each interface refuses: rows of calls that fail, with the interface's own error. A function without a row that
 * could have one fails the first test, so that none is forgotten. Handles that are none are the subject of `misuse.test.ts`.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { WitType } from '../../wit/types.ts';
import { fetchKernelHalves, hostWorld } from '../testing/host-world.ts';
import { COMPONENT_HOSTS } from '../testing/all-hosts.ts';
import { FILE_ROWS } from '../testing/refusals/files.ts';
import { STREAM_ROWS } from '../testing/refusals/streams.ts';
import { REQUEST_ROWS } from '../testing/refusals/requests.ts';
import { SOCKET_ROWS } from '../testing/refusals/sockets.ts';
import { OTHER_ROWS } from '../testing/refusals/others.ts';
import {
  FS,
  HTTP,
  IN,
  OUT,
  TCP,
  UDP,
  DATAGRAMS,
  text,
  bytes,
  FAR,
  MOST,
  at,
  CLOSED,
} from '../testing/refusals/world.ts';

await fetchKernelHalves();

const ROWS = [...FILE_ROWS, ...STREAM_ROWS, ...REQUEST_ROWS, ...SOCKET_ROWS, ...OTHER_ROWS];

/** Functions that refuse nothing, with the reason; those of handles alone are left to `misuse.test.ts`. */
const CANNOT: readonly (readonly [names: readonly string[], why: string])[] = [
  [['advise', 'sync', 'sync-data'].map((name) => FS + name), 'have nothing to do'],
  [
    ['get-flags', 'get-type', 'stat', 'metadata-hash'].map((name) => FS + name),
    'ask about what is open, which is there',
  ],
  [['wasi:filesystem/types#[method]directory-entry-stream.read-directory-entry'], 'what is listed is there'],
  [['flush', 'blocking-flush'].map((name) => OUT + name), 'nothing waits to be written'],
  [
    ['connect', 'first-byte', 'between-bytes'].map((name) => `${HTTP}[method]request-options.set-${name}-timeout`),
    'are kept and without effect',
  ],
  [[`${HTTP}[static]outgoing-body.finish`], 'takes a body of any length'],
  [['wasi:http/outgoing-handler#handle'], 'what goes wrong is told by the future (spec/hosts §8.4)'],
  [
    [
      'keep-alive-enabled',
      'set-keep-alive-enabled',
      'keep-alive-idle-time',
      'keep-alive-interval',
      'keep-alive-count',
      'hop-limit',
      'receive-buffer-size',
      'send-buffer-size',
    ].map((name) => TCP + name),
    'are settings that are kept',
  ],
  [
    ['unicast-hop-limit', 'receive-buffer-size', 'send-buffer-size'].map((name) => UDP + name),
    'are settings that are kept',
  ],
  [
    ['wasi:sockets/udp#[method]incoming-datagram-stream.receive', `${DATAGRAMS}check-send`],
    'there is an address by then',
  ],
  [['wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address'], 'the addresses are there'],
  [
    ['tcp', 'udp'].map((kind) => `wasi:sockets/${kind}-create-socket#create-${kind}-socket`),
    'there are sockets of both families',
  ],
];

const FUNCTIONS = COMPONENT_HOSTS.flatMap((host) =>
  [...host.types].map(([name, type]) => ({ name: `${host.interface}#${name}`, type })),
);

function mayRefuse(type: WitType | null): boolean {
  if (type?.kind === 'option') return mayRefuse(type.some);
  return type?.kind === 'result';
}

test('every function that can refuse has a row, and what has none is said why', () => {
  const rows = new Set(ROWS.map(([name]) => name));
  const excused = CANNOT.flatMap(([names]) => names);
  const known = new Set(FUNCTIONS.map(({ name }) => name));
  expect(
    [...rows, ...excused].filter((name) => !known.has(name)),
    'rows of what there is not',
  ).toEqual([]);
  expect(
    excused.filter((name) => rows.has(name)),
    'excused, with a row all the same',
  ).toEqual([]);
  const forgotten = FUNCTIONS.filter(
    ({ name, type }) => mayRefuse(type.result) && !rows.has(name) && !excused.includes(name),
  );
  expect(
    forgotten.map(({ name }) => name),
    'without a row',
  ).toEqual([]);
});

test('functions of handles alone are all in the test of misuse', () => {
  expect(readFileSync(new URL('misuse.test.ts', import.meta.url), 'utf8')).toContain('COMPONENT_HOSTS.flatMap');
});

describe.each([...new Set(ROWS.map(([name]) => name))])('%s refuses', (name) => {
  const rows = ROWS.flatMap(([of, one]) => (of === name ? [one] : []));
  it.each(rows.map((one) => [one.what, one] as const))('%s', (_what, { call, is, world }) => {
    const of = hostWorld(world);
    if (typeof is === 'function') expect(() => call(of)).toThrow(is);
    else expect(call(of)).toEqual(is);
  });
});

describe('what is not refused', () => {
  it('are reads beyond the end of a file, however far', () => {
    for (const offset of [FAR, MOST]) {
      const world = hostWorld();
      const file = at(world, '/data', 'a.txt');
      expect(world.call(`${FS}read`, file, MOST, offset)).toEqual({ ok: [bytes(0), true] });
      const stream = world.ok(`${FS}read-via-stream`, file, offset);
      expect(world.call(`${IN}read`, stream, MOST)).toEqual(CLOSED);
    }
  });

  it('is a timer that never rings', () => {
    const { call } = hostWorld();
    for (const name of ['subscribe-instant', 'subscribe-duration']) {
      const pollable = call(`wasi:clocks/monotonic-clock#${name}`, MOST);
      expect(call('wasi:io/poll#[method]pollable.ready', pollable)).toBe(false);
    }
  });

  it('is another handle to what was dropped', () => {
    const world = hostWorld();
    const [one, other] = [at(world, '/data', 'a.txt'), at(world, '/data', 'a.txt')];
    world.drop(one);
    world.drop(one);
    expect(world.call(`${FS}read`, other, 5n, 0n)).toEqual({ ok: [text('alpha'), true] });
  });
});
