/** What all functions share: a place in the function registry, and a pool. */
import { assertNever } from '../../base/assert-never.ts';
import { ownValue } from '../../base/own.ts';
import type { PlainValue } from '../../contract/api.ts';
import { isMap, optionOf } from '../../project/kinds/entry-options.ts';
import { durationMs } from '../../project/kinds/lifecycle-field.ts';
import type { PlainMap } from '../../project/registry/entries.ts';
import { readRetry, type Retry } from '../scheduler/retry-rule.ts';
import type { PoolConfig } from '../../project/kinds/pool-field.ts';
import { fractions } from '../scheduler/fractions.ts';
import { CallPool } from '../scheduler/call-pool.ts';
import {
  AdaptiveWorkers,
  FixedWorkers,
  OnDemandWorkers,
  type PoolTime,
  type PoolWorkers,
} from '../scheduler/pool-workers.ts';
import type { Callable } from '../scheduler/process.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Timers } from '../scheduler/timers.ts';
import type { OpenProject, KernelKind } from './kind.ts';

/** From here on new calls take the new way; the function they no longer reach ends with its last call. */
export const FUNCTION_LIFE: Pick<KernelKind<never, Callable>, 'add' | 'replace' | 'remove'> = {
  add: (callable, { calls }, meta) => calls.register(callable, retryOf(meta)),
  replace(before, after, project, meta) {
    project.calls.unregister(before.id);
    project.calls.register(after, retryOf(meta));
    project.drain(before);
  },
  remove(callable, project) {
    project.calls.unregister(callable.id);
    project.drain(callable);
  },
};

/** For kinds that nothing stands behind: they are there for other entries. */
export const NO_LIFE: Pick<KernelKind<never, never>, 'add' | 'replace' | 'remove'> = {
  add() {},
  replace() {},
  remove() {},
};

export function poolOf(config: PoolConfig, { waits, scheduler, ports: { clock, random } }: OpenProject): CallPool {
  const timeOf = (timers: Timers): PoolTime => ({
    nowMs: () => clock.nowMs(),
    after: (delayMs, run) => timers.after(delayMs, run),
    fraction: fractions(random),
  });
  return new CallPool(workersOf(config, scheduler, timeOf), waits);
}

function workersOf(
  config: PoolConfig,
  { timers, chores }: Pick<Scheduler, 'timers' | 'chores'>,
  timeOf: (timers: Timers) => PoolTime,
): PoolWorkers {
  switch (config.type) {
    case 'inline':
      return new FixedWorkers('inline', 1);
    case 'static':
      return new FixedWorkers('static', config.workers);
    case 'lazy':
      return new OnDemandWorkers(config.maxSize, timeOf(chores));
    case 'adaptive':
      return new AdaptiveWorkers(config.maxSize, timeOf(timers));
    default:
      return assertNever(config);
  }
}

/** How calls of a function are made again by default: the option `retry` in its `meta` (spec/lua-modules §1). */
export function retryOf(meta: PlainMap): Retry | null {
  const option = optionOf(meta, 'retry');
  if (!isMap(option)) return null;
  const of = (field: string): PlainValue | undefined => ownValue(option, field);
  const number = (field: string): number | null => {
    const value = of(field);
    return typeof value === 'number' ? value : null;
  };
  return readRetry({
    number,
    delayMs(field) {
      const value = of(field);
      return typeof value === 'string' ? durationMs(value) : number(field);
    },
    kinds(field) {
      const value = of(field);
      return Array.isArray(value) ? value.filter((kind) => typeof kind === 'string') : [];
    },
  });
}
