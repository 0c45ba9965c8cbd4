/** `http.service` (spec/registry §4.4): a server, which here is reached from within the page only. */
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { ignored, requiredText } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import { lifecycleField, startFingerprint, startOf, startReferences, type StartConfig } from './lifecycle-field.ts';

export interface HttpServiceConfig extends StartConfig {
  /** As written, such as `:8080`. */
  readonly addr: string;
  /** Empty where any name of this machine will do. */
  readonly host: string;
  /** 0 = any: it is reached by path. */
  readonly port: number;
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
    timeouts: ignored('How long a request may take to be read, to be answered, and between two of them.'),
    host: ignored('How much of it there is.'),
    network: ignored('The network that it is in.'),
    tls: ignored('Certificates.'),
    lifecycle: lifecycleField,
  },
  decode: ({ addr, lifecycle }, { namespace }): HttpServiceConfig | null => {
    const parsed = parseAddress(addr.value);
    return parsed && { addr: addr.value, ...parsed, ...startOf(lifecycle, namespace) };
  },
  refusal: ({ message }) => invalid(message),
  fingerprint: (config) => [config.addr, startFingerprint(config)],
  references: startReferences,
});

export type HttpServiceEntry = EntryOf<typeof httpService>;

const MAX_PORT = 0xffff;

function parseAddress(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^(|\[[0-9A-Fa-f:]+\]|[^:[\]/\s]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  return match && port <= MAX_PORT ? { host: match[1] ?? '', port } : null;
}
