import { X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react';
import { FileIcon } from '../parts/FileIcon.tsx';
import { baseName, folderOf } from '../model/project-files.ts';
import { useProblems, useView } from '../stores/context.ts';
import styles from './TabStrip.module.css';

export interface TabStripProps {
  readonly column: string;
  readonly label: string;
  readonly paths: readonly string[];
  readonly front: string;
}

/** Tabs of one column. Arrow keys move, Delete closes, so does the middle button; a tab can be dragged to another place. */
export function TabStrip({ column, label, paths, front }: TabStripProps) {
  const openFile = useView((state) => state.openFile);
  const closeFile = useView((state) => state.closeFile);
  const moveFile = useView((state) => state.moveFile);
  const list = useRef<HTMLDivElement>(null);
  const names = paths.map(baseName);
  const [fade, measure] = useFade(list);

  useEffect(() => {
    list.current
      ?.querySelector(`[data-tab="${CSS.escape(front)}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [front]);
  // Tabs that come, go or change their names make the strip another length.
  useEffect(measure, [measure, paths]);

  function focusTab(path: string): void {
    openFile(path);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(path)}"]`)?.focus();
  }

  function press(event: KeyboardEvent<HTMLButtonElement>): void {
    const index = paths.indexOf(front);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: paths.length - 1,
    };
    const step = steps[event.key];
    if (event.key === 'Delete') {
      event.preventDefault();
      const next = paths[index + 1] ?? paths[index - 1];
      closeFile(front);
      if (next !== undefined) requestAnimationFrame(() => focusTab(next));
    } else if (step !== undefined) {
      event.preventDefault();
      const next = paths[(step + paths.length) % paths.length];
      if (next !== undefined) focusTab(next);
    }
  }

  return (
    <div ref={list} className={styles['tabs']} role="tablist" aria-label={label} data-fade={fade} onScroll={measure}>
      {paths.map((path, index) => (
        <Tab
          key={path}
          column={column}
          path={path}
          folder={names.indexOf(names[index] ?? '') === names.lastIndexOf(names[index] ?? '') ? '' : folderOf(path)}
          selected={path === front}
          onSelect={() => openFile(path)}
          onClose={() => closeFile(path)}
          onKeyDown={press}
          onDropBefore={(dragged) => moveFile(dragged, path)}
        />
      ))}
    </div>
  );
}

type Fade = 'none' | 'start' | 'end' | 'both';

/** At which of its edges a strip goes on out of sight. */
function useFade(strip: RefObject<HTMLElement | null>): readonly [fade: Fade, measure: () => void] {
  const [fade, setFade] = useState<Fade>('none');
  const measure = useCallback(() => {
    const element = strip.current;
    if (!element) return;
    const isCutBefore = element.scrollLeft > 1;
    const isCutAfter = element.scrollLeft + element.clientWidth < element.scrollWidth - 1;
    setFade(isCutBefore ? (isCutAfter ? 'both' : 'start') : isCutAfter ? 'end' : 'none');
  }, [strip]);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    if (strip.current) observer.observe(strip.current);
    return () => observer.disconnect();
  }, [strip, measure]);
  return [fade, measure];
}

interface TabProps {
  readonly column: string;
  readonly path: string;
  /** Shown where two tabs have the same name. */
  readonly folder: string;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onClose: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => void;
  readonly onDropBefore: (path: string) => void;
}

const dragType = 'application/x-wippy-tab';

function Tab({ column, path, folder, selected, onSelect, onClose, onKeyDown, onDropBefore }: TabProps) {
  const errors = useProblems(
    (state) => state.diagnostics.filter((item) => item.file === path && item.severity === 'error').length,
  );

  function closeByMiddle(event: MouseEvent): void {
    if (event.button !== 1) return;
    event.preventDefault();
    onClose();
  }
  function closeByClick(event: MouseEvent): void {
    event.stopPropagation();
    onClose();
  }

  return (
    <button
      type="button"
      role="tab"
      className={styles['tab']}
      data-tab={path}
      data-error={errors > 0}
      aria-selected={selected}
      aria-controls={`panel-${column}`}
      aria-keyshortcuts="Delete"
      data-tip={path}
      tabIndex={selected ? 0 : -1}
      draggable
      onClick={onSelect}
      onAuxClick={closeByMiddle}
      onKeyDown={onKeyDown}
      onDragStart={(event) => event.dataTransfer.setData(dragType, path)}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(dragType)) event.preventDefault();
      }}
      onDrop={(event) => onDropBefore(event.dataTransfer.getData(dragType))}
    >
      <FileIcon path={path} />
      <span className={styles['name']}>{baseName(path)}</span>
      {folder !== '' && <span className={styles['folder']}>{folder}</span>}
      {errors > 0 && <span className="visually-hidden">{errors === 1 ? ', 1 error' : `, ${errors} errors`}</span>}
      {/* For the mouse; the keyboard has Delete, which a button within a tab could not be reached for anyway. */}
      <span className={styles['close']} aria-hidden="true" onClick={closeByClick}>
        <X size={14} />
      </span>
    </button>
  );
}
