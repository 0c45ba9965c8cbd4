/** What requests pass on their way through a router, under Wippy's names; options have the names that Wippy has for them. */
import { nearest } from '../../base/nearest.ts';
import { map, text, texts, type MapValue } from '../registry/field-types.ts';
import type { Problems, Text } from '../registry/fields.ts';
import type { Field, Schema } from '../registry/schema.ts';
import type { Place } from '../registry/source.ts';

interface OptionFacts {
  readonly doc: string;
  readonly default?: string;
  /** What it was called before; the name of now wins. */
  readonly before?: string;
  readonly isRequired?: boolean;
}

interface MiddlewareFacts {
  readonly doc: string;
  readonly options: { readonly [name: string]: OptionFacts };
  /** Why it has no meaning in a page: requests pass as if it were not there, and a warning says so. */
  readonly absent?: string;
}

const WHOLE_ANSWERS = 'answers are sent as a whole, and no connection stays open';

export const MIDDLEWARE = {
  cors: {
    doc: 'Lets pages of other origins read the answers, and answers what browsers ask for it beforehand.',
    options: {
      'cors.allow.origins': {
        doc: 'Origins, separated by commas; *.example.com is all below.',
        default: '*',
        before: 'allow_origins',
      },
      'cors.allow.methods': {
        doc: 'Methods that they may use.',
        default: 'GET,POST,PUT,DELETE,OPTIONS,PATCH',
        before: 'allow_methods',
      },
      'cors.allow.headers': {
        doc: 'Headers that they may send.',
        default: 'Origin,Content-Type,Accept,Authorization,X-Requested-With',
        before: 'allow_headers',
      },
      'cors.expose.headers': { doc: 'Headers that they may read.', before: 'expose_headers' },
      'cors.allow.credentials': {
        doc: 'Whether cookies may come along.',
        default: 'false',
        before: 'allow_credentials',
      },
      'cors.max.age': {
        doc: 'For how many seconds a browser need not ask again.',
        default: '86400',
        before: 'max_age',
      },
      'cors.allow.private.network': {
        doc: 'Whether pages of the internet may ask.',
        default: 'false',
        before: 'allow_private_network',
      },
    },
  },
  ratelimit: {
    doc: 'Answers 429 to whoever asks too often.',
    options: {
      'ratelimit.requests': { doc: 'Requests within a window.', default: '100' },
      'ratelimit.window': { doc: 'The window: a number and s, m or h.', default: '1m' },
      'ratelimit.burst': { doc: 'Requests that may come at once.', default: '20' },
      'ratelimit.key': { doc: 'Who is one and the same: ip, header:NAME or query:NAME.', default: 'ip' },
      'ratelimit.cleanup_interval': { doc: 'How often those are forgotten who have not asked.', default: '5m' },
      'ratelimit.entry_ttl': { doc: 'After what time they are.', default: '10m' },
      'ratelimit.max_entries': { doc: 'Of how many it keeps count.', default: '100000' },
    },
  },
  real_ip: {
    doc: 'Takes the address of whoever asks from the headers of a proxy.',
    options: {
      'real_ip.trusted.subnets': {
        doc: 'Whose headers count; by default private networks.',
        before: 'trusted_subnets',
      },
      'real_ip.trust_all': { doc: 'Whether everybody is believed.', default: 'false' },
    },
  },
  token_auth: {
    doc: 'Gives the function the actor and the scope that a token stands for. Requests without one pass as well.',
    options: {
      'token_auth.store': { doc: 'The token store, by its full ID.', before: 'token_store', isRequired: true },
      'token_auth.header.name': {
        doc: 'The header that has the token.',
        default: 'Authorization',
        before: 'header_name',
      },
      'token_auth.header.prefix': { doc: 'What stands before it there.', default: 'Bearer ', before: 'header_prefix' },
      'token_auth.query.param': {
        doc: 'Where it may be in the query.',
        default: 'x-auth-token',
        before: 'query_param',
      },
      'token_auth.cookie.name': {
        doc: 'The cookie that may have it.',
        default: 'x-auth-token',
        before: 'cookie_name',
      },
    },
  },
  endpoint_firewall: {
    doc: 'Asks whether the actor may reach the endpoint; 401 without an actor, 403 where it may not.',
    options: {
      'endpoint_firewall.action': { doc: 'The action asked for.', default: 'access', before: 'endpoint_action' },
    },
  },
  resource_firewall: {
    doc: 'Asks whether the actor may reach what the options name; 401 without an actor, 403 where it may not.',
    options: {
      'resource_firewall.action': { doc: 'The action asked for.', default: 'access', before: 'resource_action' },
      'resource_firewall.target': { doc: 'What it is asked for.', before: 'resource_target', isRequired: true },
    },
  },
  sendfile: {
    doc: 'Sends the file that the answer names in the header X-Sendfile; X-File-Name is what it is saved as.',
    options: {
      'sendfile.fs': { doc: 'The filesystem that it is in, by its full ID.', before: 'fs', isRequired: true },
    },
  },
  compress: {
    doc: 'Compresses answers.',
    options: {
      'compress.level': { doc: 'How hard it tries: fastest, default or best.', default: 'default' },
      'compress.min.length': { doc: 'Bytes that an answer has at least.', default: '1024' },
    },
    absent: 'answers cross no network',
  },
  metrics: { doc: 'Counts requests for Prometheus.', options: {}, absent: 'nobody collects what it counts' },
  otel: { doc: 'Records requests for OpenTelemetry.', options: {}, absent: 'nobody collects what it records' },
  websocket_relay: {
    doc: 'Hands web sockets on to processes.',
    options: { 'wsrelay.allowed.origins': { doc: 'Origins, separated by commas.' } },
    absent: WHOLE_ANSWERS,
  },
  sse_relay: {
    doc: 'Sends events of processes.',
    options: { 'sserelay.allowed.origins': { doc: 'Origins, separated by commas.' } },
    absent: WHOLE_ANSWERS,
  },
} as const satisfies { readonly [name: string]: MiddlewareFacts };

type Known = typeof MIDDLEWARE;
/** Those that do something here. */
export type MiddlewareName = { [N in keyof Known]: Known[N] extends { absent: string } ? never : N }[keyof Known];

const FACTS: ReadonlyMap<string, MiddlewareFacts> = new Map(Object.entries(MIDDLEWARE));

/** All options that are said or have a default, under their names of now. */
export type MiddlewareOptions = Readonly<Record<string, string>>;

export interface MiddlewareUse {
  readonly name: MiddlewareName;
  readonly options: MiddlewareOptions;
}

export const middlewareNames = (doc: string): Field<Text[], readonly Text[]> => {
  const field = texts({ doc });
  return { ...field, shape: { ...field.shape, item: { type: 'text', doc, values: [...FACTS.keys()] } } };
};

type OptionFields = Readonly<Record<string, ReturnType<typeof text>>>;

const OPTION_FIELDS: OptionFields = Object.fromEntries(
  [...FACTS.values()].flatMap(({ options }) =>
    Object.entries(options).flatMap(([name, { doc, default: otherwise, before }]) => {
      const field = text({ doc });
      return [
        [name, otherwise === undefined ? field : { ...field, shape: { ...field.shape, default: otherwise } }],
        ...(before === undefined ? [] : [[before, text({ doc: `As ${name}, which is its name now.` })] as const]),
      ] as const;
    }),
  ),
);

export const middlewareOptions = (doc: string) => map({ doc, fields: OPTION_FIELDS satisfies Schema });

/** What of it does something here, in order; the rest is warned of. */
export function middlewareOf(
  names: readonly Text[],
  options: MapValue<OptionFields>,
  problems: Problems,
): readonly MiddlewareUse[] {
  return names.flatMap(({ value: name, place }) => {
    const facts = FACTS.get(name);
    if (!facts) {
      const guess = nearest(name, [...FACTS.keys()]);
      problems.warn(
        place,
        'unknown-middleware',
        `unknown middleware: ${name}`,
        guess ? `did you mean ${guess}?` : undefined,
      );
      return [];
    }
    if (facts.absent !== undefined) {
      problems.warn(place, 'not-available', `middleware ${name} is not available in the playground: ${facts.absent}`);
      return [];
    }
    return [{ name: name as MiddlewareName, options: optionsOf(facts, options, problems, place) }];
  });
}

function optionsOf(
  { options: all }: MiddlewareFacts,
  given: MapValue<OptionFields>,
  problems: Problems,
  place: Place,
): MiddlewareOptions {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, { default: otherwise, before, isRequired }]) => {
      const value = given[name]?.value || (before && given[before]?.value) || otherwise || '';
      if (value === '' && isRequired) problems.warn(place, 'missing-field', `option ${name} is required`);
      return value === '' ? [] : [[name, value] as const];
    }),
  );
}
