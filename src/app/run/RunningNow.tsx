import { useEffect, useState } from 'react';
import { runningNow } from '../model/running-now.ts';
import { formatElapsed } from '../model/format-value.ts';
import { useRuntimeState } from '../parts/use-runtime-state.ts';
import { useTarget } from '../parts/use-target.ts';
import styles from './RunningNow.module.css';

/** Tenths of seconds are readable at this pace. */
const tickMs = 200;

export interface RunningNowProps {
  /** When the run began, by `performance.now()`. */
  readonly sinceMs: number;
}

/** Beside Stop while a run lasts: for how long, what is at work and what it takes. Too restless to be announced. */
export function RunningNow({ sinceMs }: RunningNowProps) {
  const { id } = useTarget();
  const state = useRuntimeState(true);
  const [nowMs, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  const now = state === null ? null : runningNow(state, id);
  const time = formatElapsed(nowMs - sinceMs);
  const others = now === null || now.others === 0 ? '' : `, ${now.others} more`;
  return (
    <div
      role="timer"
      aria-label="What runs now"
      className={styles['now']}
      title={now === null ? time : `${time}: ${now.target} ${now.doing}${others}${now.memory ? `, ${now.memory}` : ''}`}
    >
      <span className={styles['time']}>{time}</span>
      {now && (
        <>
          <span className={styles['what']}>{now.target}</span>
          {now.doing !== 'running' && <span className={styles['doing']}>{now.doing}</span>}
          {now.memory !== null && <span className={styles['memory']}>{now.memory}</span>}
        </>
      )}
    </div>
  );
}
