/** What all functions share: a place in the function registry, and a pool. */
import type { PoolConfig } from '../../project/kinds/pool-field.ts';
import { CallPool } from '../scheduler/call-pool.ts';
import type { Callable } from '../scheduler/process.ts';
import type { OpenProject, KernelKind } from './kind.ts';

/** From here on new calls take the new way; the function they no longer reach ends with its last call. */
export const FUNCTION_LIFE: Pick<KernelKind<never, Callable>, 'add' | 'replace' | 'remove'> = {
  add: (callable, { calls }) => calls.register(callable),
  replace(before, after, project) {
    project.calls.unregister(before.id);
    project.calls.register(after);
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

export function poolOf(
  config: PoolConfig,
  { waits }: OpenProject,
): { readonly pool: CallPool; readonly poolType: 'inline' | 'lazy' } {
  return { pool: new CallPool(config.type === 'inline' ? 1 : config.maxSize, waits), poolType: config.type };
}
