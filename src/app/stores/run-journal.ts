import type { Storage } from './unsaved-notes.ts';

/** Marks a run in this tab, so that the next load knows whether the last one outlived it. */
export interface RunJournal {
  begin(): void;
  end(): void;
  readonly interrupted: boolean;
}

const storageKey = 'wippy-playground/running';

/** Kept for the tab: it outlives a crash of the page, and other tabs have their own. */
export function createRunJournal(storage: Storage | null): RunJournal {
  const write = (value: string): void => {
    try {
      storage?.setItem(storageKey, value);
    } catch {
      // Without storage a crash goes unmentioned; nothing else depends on it.
    }
  };
  const interrupted = storage?.getItem(storageKey) === 'yes';
  write('no');
  return { interrupted, begin: () => write('yes'), end: () => write('no') };
}
