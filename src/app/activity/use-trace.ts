import { useCallback, useEffect, useRef, useState } from 'react';
import type { TraceEvent } from '../../contract/api.ts';
import { useStores } from '../stores/context.ts';
import { Timeline } from './timeline.ts';

export interface LiveTrace {
  readonly timeline: Timeline;
  /** Grows with each change of the timeline. */
  readonly changes: number;
  /** What the kernel's clock shows, as far as it can be told from here. */
  readonly now: () => number;
  readonly clear: () => void;
}

/** The trace as a timeline, at most once per frame another. While nobody looks it is not followed, and caught up with afterwards. */
export function useTrace(isShown: boolean): LiveTrace {
  const { project, run } = useStores();
  const [timeline] = useState(() => new Timeline());
  const [changes, setChanges] = useState(0);
  /** The last that was taken. */
  const last = useRef<TraceEvent | null>(null);
  /** How far the kernel's clock is ahead of the page's, at least. */
  const aheadMs = useRef(-Infinity);

  const clear = useCallback(() => {
    timeline.clear();
    setChanges(timeline.changes);
  }, [timeline]);

  // What another project did is not this one's.
  useEffect(
    () =>
      project.subscribe((current, before) => {
        if (current.id !== before.id) clear();
      }),
    [project, clear],
  );

  useEffect(() => {
    if (!isShown) return undefined;
    const { readTrace, followTrace } = run.getState();
    let arrived: TraceEvent[] = [];
    let frame = 0;
    const take = (): void => {
      frame = 0;
      timeline.append(arrived);
      arrived = [];
      setChanges(timeline.changes);
    };
    const missed = readTrace();
    const known = last.current === null ? -1 : missed.lastIndexOf(last.current);
    if (known < 0 && last.current !== null) timeline.clear();
    arrived = missed.slice(known + 1);
    last.current = missed.at(-1) ?? null;
    frame = requestAnimationFrame(take);
    const unfollow = followTrace((event) => {
      last.current = event;
      aheadMs.current = Math.max(aheadMs.current, timeOf(event) - performance.now());
      arrived.push(event);
      if (frame === 0) frame = requestAnimationFrame(take);
    });
    return () => {
      unfollow();
      cancelAnimationFrame(frame);
      if (arrived.length > 0) take();
    };
  }, [isShown, run, timeline]);

  const now = useCallback(() => Math.max(timeline.lastMs, performance.now() + aheadMs.current), [timeline]);
  return { timeline, changes, now, clear };
}

function timeOf(event: TraceEvent): number {
  return event.kind === 'left-out' ? event.untilMs : event.atMs;
}
