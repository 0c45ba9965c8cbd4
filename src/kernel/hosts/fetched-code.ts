import type { Dispose } from '../../base/disposable.ts';

/** What a command needs and no project without it has: fetched with the first one. */
export function fetchedCode<Code>(load: () => Promise<Code>) {
  let code: Code | null = null;
  /** `work` returns what takes it back; `failed`: it could not be fetched. */
  return (
    { wake }: { readonly wake: () => void },
    work: (loaded: Code) => Dispose | null,
    failed: () => void,
  ): Dispose | null => {
    if (code !== null) return work(code);
    let undo: Dispose | null = null;
    let isOver = false;
    void load()
      .then(
        (loaded) => {
          code = loaded;
          if (!isOver) undo = work(loaded);
        },
        () => {
          if (!isOver) failed();
        },
      )
      .finally(() => wake());
    return () => {
      isOver = true;
      undo?.();
    };
  };
}
