/** A later version of the page that waits for its turn. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ServiceWorkerUpdate } from '../../client/service-worker.ts';

export interface UpdateState {
  /** A version waits. It comes by itself, too, once no page of this version is open. */
  readonly isReady: boolean;
  /** Told once, for as long as a load takes. */
  readonly isReloading: boolean;
  /** Keeps what is unsaved, then loads the page again in the new version. */
  readonly reload: () => Promise<void>;
}

export type UpdateStore = StoreApi<UpdateState>;

export interface UpdateStoreOptions {
  readonly update: Pick<ServiceWorkerUpdate, 'onWaiting' | 'swap'>;
  /** Resolves when what is on screen is kept, or will not be. */
  readonly save: () => Promise<void>;
}

export function createUpdateStore({ update, save }: UpdateStoreOptions): UpdateStore {
  const store = createStore<UpdateState>()((set, get) => ({
    isReady: false,
    isReloading: false,
    async reload() {
      if (!get().isReady || get().isReloading) return;
      set({ isReloading: true });
      await save();
      update.swap();
    },
  }));
  update.onWaiting(() => store.setState({ isReady: true }));
  return store;
}
