/** `http.service` (spec/registry §4.4): a server, which here is reached from within the page only. */
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { ignored, map, requiredText } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import type { TreeNode } from '../registry/tree.ts';
import {
  duration,
  identityFingerprint,
  identityOf,
  identityReferences,
  lifecycleField,
  startFingerprint,
  startOf,
  startReferences,
  type IdentityConfig,
  type StartConfig,
} from './lifecycle-field.ts';

export interface HttpServiceConfig extends StartConfig, IdentityConfig {
  /** As written, such as `:8080`. */
  readonly addr: string;
  /** Empty where any name of this machine will do. */
  readonly host: string;
  /** 0 = any: it is reached by path. */
  readonly port: number;
  /** How long an answer may take, milliseconds; 0 = as long as it takes. */
  readonly writeMs: number;
}

/** Without effect here, and why. */
const UNUSED_TIMEOUTS = {
  read: 'requests come whole',
  idle: 'no connection stays open between two requests',
} as const;

/** A duration, or the number 0. */
function timeout(doc: string): ReturnType<typeof duration> {
  const field = duration(`${doc} 0 is no limit.`, '0', 'invalid-timeout');
  const isZero = (node: TreeNode | undefined): boolean => node?.type === 'scalar' && node.value === 0;
  return {
    ...field,
    read: (fields, name) => (isZero(fields.node.fields.get(name)?.value) ? null : field.read(fields, name)),
  };
}

export const httpService = describeKind({
  facts: factsOf('http.service'),
  language: null,
  fields: {
    addr: requiredText({
      doc: 'Where it listens, such as ":8080": an address that only this project has.',
      message: 'address is required',
      check: ({ value, place }) =>
        parseAddress(value)
          ? null
          : { code: 'invalid-address', message: `invalid address: ${value}`, hint: 'a port, such as ":8080"', place },
    }),
    timeouts: map({
      doc: 'How long things may take.',
      fields: {
        read: timeout(`A request, to be read. Without effect here: ${UNUSED_TIMEOUTS.read}.`),
        write: timeout('An answer, from the request on: a later one is not sent, and the request fails.'),
        idle: timeout(`A connection between two requests. Without effect here: ${UNUSED_TIMEOUTS.idle}.`),
      },
    }),
    host: ignored('How much of it there is.'),
    network: ignored('The network that it is in.'),
    tls: ignored('Certificates.'),
    lifecycle: lifecycleField,
  },
  decode({ addr, timeouts, lifecycle }, { namespace, fields, problems }): HttpServiceConfig | null {
    const parsed = parseAddress(addr.value);
    if (!parsed) return null;
    for (const [name, reason] of Object.entries(UNUSED_TIMEOUTS)) {
      const place = fields.map('timeouts')?.keyPlaceOf(name);
      if (place) problems.note(place, 'no-effect', `timeouts.${name} has no effect in the playground: ${reason}`);
    }
    return {
      addr: addr.value,
      ...parsed,
      writeMs: timeouts.write,
      ...startOf(lifecycle, namespace),
      ...identityOf(lifecycle, namespace),
    };
  },
  refusal: ({ message }) => invalid(message),
  fingerprint: ({ addr, writeMs, ...rest }) => [addr, writeMs, startFingerprint(rest), identityFingerprint(rest)],
  references: (config) => [...startReferences(config), ...identityReferences(config)],
});

export type HttpServiceEntry = EntryOf<typeof httpService>;

const MAX_PORT = 0xffff;

function parseAddress(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^(|\[[0-9A-Fa-f:]+\]|[^:[\]/\s]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  return match && port <= MAX_PORT ? { host: match[1] ?? '', port } : null;
}
