/** `http.router` (spec/registry §4.4): endpoints of a server under one prefix. */
import { invalid } from '../../contract/errors.ts';
import type { EntryId } from '../../contract/api.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { AnyEntry, EntryOf, ReferenceRule } from '../registry/entries.ts';
import { ignored, text } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import type { Place } from '../registry/source.ts';
import { httpService } from './http-service.ts';
import { joinPaths, parsePattern } from './http-pattern.ts';
import { ownerIn } from './http-owner.ts';

export interface HttpRouterConfig {
  readonly server: EntryId;
  readonly prefix: string;
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

/** What requests pass on their way in Wippy, and not here. */
const ON_THE_WAY = ['middleware', 'options', 'post_middleware', 'post_options'] as const;

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
    middleware: ignored('What requests pass before they are matched. Not in the playground.'),
    options: ignored('Of middleware.'),
    post_middleware: ignored('What requests pass after they are matched. Not in the playground.'),
    post_options: ignored('Of post_middleware.'),
  },
  decode({ prefix }, decoding): HttpRouterConfig | null {
    const { fields, problems, fail, definition } = decoding;
    for (const name of ON_THE_WAY) {
      const place = fields.keyPlaceOf(name);
      if (place) problems.warn(place, 'not-available', `${name} is not available in the playground`);
    }
    const server = ownerIn(definition, 'server', problems);
    if (typeof server === 'string') return fail({ code: 'missing-field', message: server });
    return {
      server: server.id,
      prefix: prefix?.value ?? '',
      places: { server: server.place, prefix: prefix?.place ?? definition.place },
    };
  },
  refusal: ({ message }) => invalid(message),
  fingerprint: ({ places: _places, ...rest }) => rest,
  references: ({ server, places }) => [{ target: server, place: places.server, rule: SERVER }],
});

export type HttpRouterEntry = EntryOf<typeof httpRouter>;
