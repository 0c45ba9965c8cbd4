import type { EntryId } from '../../contract/api.ts';
import {
  envFile as file,
  envMemory as memory,
  envOs as os,
  envRouter as router,
  envStatic as fixed,
  envVariable as variable,
} from '../../project/kinds/environment.ts';
import type { EntryKind } from '../../project/registry/entries.ts';
import type { Variable } from '../env/environment.ts';
import {
  FileStorage,
  GivenStorage,
  MemoryStorage,
  RouterStorage,
  StaticStorage,
  type Storage,
} from '../env/storages.ts';
import type { KernelKind, OpenProject } from './kind.ts';

interface Stored {
  readonly id: EntryId;
  readonly storage: Storage;
}

function storageKind<C, N extends string>(
  description: EntryKind<N, C>,
  make: (config: C, project: OpenProject) => Storage,
): KernelKind<EntryKind<N, C>, Stored> {
  return {
    description,
    load: ({ id, config }) => ({
      status: 'stored',
      diagnostics: [],
      create: (project) => ({ id, storage: make(config, project) }),
    }),
    add: ({ id, storage }, { environment }) => environment.addStorage(id, storage),
    replace: (_before, { id, storage }, { environment }) => environment.addStorage(id, storage),
    remove: ({ id }, { environment }) => environment.removeStorage(id),
  };
}

export const envMemory = storageKind(memory, (_, { environment }) => new MemoryStorage(environment.given));
export const envOs = storageKind(os, (_, { environment }) => new GivenStorage(environment.given));
export const envStatic = storageKind(fixed, ({ values }) => new StaticStorage(values));
export const envFile = storageKind(file, (config, { tree }) => new FileStorage(config, tree));
export const envRouter = storageKind(
  router,
  ({ storages }, { environment }) => new RouterStorage(storages, (id) => environment.storage(id)),
);

export const envVariable: KernelKind<typeof variable, Variable> = {
  description: variable,
  load: ({ id, config }) => ({ status: 'stored', diagnostics: [], create: () => ({ id, ...config }) }),
  add: (made, { environment }) => environment.add(made),
  replace: (_before, made, { environment }) => environment.add(made),
  remove: (made, { environment }) => environment.remove(made),
};
