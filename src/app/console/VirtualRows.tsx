import { memo, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState, type ReactNode } from 'react';
import { rowWindow } from './row-window.ts';
import styles from './VirtualRows.module.css';

export interface VirtualRowsProps<T extends { readonly id: number }> {
  readonly label: string;
  /** Ids grow from row to row. */
  readonly items: readonly T[];
  /** Cheap guess at the height of a row that has not been on screen, in pixels. */
  readonly estimate: (item: T) => number;
  /** Must be stable: a row is rendered again only when its item changes. */
  readonly render: (item: T, rowIndex: number) => ReactNode;
  readonly header: ReactNode;
  readonly columns: number;
}

/** Rendered beyond the edges of the view, so that fast scrolling meets no gap; pixels. */
const overscanPx = 240;
/** Nearer to the end than this counts as being there: a row's height in pixels. */
const endSlackPx = 28;

/**
 * A table of which only the rows in view exist. It follows the end until one scrolls up, and holds its place while rows
 * are let go at the other end.
 */
export function VirtualRows<T extends { readonly id: number }>(props: VirtualRowsProps<T>) {
  const { label, items, estimate, render, header, columns } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [heights] = useState(() => new Map<number, number>());
  const [view, setView] = useState({ top: 0, height: 0 });
  const [, remeasured] = useReducer((count: number) => count + 1, 0);
  const [atEnd, setAtEnd] = useState(true);
  // The state may lag behind a flood of rows; then the next row would undo that one has just scrolled up.
  const follows = useRef(true);
  const held = useRef<{ id: number; top: number } | null>(null);

  const shown = rowWindow({
    count: items.length,
    heightOf: (index) => {
      const item = items[index];
      return item ? (heights.get(item.id) ?? estimate(item)) : 0;
    },
    scrollTop: view.top,
    viewHeight: view.height,
    atEnd,
    overscanPx,
  });

  const measure = useCallback((): boolean => {
    let changed = false;
    for (const element of body.current?.children ?? []) {
      if (!(element instanceof HTMLElement)) continue;
      const id = Number(element.dataset['row']);
      const height = element.getBoundingClientRect().height;
      if (height > 0 && Math.abs((heights.get(id) ?? -1) - height) > 0.5) {
        heights.set(id, height);
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
      setView((old) => (old.height === element.clientHeight ? old : { ...old, height: element.clientHeight }));
      if (measure()) remeasured();
    });
    observer.observe(element);
    observer.observe(body.current);
    return () => observer.disconnect();
  }, [heights, measure]);

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
      held.current = null;
      return;
    }
    // The row at the top edge stays where it was, whatever went away or changed its height above it.
    const anchor = held.current;
    if (anchor) {
      const index = items.findIndex((item) => item.id >= anchor.id);
      const top = shown.tops[Math.max(0, index)] ?? 0;
      if (Math.abs(top - anchor.top) > 0.5) {
        element.scrollTop += top - anchor.top;
        held.current = { id: anchor.id, top };
      }
    }
  });

  function onScroll(): void {
    const element = scroller.current;
    if (!element) return;
    const end = element.scrollTop + element.clientHeight >= element.scrollHeight - endSlackPx;
    follows.current = end;
    setAtEnd(end);
    setView({ top: element.scrollTop, height: element.clientHeight });
    if (end) return;
    const index = shown.tops.findIndex((top) => top >= element.scrollTop);
    const item = items[Math.min(Math.max(0, index), items.length - 1)];
    held.current = item ? { id: item.id, top: shown.tops[Math.max(0, index)] ?? 0 } : null;
  }

  return (
    // A scrollable region must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroller} className={styles['scroller']} role="region" aria-label={label} tabIndex={0} onScroll={onScroll}>
      <div role="table" aria-label={label} aria-rowcount={items.length + 1} aria-colcount={columns}>
        {header}
        <div style={{ height: shown.offset }} />
        <div ref={body} role="rowgroup">
          {items.slice(shown.start, shown.end).map((item, index) => (
            <Row key={item.id} item={item} index={shown.start + index + 2} render={render as RenderRow} />
          ))}
        </div>
        <div style={{ height: Math.max(0, shown.total - (shown.tops[shown.end] ?? shown.total)) }} />
      </div>
    </div>
  );
}

type RenderRow = (item: { readonly id: number }, rowIndex: number) => ReactNode;

const Row = memo(function Row({ item, index, render }: { item: { readonly id: number }; index: number; render: RenderRow }) {
  return render(item, index);
});
