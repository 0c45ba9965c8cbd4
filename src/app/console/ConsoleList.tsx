import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useConsole, useStores, useView } from '../stores/context.ts';
import { copyText } from '../parts/clipboard.ts';
import { columnWidths } from './column-widths.ts';
import styles from './ConsoleList.module.css';
import { EntryRow } from './EntryRow.tsx';
import type { ConsoleLine } from './lines.ts';
import { pinnedHead } from './pinned-head.ts';
import { RunHead, RunRow } from './RunRow.tsx';

const columns = ['Details', 'Time', 'Kind', 'Target', 'Arguments', 'Value or error', 'Duration'];
/** Read by the style sheet. */
const targetVariable: string = '--target';
const argumentsVariable: string = '--arguments';
/** The height of the columns' names, which the rows begin below of; pixels. */
const namesHeight = 25;
/** A row on one line, with its border; pixels. */
const rowHeight = 27;
/** Nearer to the end than this counts as being there. */
const endSlackPx = 28;
const pageRows = 12;

export interface ConsoleListProps {
  readonly lines: readonly ConsoleLine[];
  /** Whether the end is kept in view. */
  readonly isFollowing: boolean;
  readonly onFollowing: (isFollowing: boolean) => void;
}

/** The rows in view of however many there are. It follows the end until one scrolls up, and then holds its place. */
export function ConsoleList({ lines, isFollowing, onFollowing }: ConsoleListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const lastTop = useRef(0);
  const names = useRef<HTMLDivElement>(null);
  /** Rows that are cards have no names of columns above them. */
  const [startMargin, setStartMargin] = useState(namesHeight);
  /** The line at the top of what is in view, below the names, whether a part of it is out of view, and the one below a pinned head. */
  const [top, setTop] = useState({ index: 0, isCut: false, below: 0 });
  // The state may lag behind a flood of rows; then the next row would undo that one has just scrolled up.
  const follows = useRef(isFollowing);
  /** A press that began in the list is going on: what is pressed stays where it is. */
  const isPressed = useRef(false);
  const [focused, setFocused] = useState<ConsoleLine['key'] | null>(null);
  const wantsFocus = useRef(false);
  const expanded = useConsole((state) => state.expanded);
  const toggleRun = useConsole((state) => state.toggleRun);
  const toggleRow = useConsole((state) => state.toggleRow);
  const place = useConsole((state) => state.place);
  const notify = useView((state) => state.notify);
  const { console: store } = useStores();

  const focusedIndex = useMemo(() => {
    const index = focused === null ? -1 : lines.findIndex((line) => line.key === focused);
    return index < 0 ? lines.length - 1 : index;
  }, [lines, focused]);

  const widths = useMemo(() => columnWidths(lines), [lines]);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (!element || !follows.current || isPressed.current) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, []);

  useLayoutEffect(() => {
    follows.current = isFollowing;
  }, [isFollowing]);
  // After every render, because any may have brought rows.
  useLayoutEffect(toEnd);

  useEffect(() => {
    const release = (): void => {
      if (!isPressed.current) return;
      isPressed.current = false;
      // After the click, which may be a wish to read.
      requestAnimationFrame(toEnd);
    };
    addEventListener('pointerup', release);
    addEventListener('pointercancel', release);
    return () => {
      removeEventListener('pointerup', release);
      removeEventListener('pointercancel', release);
    };
  }, [toEnd]);

  // Heights are known only after rows were on screen.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const isSticky = names.current !== null && getComputedStyle(names.current).position === 'sticky';
      setStartMargin(isSticky ? namesHeight : 0);
      toEnd();
    });
    if (scroller.current) observer.observe(scroller.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, [toEnd]);

  const showLine = useCallback((key: ConsoleLine['key'] | null) => {
    const row = content.current?.querySelector<HTMLElement>(`[data-line="${key}"]`);
    row?.focus({ preventScroll: true });
    // The style sheet keeps it from ending up below the header, which the list knows nothing of.
    row?.scrollIntoView({ block: 'nearest' });
  }, []);

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    showLine(focused);
  }, [focused, showLine]);

  // Somebody asked for a row elsewhere.
  useEffect(() => {
    if (!place) return;
    const index = lines.findIndex((line) => line.key === place.key);
    if (index < 0) return;
    if (follows.current) {
      follows.current = false;
      onFollowing(false);
    }
    wantsFocus.current = true;
    setFocused(place.key);
    virtualizer.current?.scrollToIndex(index, { align: 'center' });
    if (focused === place.key) showLine(place.key);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each wish
  }, [place]);

  function lookAtTop({ scrollTop, clientHeight }: HTMLDivElement): void {
    const list = virtualizer.current;
    if (!list) return;
    // The list counts from where the names begin, and its lines from where they end.
    const index = list.findItemIndex(scrollTop + startMargin);
    const isCut = list.getItemOffset(index) < scrollTop;
    const mostBelow = startMargin + 1.5 * rowHeight;
    const below = Math.max(index, list.findItemIndex(scrollTop + Math.min(mostBelow, clientHeight - 1)));
    setTop((before) =>
      before.index === index && before.isCut === isCut && before.below === below ? before : { index, isCut, below },
    );
  }

  function onScroll(): void {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop } = element;
    lookAtTop(element);
    const isAtEnd = scrollTop + element.clientHeight >= element.scrollHeight - endSlackPx;
    // Growing content moves the end away but scrolls nothing: only going up is a wish to read.
    const next = isAtEnd || (follows.current && scrollTop >= lastTop.current - 1);
    lastTop.current = scrollTop;
    if (next === follows.current) return;
    follows.current = next;
    onFollowing(next);
  }

  const toggle = useCallback(
    (key: number) => {
      // What was opened is to be read: nothing may push it away.
      if (!store.getState().expanded.has(key) && follows.current) {
        follows.current = false;
        onFollowing(false);
      }
      toggleRow(key);
    },
    [store, onFollowing, toggleRow],
  );

  function focusLine(index: number): void {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))];
    if (!line) return;
    if (line !== lines.at(-1) && follows.current) {
      follows.current = false;
      onFollowing(false);
    }
    // It may have been scrolled away since.
    if (line.key === focused) return showLine(focused);
    wantsFocus.current = true;
    setFocused(line.key);
  }

  async function copyLine(line: ConsoleLine): Promise<void> {
    const { copiedMessage, rowsText } = await import('./copy-rows.ts');
    const copied = await rowsText([line], store.getState().readWhole);
    await copyText(copied.text.trimEnd(), notify, copiedMessage(copied));
  }

  const pinned = pinnedHead(lines, top.index, top.below);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const line = lines[focusedIndex];
    const isOnRow = event.target instanceof HTMLElement && event.target.dataset['line'] !== undefined;
    if (!line || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'c' && isOnRow && document.getSelection()?.isCollapsed !== false) {
        event.preventDefault();
        void copyLine(line);
      }
      return;
    }
    if (event.key === 'Escape' && !isOnRow && event.target instanceof HTMLElement) {
      event.target.closest<HTMLElement>('[data-line]')?.focus();
      return;
    }
    if (!isOnRow) return;
    const isOpen = line.kind === 'run' ? !line.collapsed : expanded.has(line.key);
    const flip = (): void => (line.kind === 'run' ? toggleRun(line.run.id) : toggle(line.key));
    const act: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focusLine(focusedIndex + 1),
      ArrowUp: () => focusLine(focusedIndex - 1),
      PageDown: () => focusLine(focusedIndex + pageRows),
      PageUp: () => focusLine(focusedIndex - pageRows),
      Home: () => focusLine(0),
      End: () => focusLine(lines.length - 1),
      Enter: flip,
      ' ': flip,
      ArrowRight: () => (isOpen ? undefined : flip()),
      ArrowLeft: () => (isOpen ? flip() : focusLine(parentIndex(lines, focusedIndex))),
    };
    const action = act[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  function onFocus(event: FocusEvent<HTMLDivElement>): void {
    const key = event.target.closest<HTMLElement>('[data-line]')?.dataset['line'];
    if (key !== undefined) setFocused(key.startsWith('run') ? key : Number(key));
  }

  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      style={{ [targetVariable]: `${widths.target}ch`, [argumentsVariable]: `${widths.arguments}ch` }}
      onScroll={onScroll}
    >
      <div
        ref={content}
        role="treegrid"
        tabIndex={-1}
        aria-label="Console output"
        aria-rowcount={lines.length + 1}
        aria-colcount={columns.length}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        // Not of the scroller: the end of a press on its bar is told to nobody.
        onPointerDown={() => {
          isPressed.current = true;
        }}
      >
        <div ref={names} role="row" aria-rowindex={1} className={styles['head']} data-count={columns.length}>
          {columns.map((column) => (
            <div key={column} role="columnheader" className={styles['column']} data-column={column}>
              {column}
            </div>
          ))}
        </div>
        <PinnedRun line={lines[pinned]} isAway={pinned !== top.index || top.isCut} onReturn={() => focusLine(pinned)} />
        <Virtualizer
          ref={virtualizer}
          scrollRef={scroller}
          data={lines}
          startMargin={startMargin}
          itemSize={rowHeight}
          keepMounted={[focusedIndex]}
        >
          {(line, index) =>
            line.kind === 'run' ? (
              <RunRow
                key={line.key}
                run={line.run}
                rows={line.rows}
                errors={line.errors}
                isCollapsed={line.collapsed}
                rowIndex={index + 2}
                isStop={index === focusedIndex}
                onToggle={toggleRun}
              />
            ) : (
              <EntryRow
                key={line.key}
                row={line.row}
                depth={line.depth}
                rowIndex={index + 2}
                isExpanded={expanded.has(line.key)}
                isStop={index === focusedIndex}
                onToggle={toggle}
              />
            )
          }
        </Virtualizer>
      </div>
    </div>
  );
}

/** The head of the run whose rows are in view, while it is out of view itself, be it in part. It is read at its own place. */
function PinnedRun({
  line,
  isAway,
  onReturn,
}: {
  readonly line: ConsoleLine | undefined;
  readonly isAway: boolean;
  readonly onReturn: () => void;
}) {
  if (line?.kind !== 'run' || !isAway) return null;
  return (
    <div className={styles['pinned']} aria-hidden="true" data-pinned={line.key} onClick={onReturn}>
      <RunHead run={line.run} rows={line.rows} errors={line.errors} />
    </div>
  );
}

/** The nearest line above that this one lies below of. */
function parentIndex(lines: readonly ConsoleLine[], index: number): number {
  const line = lines[index];
  const depth = line?.kind === 'row' ? line.depth : -1;
  return lines.slice(0, index).findLastIndex((item) => (item.kind === 'run' ? -1 : item.depth) < depth);
}
