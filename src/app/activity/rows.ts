/** What stands below each other in the timeline. */
import type { Span, Timeline } from './timeline.ts';

export interface TimelineRow {
  readonly label: string;
  readonly depth: number;
  readonly spans: readonly Span[];
  /** What a guest ran, which stands above as a call too. */
  readonly isGuest: boolean;
  /** It is the first of its part. */
  readonly isFirst: boolean;
}

export function rowsOf(timeline: Timeline): readonly TimelineRow[] {
  const lanes = timeline.lanes.map(({ target, depth, spans }) => ({
    label: target,
    depth,
    spans,
    isGuest: false,
    isFirst: false,
  }));
  const guests = timeline.guests.map(({ guest, spans }, index) => ({
    label: `guest ${guest}`,
    depth: 0,
    spans,
    isGuest: true,
    isFirst: index === 0,
  }));
  return [...lanes, ...guests];
}

/** Where a span stands as a call; -1 where it is not kept any more. */
export function rowIndexOf(rows: readonly TimelineRow[], span: Span): number {
  return rows.findIndex(({ spans, isGuest }) => !isGuest && spans === span.lane.spans);
}
