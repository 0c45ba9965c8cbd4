/** `http.endpoint` (spec/registry §4.4): a function that answers requests. */
import type { EntryId } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { AnyEntry, EntryOf, ReferenceRule } from '../registry/entries.ts';
import { requiredId, requiredText } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import type { Place } from '../registry/source.ts';
import { ownerIn } from './http-owner.ts';
import { idWithin } from '../registry/ids.ts';
import { parsePattern } from './http-pattern.ts';
import { httpRouter } from './http-router.ts';

export interface HttpEndpointConfig {
  readonly router: EntryId;
  readonly method: string;
  /** Below the prefix of the router. */
  readonly path: string;
  /** Perhaps nobody has this ID. */
  readonly target: EntryId;
  readonly places: { readonly router: Place; readonly path: Place };
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'];

const isRouter = (entry: AnyEntry): boolean => entry.kind === httpRouter.name;

const ROUTER: ReferenceRule = {
  code: 'router-not-found',
  missing: () => 'router not found',
  accepts: isRouter,
  otherKind: (found) => `${found.id} is of kind ${found.kind}`,
  isCandidate: isRouter,
  absent: 'add an entry of kind http.router',
};

const method = requiredText({
  doc: 'The method of the requests, in capitals.',
  message: 'method is required',
  check({ value, place }) {
    if (METHODS.includes(value)) return null;
    const upper = value.toUpperCase();
    const hint = METHODS.includes(upper) ? `write ${upper}` : `one of ${METHODS.join(', ')}`;
    return { code: 'invalid-method', message: `invalid HTTP method: ${value}`, hint, place };
  },
});

export const httpEndpoint = describeKind({
  facts: factsOf('http.endpoint'),
  language: null,
  fields: {
    method: { ...method, shape: { ...method.shape, values: METHODS } },
    path: requiredText({
      doc: 'The path below the prefix of the router, such as /users/{id} or /files/{path...}.',
      message: 'path is required',
      check({ value, place }) {
        const refuse = (message: string) => ({ code: 'invalid-path', message, place });
        if (!value.startsWith('/')) return refuse('path must start with /');
        const parsed = parsePattern(value);
        return parsed.ok ? null : refuse(`invalid path: ${parsed.error}`);
      },
    }),
    func: requiredId({
      doc: 'The function that answers.',
      kinds: ['function.lua', 'function.wat', 'function.wasm'],
      message: 'function name is required',
    }),
  },
  decode({ method: { value }, path, func }, { definition, problems, fail }): HttpEndpointConfig | null {
    const router = ownerIn(definition, 'router', problems);
    if (typeof router === 'string') return fail({ code: 'missing-field', message: router });
    return {
      router: router.id,
      method: value,
      path: path.value,
      target: idWithin(definition.namespace, func.value),
      places: { router: router.place, path: path.place },
    };
  },
  refusal: ({ message }) => invalid(message),
  fingerprint: ({ places: _places, ...rest }) => rest,
  references: ({ router, places }) => [{ target: router, place: places.router, rule: ROUTER }],
});

export type HttpEndpointEntry = EntryOf<typeof httpEndpoint>;
