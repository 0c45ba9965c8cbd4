import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { LineWrap, Place } from '../stores/view-store.ts';
import type { CodeEditorHandle, TextView } from '../monaco/code-editor-handle.ts';
import type { Monaco } from '../monaco/loader.ts';
import styles from './CodeEditor.module.css';

export interface CodeEditorProps {
  readonly monaco: Monaco;
  readonly path: string;
  readonly label: string;
  readonly readOnly: boolean;
  readonly wrap: LineWrap;
  readonly place: Place | null;
  /** Where the plain text area was left. */
  readonly view: RefObject<TextView>;
  /** A jump has been made; it is not to be made again. */
  readonly onJump: (serial: number) => void;
  readonly onCursor: (path: string, line: number, column: number) => void;
  /** The editor, and null once it is gone. */
  readonly onHandle: (handle: CodeEditorHandle | null) => void;
}

export function CodeEditor({
  monaco,
  path,
  label,
  readOnly,
  wrap,
  place,
  view,
  onJump,
  onCursor,
  onHandle,
}: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const handle = useRef<CodeEditorHandle | null>(null);
  const restored = useRef(false);
  /** Jumps made before the editor was there were done by the text area. */
  const doneJump = useRef(view.current.jump);

  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const created = monaco.createCodeEditor(host.current, { onCursor });
    handle.current = created;
    onHandle(created);
    restored.current = false;
    return () => {
      created.dispose();
      handle.current = null;
      onHandle(null);
    };
  }, [monaco, onCursor, onHandle]);

  useLayoutEffect(() => {
    handle.current?.show(path, label, readOnly);
    handle.current?.setWrap(wrap);
    if (!restored.current) handle.current?.restore(view.current);
    restored.current = true;
  }, [path, label, readOnly, wrap, view]);

  useEffect(() => {
    if (!place || place.path !== path || place.serial === doneJump.current) return;
    doneJump.current = place.serial;
    onJump(place.serial);
    handle.current?.goTo(place.line, place.column);
    if (place.isProblem) handle.current?.showProblem(place.line, place.column);
  }, [place, path, onJump]);

  return <div ref={host} className={styles['host']} data-editor={path} />;
}
