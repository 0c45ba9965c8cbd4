/** `security.token_store`: tokens that stand for an actor and its scope (spec/lua-modules §7). */
import type { EntryId } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf, ReferenceRule } from '../registry/entries.ts';
import { integer, requiredId, text } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import type { Place } from '../registry/source.ts';
import { idWithin } from '../registry/ids.ts';
import { duration } from './lifecycle-field.ts';

export interface TokenStoreConfig {
  readonly store: { readonly id: EntryId; readonly place: Place };
  /** Bytes of chance in a token. */
  readonly tokenBytes: number;
  readonly expirationMs: number;
}

const CODE = 'invalid-token-store';
/** No store of Wippy's makes sense with more. */
const MAX_TOKEN_BYTES = 1024;

export const tokenStore = describeKind({
  facts: factsOf('security.token_store'),
  language: null,
  fields: {
    store: requiredId({
      doc: 'Where the tokens are kept. Here they are in the memory of the store itself.',
      kinds: ['store.memory', 'store.sql'],
      message: 'store is required',
    }),
    token_length: integer({
      doc: 'Bytes of a token.',
      default: 32,
      min: { value: 16, code: CODE, message: 'token_length must be at least 16' },
    }),
    default_expiration: duration('How long a token is valid, such as 24h.', '24h'),
    token_key: text({ doc: 'What tokens are signed with. Here they do not leave the page, and are not signed.' }),
    token_key_env: text({ doc: 'The variable that holds it.' }),
  },
  decode(
    { store, token_length: bytes, default_expiration: expirationMs },
    { namespace, fail },
  ): TokenStoreConfig | null {
    if (bytes.value > MAX_TOKEN_BYTES)
      return fail({ place: bytes.place, code: CODE, message: `token_length must be at most ${MAX_TOKEN_BYTES}` });
    return {
      store: { id: idWithin(namespace, store.value), place: store.place },
      tokenBytes: bytes.value,
      expirationMs,
    };
  },
  refusal: ({ message }) => invalid(message),
  fingerprint: ({ store, ...rest }) => [rest, store.id],
  references: ({ store }) => [{ target: store.id, place: store.place, rule: STORE }],
});

export type TokenStoreEntry = EntryOf<typeof tokenStore>;

const isStore = (kind: string): boolean => kind.startsWith('store.');

const STORE: ReferenceRule = {
  code: 'store-not-found',
  missing: (target) => `store not found: ${target}`,
  accepts: ({ kind }) => isStore(kind),
  otherKind: (found) => `${found.id} is of kind ${found.kind}`,
  isCandidate: ({ kind }) => isStore(kind),
};
