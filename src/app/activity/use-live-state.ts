import { useEffect, useState } from 'react';
import type { PlaygroundState } from '../../client/playground.ts';
import { useRun, useStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';

const runningIntervalMs = 400;
const restingIntervalMs = 2_000;
/** Thousands of processes take a while to be told of: asking takes a tenth of the time at most. */
const restPerAsk = 10;

/** What the runtime holds, asked again and again while somebody looks; null before the first answer. */
export function useLiveState(isShown: boolean): PlaygroundState | null {
  const { run } = useStores();
  const active = useRun(isActive);
  const [state, setState] = useState<PlaygroundState | null>(null);

  useEffect(() => {
    if (!isShown) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    async function ask(): Promise<void> {
      const startMs = performance.now();
      const answer = await run.getState().readState();
      if (isOver) return;
      if (answer) setState(answer);
      const pauseMs = Math.max(
        active ? runningIntervalMs : restingIntervalMs,
        restPerAsk * (performance.now() - startMs),
      );
      timer = setTimeout(() => void ask(), pauseMs);
    }
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [run, active, isShown]);

  return state;
}
