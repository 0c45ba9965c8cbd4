/** `terminal.host` (spec/processes §6.1): where a command runs, one at a time. */
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { describeKind } from '../registry/kind.ts';
import { flag } from '../registry/field-types.ts';
import { lifecycleField, startFingerprint, startOf, startReferences, type StartConfig } from './lifecycle-field.ts';

export type TerminalHostConfig = StartConfig;

export const terminalHost = describeKind({
  facts: factsOf('terminal.host'),
  language: null,
  fields: {
    hide_logs: flag({
      doc: 'Whether the logs of the runtime stay out of the terminal. Here they always do.',
      default: false,
    }),
    lifecycle: lifecycleField,
  },
  decode: ({ lifecycle }, { namespace }): TerminalHostConfig => startOf(lifecycle, namespace),
  refusal: ({ message }) => invalid(message),
  fingerprint: startFingerprint,
  references: startReferences,
});

export type TerminalHostEntry = EntryOf<typeof terminalHost>;
