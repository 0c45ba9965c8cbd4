/** `process.host` (spec/registry §4.3): where processes run. */
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { describeKind } from '../registry/kind.ts';
import { integer, map } from '../registry/field-types.ts';
import { lifecycleField, startFingerprint, startOf, startReferences, type StartConfig } from './lifecycle-field.ts';

export type ProcessHostConfig = StartConfig;

const count = (doc: string, fallback: number, name: string): ReturnType<typeof integer> =>
  integer({
    doc,
    default: fallback,
    min: { value: 1, code: 'invalid-host', message: `${name} must be greater than 0` },
  });

export const processHost = describeKind({
  facts: factsOf('process.host'),
  language: null,
  fields: {
    host: map({
      doc: 'How much of it there is. Here all processes take turns on one thread.',
      fields: {
        workers: count('Processes that execute at a time.', 4, 'workers'),
        queue_size: count('Processes that may wait for a worker.', 1024, 'queue size'),
        local_queue_size: count('Processes that may wait for one worker.', 256, 'local queue size'),
      },
    }),
    lifecycle: lifecycleField,
  },
  decode: ({ lifecycle }, { namespace }): ProcessHostConfig => startOf(lifecycle, namespace),
  refusal: ({ message }) => invalid(message),
  fingerprint: startFingerprint,
  references: startReferences,
});

export type ProcessHostEntry = EntryOf<typeof processHost>;
