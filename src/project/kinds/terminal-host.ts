/** `terminal.host` (spec/processes §6.1): where a command runs, one at a time. */
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { describeKind } from '../registry/kind.ts';
import { flag } from '../registry/field-types.ts';
import { lifecycleField } from './lifecycle-field.ts';

export interface TerminalHostConfig {
  readonly isStarted: boolean;
}

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
  decode: ({ lifecycle }): TerminalHostConfig => ({ isStarted: lifecycle.auto_start }),
  refusal: ({ message }) => invalid(message),
  fingerprint: (config) => config,
});

export type TerminalHostEntry = EntryOf<typeof terminalHost>;
