import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { Diagnostic } from '../../kernel/api.ts';
import type { Place } from '../stores/view-store.ts';
import type { CodeEditorHandle, TextView } from './code-editor-handle.ts';
import type { Monaco } from './loader.ts';
import styles from './CodeEditor.module.css';

export interface CodeEditorProps {
  readonly monaco: Monaco;
  readonly path: string;
  readonly text: string;
  readonly label: string;
  /** A new number means that all files were replaced from outside. */
  readonly loadId: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly place: Place | null;
  /** Where the plain text area was left. */
  readonly view: RefObject<TextView>;
  readonly onChange: (path: string, text: string) => void;
}

export function CodeEditor({ monaco, path, text, label, loadId, diagnostics, place, view, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const handle = useRef<CodeEditorHandle | null>(null);
  const shownLoad = useRef(loadId);
  const restored = useRef(false);
  const changed = useRef(onChange);
  /** Jumps made before the editor was there were done by the text area. */
  const doneJump = useRef(place?.serial ?? 0);

  useEffect(() => {
    changed.current = onChange;
  }, [onChange]);

  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const created = monaco.createCodeEditor(host.current, { onChange: (file, value) => changed.current(file, value) });
    handle.current = created;
    restored.current = false;
    return () => {
      created.dispose();
      handle.current = null;
    };
  }, [monaco]);

  useLayoutEffect(() => {
    if (shownLoad.current !== loadId) handle.current?.forget();
    shownLoad.current = loadId;
    handle.current?.show(path, text, label);
    if (!restored.current) handle.current?.restore(view.current);
    restored.current = true;
    // The text is the model's from here on; it comes back through `onChange`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [monaco, path, label, loadId]);

  useEffect(() => {
    handle.current?.mark(path, diagnostics);
  }, [monaco, path, loadId, diagnostics]);

  useEffect(() => {
    if (!place || place.path !== path || place.serial === doneJump.current) return;
    doneJump.current = place.serial;
    handle.current?.goTo(place.line, place.column);
  }, [place, path]);

  return <div ref={host} className={styles['host']} />;
}
