import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { filesOf, offsetAt, paneTitles, type PaneId } from '../files/panes.ts';
import { useProject, useRun, useView } from '../stores/context.ts';
import { CodeEditor } from './CodeEditor.tsx';
import type { TextView } from './code-editor-handle.ts';
import styles from './EditorPane.module.css';
import { useMonaco } from './loader.ts';
import { PlainEditor } from './PlainEditor.tsx';

export interface EditorPaneProps {
  readonly pane: PaneId;
  /** `tab` when only one of the editors is in front. */
  readonly layout: 'column' | 'tab';
}

const emptyTexts: Readonly<Record<PaneId, string>> = {
  yaml: 'This project has no _index.yaml.',
  wat: 'This project has no WebAssembly text file.',
  lua: 'This project has no Lua file.',
};

/** One of the three editors: the files of one kind, one of them shown. */
export function EditorPane({ pane, layout }: EditorPaneProps) {
  const files = useProject((state) => state.files);
  const loadId = useProject((state) => state.loadId);
  const edit = useProject((state) => state.edit);
  const active = useView((state) => state.activePane === pane);
  const chosen = useView((state) => state.openFiles[pane]);
  const openFile = useView((state) => state.openFile);
  const place = useView((state) => state.place);
  const allDiagnostics = useRun((state) => state.diagnostics);
  const monaco = useMonaco();
  const [composing, setComposing] = useState(false);
  const view = useRef<TextView>({ focused: false, start: 0, end: 0, scrollTop: 0 });

  const paths = filesOf(pane, files ? Object.keys(files) : []);
  const path = chosen !== undefined && paths.includes(chosen) ? chosen : paths[0];
  const text = path === undefined ? undefined : files?.[path];
  const diagnostics = useMemo(() => allDiagnostics.filter((item) => item.file === path), [allDiagnostics, path]);
  const jump = useMemo(
    () => (place && place.path === path ? { offset: offsetAt(text ?? '', place.line, place.column), serial: place.serial } : null),
    // A jump is made once, not again with every keystroke.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [place, path],
  );

  const heading = `${pane}-heading`;
  const tab = layout === 'tab';
  return (
    <section
      className={styles['pane']}
      id={`pane-${pane}`}
      data-pane={pane}
      hidden={tab && !active}
      {...(tab ? { role: 'tabpanel', 'aria-labelledby': `tab-${pane}` } : { 'aria-labelledby': heading })}
    >
      {(!tab || paths.length > 1) && (
        <header className={styles['bar']}>
          <h2 id={heading} className={styles['title']}>
            {paneTitles[pane]}
          </h2>
          {paths.length > 1 ? (
            <select
              className={styles['files']}
              aria-label={`${paneTitles[pane]} file`}
              value={path}
              onChange={(event) => openFile(event.target.value)}
            >
              {paths.map((item) => (
                <option key={item}>{item}</option>
              ))}
            </select>
          ) : (
            <span className={styles['file']}>{path}</span>
          )}
        </header>
      )}
      <div className={styles['body']}>
        {path === undefined || text === undefined ? (
          <p className={styles['empty']}>{files ? emptyTexts[pane] : 'Loading…'}</p>
        ) : monaco && !composing ? (
          <CodeEditor
            monaco={monaco}
            path={path}
            text={text}
            label={`${path}, editor. Press Control M to let Tab move the focus.`}
            loadId={loadId}
            diagnostics={diagnostics}
            place={place}
            view={view}
            onChange={edit}
          />
        ) : (
          <PlainEditor
            label={`${path}, editor`}
            text={text}
            onView={(latest) => {
              view.current = latest;
            }}
            jump={jump}
            onChange={(value) => edit(path, value)}
            onComposing={setComposing}
          />
        )}
      </div>
    </section>
  );
}

/** Tabs for where there is room for one editor only. */
export function PaneTabs({ panes }: { readonly panes: readonly PaneId[] }) {
  const active = useView((state) => state.activePane);
  const showPane = useView((state) => state.showPane);
  const diagnostics = useRun((state) => state.diagnostics);

  function move(event: KeyboardEvent<HTMLButtonElement>): void {
    const index = panes.indexOf(active);
    const steps: Readonly<Record<string, number>> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: panes.length - 1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = panes[(step + panes.length) % panes.length];
    if (next === undefined) return;
    showPane(next);
    document.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  }

  return (
    <div className={styles['tabs']} role="tablist" aria-label="Editors">
      {panes.map((pane) => {
        const errors = diagnostics.filter((item) => item.severity === 'error' && filesOf(pane, [item.file]).length > 0).length;
        return (
          <button
            key={pane}
            type="button"
            role="tab"
            id={`tab-${pane}`}
            className={styles['tab']}
            aria-selected={pane === active}
            aria-controls={`pane-${pane}`}
            tabIndex={pane === active ? 0 : -1}
            onClick={() => showPane(pane)}
            onKeyDown={move}
          >
            {paneTitles[pane]}
            {errors > 0 && (
              <span className={styles['errors']}>
                {errors}
                <span className="visually-hidden">{errors === 1 ? ' error' : ' errors'}</span>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
