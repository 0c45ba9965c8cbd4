import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTheme } from '../stores/context.ts';
import { forcedColors } from '../stores/theme-store.ts';
import { useMedia } from '../parts/use-media.ts';
import styles from './ActivityPane.module.css';
import { axisHeight, rowHeight, type Scene } from './draw.ts';
import type { SpanKind } from './palette.ts';
import { rowIndexOf, rowsOf, type TimelineRow } from './rows.ts';
import { fitted, panned, zoomed, type Range } from './scale.ts';
import { SpanDetails } from './SpanDetails.tsx';
import { TimelineCanvas } from './timeline-canvas.ts';
import { lastBurst, spanAt, type Span, type Timeline } from './timeline.ts';
import { usePointers } from './use-pointers.ts';

/** How near to a bar, in pixels, one has to point. */
const slackPx = 5;
const zoomStep = 1.5;
const panStep = 0.15;

/** What a button or key outside may ask of the timeline. */
export interface TimelineHandle {
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
}

export interface TimelineViewProps {
  readonly timeline: Timeline;
  /** Of the timeline, which is the same object whatever it has. */
  readonly changes: number;
  /** The kernel's clock by now. */
  readonly now: () => number;
  readonly isShown: boolean;
  /** What went on last is kept in view. */
  readonly isFollowing: boolean;
  readonly onFollowing: (isFollowing: boolean) => void;
  readonly kindOf: (span: Span) => SpanKind;
  readonly onConsole: (span: Span) => void;
  readonly onSource: (target: string) => void;
  readonly handle: React.RefObject<TimelineHandle | null>;
}

const keysText =
  'Timeline of calls. Arrows go from call to call, plus and minus zoom, Shift with arrows moves, 0 shows what went on last, Enter leads to the console.';

interface View {
  range: Range;
  originMs: number;
}

/** Calls, processes and guests over time. It is painted; the table beside it has the same for who cannot see it. */
export function TimelineView(props: TimelineViewProps) {
  const { timeline, changes, now, isShown, isFollowing, onFollowing, kindOf, onConsole, onSource, handle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<TimelineCanvas>(null);
  const view = useRef<View>({ range: { fromMs: 0, toMs: 1 }, originMs: 0 });
  const [selected, setSelected] = useState<Span | null>(null);
  const [hovered, setHovered] = useState<Span | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const scheme = useTheme((state) => state.scheme);
  const isForced = useMedia(forcedColors);
  // oxlint-disable-next-line react/exhaustive-deps -- the timeline says by `changes` that it is another
  const rows = useMemo(() => rowsOf(timeline), [timeline, changes]);

  const bounds = useCallback((): Range => {
    const fromMs = timeline.spans[0]?.queuedMs ?? 0;
    return { fromMs, toMs: Math.max(fromMs + 0.02, timeline.hasOpen ? now() : timeline.lastMs) };
  }, [timeline, now]);

  const fit = useCallback(() => {
    const burst = lastBurst(timeline, now());
    if (!burst) return;
    view.current = { range: fitted(burst), originMs: burst.fromMs };
    painter.current?.invalidate();
  }, [timeline, now]);

  const look = useCallback(
    (range: Range) => {
      view.current = { ...view.current, range };
      onFollowing(false);
      painter.current?.invalidate();
    },
    [onFollowing],
  );

  const scene = useRef<() => Scene>(null);
  useLayoutEffect(() => {
    scene.current = () => ({
      rows,
      gaps: timeline.gaps,
      ...view.current,
      top: scroller.current?.scrollTop ?? 0,
      nowMs: timeline.hasOpen ? Math.max(now(), timeline.lastMs) : timeline.lastMs,
      selected,
      hovered,
      hasFocus,
      kindOf,
    });
    painter.current?.invalidate();
  });

  useEffect(() => {
    const [element, host] = [canvas.current, scroller.current];
    if (!element || !host) return undefined;
    const made = new TimelineCanvas(element, host, () => scene.current?.() ?? nothing);
    painter.current = made;
    return () => {
      painter.current = null;
      made.dispose();
    };
  }, []);

  // Colours of another scheme are there after the page has taken them.
  useEffect(() => painter.current?.recolor(), [scheme, isForced]);

  useEffect(() => {
    if (isFollowing) fit();
  }, [isFollowing, fit, changes]);

  // What goes on grows with the time.
  useEffect(() => {
    if (!isShown || !timeline.hasOpen) return undefined;
    let frame = requestAnimationFrame(function grow() {
      if (isFollowing) fit();
      painter.current?.invalidate();
      frame = requestAnimationFrame(grow);
    });
    return () => cancelAnimationFrame(frame);
  }, [isShown, isFollowing, timeline, changes, fit]);

  const msPerPixel = useCallback((): number => {
    const { range } = view.current;
    const plot = (painter.current?.width ?? 1) - (painter.current?.gutter ?? 0);
    return (range.toMs - range.fromMs) / Math.max(1, plot);
  }, []);
  const timeAt = useCallback(
    (x: number): number => view.current.range.fromMs + (x - (painter.current?.gutter ?? 0)) * msPerPixel(),
    [msPerPixel],
  );

  /** What is at a place of the canvas. */
  const hit = (x: number, y: number): { readonly row: TimelineRow | undefined; readonly span: Span | null } => {
    const top = scroller.current?.scrollTop ?? 0;
    const row = y < axisHeight ? undefined : rows[Math.floor((y - axisHeight + top) / rowHeight)];
    const isLabel = x < (painter.current?.gutter ?? 0);
    return { row, span: row && !isLabel ? spanAt(row.spans, timeAt(x), slackPx * msPerPixel()) : null };
  };

  usePointers(scroller, {
    pan: (dx) => look(panned(view.current.range, -dx * msPerPixel(), bounds())),
    zoom: (factor, x) => look(zoomed(view.current.range, factor, timeAt(x), bounds())),
    hover: (point) => setHovered(point ? hit(point.x, point.y).span : null),
    click: (point) => {
      const { row, span } = hit(point.x, point.y);
      if (row && !row.isGuest && point.x < (painter.current?.gutter ?? 0)) onSource(row.label);
      else setSelected(span);
    },
    doubleClick: (point) => {
      const { span } = hit(point.x, point.y);
      if (span) look(fitted({ fromMs: span.queuedMs, toMs: span.endMs ?? now() }));
      else fit();
    },
  });

  const zoomBy = useCallback(
    (factor: number) => {
      const { range } = view.current;
      look(zoomed(range, factor, (range.fromMs + range.toMs) / 2, bounds()));
    },
    [look, bounds],
  );
  useEffect(() => {
    handle.current = { zoom: zoomBy, fit };
  }, [handle, zoomBy, fit]);

  function select(span: Span | undefined): void {
    if (!span) return;
    setSelected(span);
    painter.current?.showRow(rowIndexOf(rows, span));
    const { range } = view.current;
    const endMs = span.endMs ?? now();
    if (endMs >= range.fromMs && span.queuedMs <= range.toMs) return;
    const middle = (span.queuedMs + endMs) / 2;
    look(panned(range, middle - (range.fromMs + range.toMs) / 2, bounds()));
  }

  /** In the row above or below, what is nearest in time. */
  function step(by: 1 | -1): void {
    const index = selected ? rowIndexOf(rows, selected) : -1;
    const next = rows[selected ? index + by : 0];
    if (!next) return;
    const atMs = selected?.queuedMs ?? view.current.range.fromMs;
    // Far beyond what a timeline can hold.
    select(spanAt(next.spans, atMs, Number.MAX_SAFE_INTEGER) ?? next.spans[0]);
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const { range } = view.current;
    const panBy = (part: number): void => look(panned(range, (range.toMs - range.fromMs) * part, bounds()));
    const lane = selected?.lane.spans ?? rows[0]?.spans ?? [];
    const at = selected ? lane.indexOf(selected) : -1;
    const act: ReadonlyMap<string, () => void> = new Map([
      ['ArrowLeft', () => (event.shiftKey ? panBy(-panStep) : select(lane[Math.max(0, at - 1)]))],
      ['ArrowRight', () => (event.shiftKey ? panBy(panStep) : select(lane[Math.min(lane.length - 1, at + 1)]))],
      ['ArrowUp', () => step(-1)],
      ['ArrowDown', () => step(1)],
      ['Home', () => select(timeline.spans[0])],
      ['End', () => select(timeline.spans.at(-1))],
      ['+', () => zoomBy(1 / zoomStep)],
      ['=', () => zoomBy(1 / zoomStep)],
      ['-', () => zoomBy(zoomStep)],
      ['0', () => onFollowing(true)],
      ['Enter', () => selected && onConsole(selected)],
      ['Escape', () => setSelected(null)],
    ]);
    const action = act.get(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  const shown = hovered ?? selected;
  // It has keys of its own, as a control has.
  const operated = {
    tabIndex: 0,
    role: 'application',
    'aria-roledescription': 'timeline',
    'aria-label': keysText,
    onKeyDown: press,
  } as const;
  return (
    <div className={styles['timeline']}>
      <div
        ref={scroller}
        className={styles['scroller']}
        data-hovered={hovered !== null}
        {...operated}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
      >
        <div style={{ height: rows.length * rowHeight + axisHeight, minHeight: '100%' }}>
          <canvas ref={canvas} className={styles['canvas']} aria-hidden="true" />
        </div>
      </div>
      <SpanDetails
        span={shown}
        announced={selected}
        now={now}
        hasHint={rows.length > 0}
        onConsole={onConsole}
        onSource={onSource}
      />
    </div>
  );
}

const nothing: Scene = {
  rows: [],
  gaps: [],
  range: { fromMs: 0, toMs: 1 },
  originMs: 0,
  top: 0,
  nowMs: 0,
  selected: null,
  hovered: null,
  hasFocus: false,
  kindOf: () => 'lua',
};
