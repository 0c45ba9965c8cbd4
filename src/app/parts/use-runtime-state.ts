import { useEffect, useState } from 'react';
import type { PlaygroundState } from '../../client/playground.ts';
import { useRun, useStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';

/** A glance now and then: the question costs the kernel a message. */
const runningIntervalMs = 1000;
/** Somebody is looking at the numbers. */
const watchedIntervalMs = 400;

/** What the runtime holds, asked only while something runs or somebody looks; null before the first answer. */
export function useRuntimeState(isWatched: boolean): PlaygroundState | null {
  const { run } = useStores();
  const active = useRun(isActive);
  const [state, setState] = useState<PlaygroundState | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    async function ask(): Promise<void> {
      if (document.visibilityState === 'visible') {
        const answer = await run.getState().readState();
        if (isOver) return;
        if (answer) setState(answer);
      }
      // Once more after the end, for what is left; then there is no more to see.
      if (isWatched || active) timer = setTimeout(() => void ask(), isWatched ? watchedIntervalMs : runningIntervalMs);
    }
    // Most runs are over before anybody could read a number.
    timer = setTimeout(() => void ask(), isWatched ? 0 : watchedIntervalMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [run, active, isWatched]);

  return state;
}
