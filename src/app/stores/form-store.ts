/** Call forms as they were left: one for each function and type of its parameters, for this visit. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Draft } from '../model/arguments/draft.ts';

export interface KeptForm {
  readonly drafts: readonly Draft[];
  /** The project's arguments when the form was last written; with others the form is made anew. */
  readonly text: string;
}

export interface FormState {
  /** By project, function and text of its parameters' types. */
  readonly forms: ReadonlyMap<string, KeptForm>;
  /** Functions whose arguments are written as JSON, by project and function. */
  readonly raw: ReadonlySet<string>;
  readonly isOpen: boolean;

  readonly keep: (key: string, form: KeptForm) => void;
  readonly setRaw: (key: string, isRaw: boolean) => void;
  readonly setOpen: (isOpen: boolean) => void;
}

export type FormStore = StoreApi<FormState>;

export function createFormStore(): FormStore {
  return createStore<FormState>()((set, get) => ({
    forms: new Map(),
    raw: new Set(),
    isOpen: false,
    keep: (key, form) => set({ forms: new Map(get().forms).set(key, form) }),
    setRaw(key, isRaw) {
      const others = [...get().raw].filter((item) => item !== key);
      set({ raw: new Set(isRaw ? [...others, key] : others) });
    },
    setOpen: (isOpen) => set({ isOpen }),
  }));
}
