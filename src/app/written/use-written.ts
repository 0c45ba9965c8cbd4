import { useCallback, useEffect, useState } from 'react';
import type { WrittenFiles } from '../../contract/api.ts';
import { useRun, useStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';

/** A glance now and then: the question costs the kernel a message, and a walk over the files. */
const intervalMs = 2000;

/** What programs have written, asked while something runs and once it has ended; null before the first answer. */
export function useWritten(): { readonly written: WrittenFiles | null; readonly ask: () => Promise<void> } {
  const { run } = useStores();
  const active = useRun(isActive);
  const [written, setWritten] = useState<WrittenFiles | null>(null);
  const ask = useCallback(async () => setWritten(await run.getState().running.written()), [run]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    async function look(): Promise<void> {
      const answer = document.visibilityState === 'visible' ? await run.getState().running.written() : null;
      if (isOver) return;
      if (answer) setWritten(answer);
      if (active) timer = setTimeout(() => void look(), intervalMs);
    }
    // Most runs are over before anybody could read a number.
    timer = setTimeout(() => void look(), active ? intervalMs : 0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [run, active]);

  return { written, ask };
}
