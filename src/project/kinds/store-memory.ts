/** `store.memory`: values by key, for as long as the project is open. */
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import { integer, text } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';

export interface StoreConfig {
  /** Keys at most. */
  readonly maxSize: number;
}

const MAX_KEYS = 100_000;

export const storeMemory = describeKind({
  facts: factsOf('store.memory'),
  language: null,
  fields: {
    max_size: integer({
      doc: 'How many keys it has at most.',
      default: MAX_KEYS,
      min: { value: 1, code: 'invalid-store', message: 'max size must be greater than 0' },
    }),
    cleanup_interval: text({ doc: 'How often expired keys are looked for; here they are gone at once.' }),
  },
  decode: ({ max_size: maxSize }): StoreConfig => ({ maxSize: Math.min(maxSize.value, MAX_KEYS) }),
  refusal: ({ message }) => invalid(`failed to decode config: ${message}`),
  fingerprint: (config) => config,
});
