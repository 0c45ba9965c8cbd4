/** How functions of streams refuse. */
import type { HostWorld, WorldOptions } from '../host-world.ts';
import {
  FS,
  HTTP,
  IN,
  OUT,
  TCP,
  bytes,
  v4,
  MOST,
  at,
  socket,
  network,
  bound,
  body,
  HEAD,
  permitted,
  CLOSED,
  FAILED,
  TRAP,
  row,
  each,
  type Rows,
} from './world.ts';

/** Two ends of a connection: of the one that asked, and of the one that was asked. */
function connected(world: HostWorld) {
  const listener = bound(world, 'tcp', 9000);
  world.ok(`${TCP}start-listen`, listener);
  world.ok(`${TCP}finish-listen`, listener);
  const client = socket(world);
  world.ok(`${TCP}start-connect`, client, network(world), v4('127.0.0.1', 9000));
  const [input, output] = world.ok(`${TCP}finish-connect`, client) as [number, number];
  const [server] = world.ok(`${TCP}accept`, listener) as [number];
  return { client, server, input, output };
}

const BREAKS: WorldOptions = { network: [HEAD, { type: 'failed', message: 'it broke off' }] };

const ended = ({ call }: HostWorld): number => call('wasi:cli/stdin#get-stdin') as number;

const broken = (world: HostWorld): number => world.ok(`${HTTP}[method]incoming-body.stream`, body(world));

/** Writes to a file so far behind its beginning that the quota lets nothing in. */
const full = (world: HostWorld): number => world.ok(`${FS}write-via-stream`, at(world, '/data', 'a.txt'), 2n ** 40n);

/** Writes to a connection whose other end reads no more. */
function shut(world: HostWorld): number {
  const { server, output } = connected(world);
  world.ok(`${TCP}shutdown`, server, 'receive');
  return output;
}

export const STREAM_ROWS: Rows = [
  ...each(
    ['read', 'blocking-read', 'skip', 'blocking-skip'].map((name) => IN + name),
    'of an input that has ended',
    CLOSED,
    (world, name) => world.call(name, ended(world), MOST),
  ),
  ...each(
    [`${IN}blocking-read`, `${IN}blocking-skip`],
    'of an answer that broke off',
    FAILED,
    (world, name) => world.call(name, broken(world), 1n),
    BREAKS,
  ),
  [
    `${OUT}check-write`,
    row('where nobody reads any more', CLOSED, (world) => world.call(`${OUT}check-write`, shut(world))),
  ],
  ...each([`${OUT}write`, `${OUT}write-zeroes`], 'without a permit', TRAP, (world, name) =>
    world.call(name, full(world), name === `${OUT}write` ? bytes(1) : 1n),
  ),
  ...each([`${OUT}write`, `${OUT}write-zeroes`], 'beyond the permit', TRAP, (world, name) =>
    world.call(name, permitted(world, full(world)), name === `${OUT}write` ? bytes(65_537) : MOST),
  ),
  ...each([`${OUT}write`, `${OUT}blocking-write-and-flush`], 'where there is no room', FAILED, (world, name) =>
    world.call(name, permitted(world, full(world)), bytes(1)),
  ),
  ...each(
    [`${OUT}write-zeroes`, `${OUT}blocking-write-zeroes-and-flush`],
    'where there is no room',
    FAILED,
    (world, name) => world.call(name, permitted(world, full(world)), 1n),
  ),
  ...each([`${OUT}splice`, `${OUT}blocking-splice`], 'of an input that has ended', CLOSED, (world, name) =>
    world.call(name, full(world), ended(world), 1n),
  ),
  ...each([`${OUT}splice`, `${OUT}blocking-splice`], 'where there is no room', FAILED, (world, name) => {
    const source = world.ok(`${FS}read-via-stream`, at(world, '/z', 'o.txt'), 0n);
    return world.call(name, full(world), source, 1n);
  }),
  ['wasi:io/poll#poll', row('of nothing', TRAP, ({ call }) => call('wasi:io/poll#poll', []))],
];
