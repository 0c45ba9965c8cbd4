import type { EntryId } from '../../contract/api.ts';
import { storeMemory as description } from '../../project/kinds/store-memory.ts';
import { KeyValueStore } from '../files/key-value-store.ts';
import type { KernelKind } from './kind.ts';

interface Made {
  readonly id: EntryId;
  readonly store: KeyValueStore;
}

export const storeMemory: KernelKind<typeof description, Made> = {
  description,
  load: ({ id, config }) => ({
    status: 'stored',
    diagnostics: [],
    create: ({ ports }) => ({ id, store: new KeyValueStore(() => ports.clock.nowMs(), config.maxSize) }),
  }),
  add: ({ id, store }, { stores }) => void stores.set(id, store),
  replace: (_before, { id, store }, { stores }) => void stores.set(id, store),
  remove: ({ id }, { stores }) => void stores.delete(id),
};
