/** How functions of requests to other machines refuse. */
import { expect } from 'vitest';
import type { HostWorld, WorldOptions } from '../host-world.ts';
import {
  HTTP,
  OUT,
  text,
  bytes,
  none,
  fields,
  request,
  sent,
  answered,
  response,
  body,
  HEAD,
  FAILED,
  row,
  each,
  type Rows,
} from './world.ts';

const ANSWERS: WorldOptions = { network: [HEAD, { type: 'end' }] };

const REFUSED = { err: null };

const onFields = (what: string, err: unknown, name: string, ...args: readonly unknown[]) =>
  [
    `${HTTP}[method]fields.${name}`,
    row(what, { err }, (world) => world.call(`${HTTP}[method]fields.${name}`, fields(world), ...args)),
  ] as const;

const onRequest = (what: string, name: string, value: unknown) =>
  [
    `${HTTP}[method]outgoing-request.${name}`,
    row(what, REFUSED, (world) => world.call(`${HTTP}[method]outgoing-request.${name}`, request(world), value)),
  ] as const;

const twice = (name: string, is: unknown, thing: (world: HostWorld) => number, world?: WorldOptions) =>
  [
    name,
    row(
      'a second time',
      is,
      (of) => {
        const self = thing(of);
        of.call(name, self);
        return of.call(name, self);
      },
      world,
    ),
  ] as const;

const HANDLED = `${HTTP}[method]future-incoming-response.get`;

export const REQUEST_ROWS: Rows = [
  [
    `${HTTP}[static]fields.from-list`,
    row('a name that is none', { err: none('invalid-syntax') }, ({ call }) =>
      call(`${HTTP}[static]fields.from-list`, [['a b', text('c')]]),
    ),
  ],
  ...['', 'a b', 'a:b', 'ä', 'a\n'].flatMap((name) => [
    onFields(`the name ${JSON.stringify(name)}`, none('invalid-syntax'), 'set', name, []),
    onFields(`the name ${JSON.stringify(name)}`, none('invalid-syntax'), 'delete', name),
    onFields(`the name ${JSON.stringify(name)}`, none('invalid-syntax'), 'append', name, text('')),
  ]),
  ...['a\r\nb', 'a\nb', 'a\0'].flatMap((value) => [
    onFields(`the value ${JSON.stringify(value)}`, none('invalid-syntax'), 'set', 'a', [text(value)]),
    onFields(`the value ${JSON.stringify(value)}`, none('invalid-syntax'), 'append', 'a', text(value)),
  ]),
  ...each(
    ['set', 'delete', 'append'].map((name) => `${HTTP}[method]fields.${name}`),
    'of headers that are a request already',
    { err: none('immutable') },
    (world, name) => {
      const headers = world.call(`${HTTP}[method]outgoing-request.headers`, request(world));
      return world.call(name, headers, 'a', ...(name.endsWith('delete') ? [] : [name.endsWith('set') ? [] : text('')]));
    },
  ),
  twice(`${HTTP}[method]outgoing-request.body`, REFUSED, request),
  ...['a b', '', 'GET /'].map((val) => onRequest(`other ${JSON.stringify(val)}`, 'set-method', { tag: 'other', val })),
  ...['/a b', '/a#b', 'a', '//a\n'].map((path) => onRequest(JSON.stringify(path), 'set-path-with-query', path)),
  ...['1x', '', 'a b', 'a:'].map((val) =>
    onRequest(`other ${JSON.stringify(val)}`, 'set-scheme', { tag: 'other', val }),
  ),
  ...['', 'a/b', 'a b', 'a?b', 'a#b', 'a\\b'].map((host) => onRequest(JSON.stringify(host), 'set-authority', host)),
  twice(`${HTTP}[method]outgoing-body.write`, REFUSED, (world) =>
    world.ok(`${HTTP}[method]outgoing-request.body`, request(world)),
  ),
  [
    `${OUT}blocking-write-and-flush`,
    row('of a body that is too large', FAILED, (world) => {
      const outgoing = world.ok(`${HTTP}[method]outgoing-request.body`, request(world));
      const stream = world.ok(`${HTTP}[method]outgoing-body.write`, outgoing);
      return world.call(`${OUT}blocking-write-and-flush`, stream, bytes(32 * 2 ** 20 + 1));
    }),
  ],
  [
    HANDLED,
    row('of a request that is not allowed', { ok: { err: none('HTTP-request-denied') } }, answered, {
      refused: ['http_client.request'],
    }),
  ],
  [
    HANDLED,
    row(
      'of what cannot be reached',
      { ok: { err: { tag: 'internal-error', val: expect.stringContaining('it broke off') as string } } },
      answered,
      {
        network: [{ type: 'failed', message: 'it broke off' }],
      },
    ),
  ],
  [
    HANDLED,
    row('of an answer that does not come', { ok: { err: none('connection-timeout') } }, answered, { network: [] }),
  ],
  [
    HANDLED,
    row(
      'of a request that a browser cannot make',
      { ok: { err: { tag: 'internal-error', val: expect.any(String) as string } } },
      (world) => {
        const self = sent(world, { tag: 'other', val: 'ftp' });
        return world.call(HANDLED, self);
      },
    ),
  ],
  [
    HANDLED,
    row(
      'a second time',
      REFUSED,
      (world) => {
        const self = sent(world);
        world.call(
          'wasi:io/poll#[method]pollable.block',
          world.call(`${HTTP}[method]future-incoming-response.subscribe`, self),
        );
        world.call(HANDLED, self);
        return world.call(HANDLED, self);
      },
      ANSWERS,
    ),
  ],
  twice(`${HTTP}[method]incoming-response.consume`, REFUSED, response, ANSWERS),
  twice(`${HTTP}[method]incoming-body.stream`, REFUSED, body, ANSWERS),
  twice(
    `${HTTP}[method]future-trailers.get`,
    REFUSED,
    (world) => world.call(`${HTTP}[static]incoming-body.finish`, body(world)) as number,
    ANSWERS,
  ),
];
