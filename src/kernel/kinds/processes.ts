/** What the kinds of processes share: what makes them, and the function that an entry is which says where (spec/registry §4.8). */
import { defaultHostOf } from '../../project/kinds/entry-options.ts';
import type { EntryBase, PlainMap } from '../../project/registry/entries.ts';
import { ProcessFunction } from '../processes/process-function.ts';
import type { ProcessFactory } from '../processes/processes.ts';
import type { Callable } from '../scheduler/process.ts';
import { retryOf } from './functions.ts';
import type { KernelKind, Loaded, OpenProject } from './kind.ts';

export interface ProcessLive {
  readonly factory: ProcessFactory;
  /** null where nobody can call it. */
  readonly callable: Callable | null;
}

/** New processes run the new code, running ones go on with the old (spec/processes §1). */
export const PROCESS_LIFE: Pick<KernelKind<never, ProcessLive>, 'add' | 'replace' | 'remove'> = {
  add,
  replace(before, after, project, meta) {
    if (before.callable) project.calls.unregister(before.callable.id);
    add(after, project, meta);
    before.factory.close?.();
  },
  remove({ factory, callable }, { calls, processes }) {
    if (callable) calls.unregister(callable.id);
    processes.removeFactory(factory);
    factory.close?.();
  },
};

function add({ factory, callable }: ProcessLive, { calls, processes }: OpenProject, meta: PlainMap): void {
  processes.addFactory(factory);
  if (callable) calls.register(callable, retryOf(meta));
}

export function loadedProcess({ meta }: EntryBase, loaded: Loaded<ProcessFactory>): Loaded<ProcessLive> {
  if (loaded.status === 'rejected') return loaded;
  const { create } = loaded;
  const host = defaultHostOf(meta);
  return {
    ...loaded,
    ...(host === null ? {} : { about: { ...loaded.about, calls: 'anything' as const } }),
    create:
      create &&
      ((project) => {
        const factory = create(project);
        return { factory, callable: host === null ? null : new ProcessFunction(factory.id, host, project.processes) };
      }),
  };
}
