/** `http.router` (spec/registry §4.4): endpoints of a server under one prefix. */
import { invalid } from '../../contract/errors.ts';
import type { EntryId } from '../../contract/api.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { AnyEntry, EntryOf, ReferenceRule } from '../registry/entries.ts';
import { text } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import type { Place } from '../registry/source.ts';
import { middlewareNames, middlewareOf, middlewareOptions, type MiddlewareUse } from './http-middleware.ts';
import { httpService } from './http-service.ts';
import { joinPaths, parsePattern } from './http-pattern.ts';
import { ownerIn } from './http-owner.ts';

export interface HttpRouterConfig {
  readonly server: EntryId;
  readonly prefix: string;
  /** In the order in which requests pass it, before it is known which endpoint answers and then after that. */
  readonly middleware: readonly MiddlewareUse[];
  readonly postMiddleware: readonly MiddlewareUse[];
  readonly places: { readonly server: Place; readonly prefix: Place };
}

const isServer = (entry: AnyEntry): boolean => entry.kind === httpService.name;

export const SERVER: ReferenceRule = {
  code: 'server-not-found',
  missing: () => 'server not found',
  accepts: isServer,
  otherKind: (found) => `${found.id} is of kind ${found.kind}`,
  isCandidate: isServer,
  absent: 'add an entry of kind http.service',
};

export const httpRouter = describeKind({
  facts: factsOf('http.router'),
  language: null,
  fields: {
    prefix: text({
      doc: 'What the paths of its endpoints begin with, such as /api.',
      check({ value, place }) {
        const parsed = parsePattern(joinPaths(value, ''));
        return parsed.ok ? null : { code: 'invalid-path', message: `invalid prefix: ${parsed.error}`, place };
      },
    }),
    middleware: middlewareNames('What requests pass, in this order; answers come back the other way round.'),
    options: middlewareOptions('Of middleware.'),
    post_middleware: middlewareNames('What requests pass behind middleware, when it is known which endpoint answers.'),
    post_options: middlewareOptions('Of post_middleware.'),
  },
  decode(values, { problems, fail, definition }): HttpRouterConfig | null {
    const { prefix, middleware, options, post_middleware: after, post_options: afterOptions } = values;
    const server = ownerIn(definition, 'server', problems);
    if (typeof server === 'string') return fail({ code: 'missing-field', message: server });
    return {
      server: server.id,
      prefix: prefix?.value ?? '',
      middleware: middlewareOf(middleware, options, problems),
      postMiddleware: middlewareOf(after, afterOptions, problems),
      places: { server: server.place, prefix: prefix?.place ?? definition.place },
    };
  },
  refusal: ({ message }) => invalid(message),
  fingerprint: ({ places: _places, ...rest }) => rest,
  references: ({ server, places }) => [{ target: server, place: places.server, rule: SERVER }],
});

export type HttpRouterEntry = EntryOf<typeof httpRouter>;
