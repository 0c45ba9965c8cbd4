/* eslint-disable jsx-a11y/prefer-tag-over-role -- rows are grids, and `display` takes the meaning from real table elements */
import { Fragment, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState, type ReactNode } from 'react';
import { rowAt, rowTops, rowWindow } from './row-window.ts';
import styles from './VirtualRows.module.css';

export interface VirtualRowsProps<T extends { readonly id: number }> {
  readonly label: string;
  /** Ids grow from row to row. */
  readonly items: readonly T[];
  /** Cheap guess at the height of a row that has not been on screen, in pixels. */
  readonly estimate: (item: T) => number;
  /** Called for each row in view whenever anything changes; its component should be a memo. */
  readonly render: (item: T, rowIndex: number) => ReactNode;
  readonly header: ReactNode;
  readonly columns: number;
  /** Whether the end is kept in view. */
  readonly following: boolean;
  /** Scrolling away from the end, and back to it. */
  readonly onFollowing: (following: boolean) => void;
}

/** Rendered beyond the edges of the view, so that fast scrolling meets no gap; pixels. */
const overscanPx = 240;
/** Nearer to the end than this counts as being there: a row's height in pixels. */
const endSlackPx = 28;

/** The row at the top edge: its id, its top when last looked at, and how far the list is scrolled into it. */
interface Anchor {
  readonly id: number;
  readonly top: number;
  readonly offset: number;
}

/** A table of which only the rows in view exist. It follows the end until one scrolls up, and then holds its place. */
export function VirtualRows<T extends { readonly id: number }>(props: VirtualRowsProps<T>) {
  const { label, items, estimate, render, header, columns, following, onFollowing } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [heights] = useState(() => new Map<number, number>());
  const [height, setHeight] = useState(0);
  const [anchor, setAnchor] = useState<Anchor | null>(null);
  const applied = useRef<{ readonly anchor: Anchor; readonly top: number } | null>(null);
  const [, remeasured] = useReducer((count: number) => count + 1, 0);
  // The state may lag behind a flood of rows; then the next row would undo that one has just scrolled up.
  const follows = useRef(following);

  const tops = rowTops(items.length, (index) => {
    const item = items[index];
    return item ? (heights.get(item.id) ?? estimate(item)) : 0;
  });
  const anchorTop = anchor ? (tops[Math.max(0, items.findIndex((item) => item.id >= anchor.id))] ?? 0) : 0;
  const shown = rowWindow({
    tops,
    // Where the list is about to be scrolled to, below.
    scrollTop: anchor ? anchorTop + anchor.offset : 0,
    viewHeight: height,
    atEnd: following,
    overscanPx,
  });

  const measure = useCallback((): boolean => {
    let changed = false;
    for (const element of body.current?.children ?? []) {
      if (!(element instanceof HTMLElement)) continue;
      const id = Number(element.dataset['row']);
      const measured = element.getBoundingClientRect().height;
      if (measured > 0 && Math.abs((heights.get(id) ?? -1) - measured) > 0.5) {
        heights.set(id, measured);
        changed = true;
      }
    }
    return changed;
  }, [heights]);

  // Rows grow when they are expanded, and all of them change when the pane gets another width.
  useEffect(() => {
    const element = scroller.current;
    if (!element || !body.current) return undefined;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== width) heights.clear();
      width = element.clientWidth;
      setHeight(element.clientHeight);
      if (measure()) remeasured();
    });
    observer.observe(element);
    observer.observe(body.current);
    return () => observer.disconnect();
  }, [heights, measure]);

  useLayoutEffect(() => {
    follows.current = following;
  }, [following]);

  // After every render, because any may have put other rows on screen. It comes to rest: known heights are not news.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (measure()) remeasured();
    const first = items[0];
    if (heights.size > items.length * 2 + 200 && first) {
      for (const id of heights.keys()) if (id < first.id) heights.delete(id);
    }
    if (follows.current) {
      element.scrollTop = element.scrollHeight;
      return;
    }
    // The row at the top edge stays where it was, whatever went away or changed its height above it.
    if (!anchor) return;
    const before = applied.current?.anchor === anchor ? applied.current.top : anchor.top;
    if (Math.abs(anchorTop - before) > 0.5) element.scrollTop += anchorTop - before;
    applied.current = { anchor, top: anchorTop };
  });

  function onScroll(): void {
    const element = scroller.current;
    if (!element) return;
    const end = element.scrollTop + element.clientHeight >= element.scrollHeight - endSlackPx;
    follows.current = end;
    if (end !== following) onFollowing(end);
    const index = rowAt(tops, element.scrollTop);
    const item = items[index];
    const top = tops[index] ?? 0;
    setAnchor(item ? { id: item.id, top, offset: element.scrollTop - top } : null);
  }

  return (
    // A scrollable region must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section ref={scroller} className={styles['scroller']} aria-label={label} tabIndex={0} onScroll={onScroll}>
      <div role="table" aria-label={label} aria-rowcount={items.length + 1} aria-colcount={columns}>
        {header}
        <div style={{ height: shown.offset }} />
        <div ref={body} role="rowgroup">
          {items.slice(shown.start, shown.end).map((item, index) => (
            <Fragment key={item.id}>{render(item, shown.start + index + 2)}</Fragment>
          ))}
        </div>
        <div style={{ height: Math.max(0, shown.total - (tops[shown.end] ?? shown.total)) }} />
      </div>
    </section>
  );
}
