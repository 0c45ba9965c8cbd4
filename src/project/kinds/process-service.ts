/** `process.service` (spec/registry §4.3, spec/scheduler §10): a process that is kept running. */
import { ok } from '../../base/result.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf, Reference, ReferenceRule } from '../registry/entries.ts';
import { requiredId } from '../registry/field-types.ts';
import type { Text } from '../registry/fields.ts';
import { idWithin, parseId } from '../registry/ids.ts';
import { describeKind } from '../registry/kind.ts';
import type { Field } from '../registry/schema.ts';
import type { Place } from '../registry/source.ts';
import { toPlain } from '../registry/tree.ts';
import { lifecycleField, type ActorConfig, type RestartConfig } from './lifecycle-field.ts';

interface Target {
  readonly id: EntryId;
  readonly place: Place;
}

export interface ProcessServiceConfig {
  readonly process: Target;
  readonly host: Target;
  /** Arguments of the process. */
  readonly input: readonly PlainValue[];
  readonly isStarted: boolean;
  readonly startup: 'required' | 'optional';
  readonly startMs: number;
  readonly stopMs: number;
  /** Running so long it counts as stable. */
  readonly stableMs: number;
  readonly restart: RestartConfig;
  /** Services, or hosts, that have to run before. */
  readonly requires: readonly Target[];
  readonly actor: ActorConfig | null;
  readonly policies: readonly Target[];
  readonly groups: readonly string[];
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
    const { requires, depends_on: older, security, restart } = lifecycle;
    return {
      process: target(process),
      host: { id: host.value as EntryId, place: host.place },
      input,
      isStarted: lifecycle.auto_start,
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
      requires: [...requires, ...older].map(target),
      actor: security.actor.isSet ? { id: security.actor.id?.value ?? '', meta: security.actor.meta } : null,
      policies: security.policies.map(target),
      groups: security.groups.map(({ value }) => idWithin(namespace, value)),
    };
  },
  refusal: ({ message }) => invalid(`decode config: ${message}`),
  fingerprint: ({ process, host, requires, policies, ...rest }) => [
    rest,
    [process, host, ...requires, ...policies].map((one) => one.id),
  ],
  references: ({ process, host, requires, policies }): Reference[] => [
    { target: process.id, place: process.place, rule: PROCESS },
    { target: host.id, place: host.place, rule: HOST },
    ...requires.map((one) => ({ target: one.id, place: one.place, rule: REQUIRED })),
    ...policies.map((one) => ({ target: one.id, place: one.place, rule: POLICY })),
  ],
});

export type ProcessServiceEntry = EntryOf<typeof processService>;

const PROCESS = ruleFor('factory not found', 'process-not-found', (kind) => PROCESSES.has(kind));
const HOST = ruleFor('host not found', 'host-not-found', (kind) => kind === 'process.host');
const REQUIRED = ruleFor('dependency not found', 'dependency-not-found', (kind) => STARTED.has(kind));
const POLICY = ruleFor('policy not found', 'policy-not-found', (kind) => kind.startsWith('security.policy'));

const PROCESSES: ReadonlySet<string> = new Set(['process.lua', 'process.wasm']);
/** Kinds that have a lifecycle. */
const STARTED: ReadonlySet<string> = new Set(['process.host', 'process.service', 'terminal.host', 'http.service']);

function ruleFor(missing: string, code: string, isKind: (kind: string) => boolean): ReferenceRule {
  return {
    code,
    missing: (target) => `${missing}: ${target}`,
    accepts: ({ kind }) => isKind(kind),
    otherKind: (found) => `${found.id} is of kind ${found.kind}`,
    isCandidate: ({ kind }) => isKind(kind),
  };
}

function inputField(doc: string): Field<readonly PlainValue[], readonly PlainValue[]> {
  return {
    shape: { type: 'list', doc, item: { type: 'anything', doc } },
    read: (fields, name) => fields.list(name).map((item) => toPlain(item)),
    check: (read) => ok(read),
  };
}
