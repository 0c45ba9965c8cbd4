/** `process.service` (spec/registry §4.3, spec/scheduler §10): a process that is kept running. */
import { ok } from '../../base/result.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf, Reference } from '../registry/entries.ts';
import { requiredId } from '../registry/field-types.ts';
import type { Text } from '../registry/fields.ts';
import { idWithin, parseId } from '../registry/ids.ts';
import { describeKind } from '../registry/kind.ts';
import type { Field } from '../registry/schema.ts';
import { toPlain } from '../registry/tree.ts';
import {
  identityFingerprint,
  identityOf,
  identityReferences,
  lifecycleField,
  ruleFor,
  startFingerprint,
  startOf,
  startReferences,
  type IdentityConfig,
  type RestartConfig,
  type StartConfig,
  type Target,
} from './lifecycle-field.ts';

export interface ProcessServiceConfig extends StartConfig, IdentityConfig {
  readonly process: Target;
  readonly host: Target;
  /** Arguments of the process. */
  readonly input: readonly PlainValue[];
  readonly startup: 'required' | 'optional';
  readonly startMs: number;
  readonly stopMs: number;
  /** Running so long it counts as stable. */
  readonly stableMs: number;
  readonly restart: RestartConfig;
}

export const processService = describeKind({
  facts: factsOf('process.service'),
  language: null,
  fields: {
    process: requiredId({ doc: 'What runs.', kinds: ['process.lua', 'process.wasm'], message: 'process is required' }),
    host: requiredId({ doc: 'Where it runs.', kinds: ['process.host'], message: 'host is required' }),
    input: inputField('What it is given: its arguments.'),
    lifecycle: lifecycleField,
  },
  decode({ process, host, input, lifecycle }, { namespace, fail }): ProcessServiceConfig | null {
    if (parseId(host.value).namespace === '')
      return fail({
        place: host.place,
        code: 'relative-reference',
        message: 'host not found',
        hint: 'write the full ID, with its namespace',
      });
    const target = ({ value, place }: Text): Target => ({ id: idWithin(namespace, value), place });
    const { restart } = lifecycle;
    return {
      process: target(process),
      host: { id: host.value as EntryId, place: host.place },
      input,
      ...startOf(lifecycle, namespace),
      startup: lifecycle.startup.value,
      startMs: lifecycle.start_timeout,
      stopMs: lifecycle.stop_timeout,
      stableMs: lifecycle.stable_threshold,
      restart: {
        initialDelayMs: restart.initial_delay,
        maxDelayMs: restart.max_delay,
        backoffFactor: restart.backoff_factor,
        jitter: restart.jitter,
        maxAttempts: restart.max_attempts.value,
      },
      ...identityOf(lifecycle, namespace),
    };
  },
  refusal: ({ message }) => invalid(`decode config: ${message}`),
  fingerprint: ({ process, host, actor, policies, groups, isStarted, requires, ...rest }) => [
    rest,
    startFingerprint({ isStarted, requires }),
    identityFingerprint({ actor, policies, groups }),
    [process, host].map((one) => one.id),
  ],
  references: ({ process, host, ...rest }): Reference[] => [
    { target: process.id, place: process.place, rule: PROCESS },
    { target: host.id, place: host.place, rule: HOST },
    ...startReferences(rest),
    ...identityReferences(rest),
  ],
});

export type ProcessServiceEntry = EntryOf<typeof processService>;

const PROCESS = ruleFor('factory not found', 'process-not-found', (kind) => PROCESSES.has(kind));
const HOST = ruleFor('host not found', 'host-not-found', (kind) => kind === 'process.host');

const PROCESSES: ReadonlySet<string> = new Set(['process.lua', 'process.wasm']);
function inputField(doc: string): Field<readonly PlainValue[], readonly PlainValue[]> {
  return {
    shape: { type: 'list', doc, item: { type: 'anything', doc } },
    read: (fields, name) => fields.list(name).map((item) => toPlain(item)),
    check: (read) => ok(read),
  };
}
