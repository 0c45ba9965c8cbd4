import { Hammer } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useRef, useState, type ComponentType, type ReactNode } from 'react';
import { ownValue } from '../../base/own.ts';
import { useCommand } from '../commands/use-commands.ts';
import { ErrorBoundary, failureText } from '../parts/ErrorBoundary.tsx';
import failed from '../parts/Failure.module.css';
import { offsetAt, placeAt } from '../model/panes.ts';
import { useProject, useView } from '../stores/context.ts';
import { CodeEditor } from './CodeEditor.tsx';
import type { CodeEditorHandle, TextView } from '../monaco/code-editor-handle.ts';
import { useMedia } from '../parts/use-media.ts';
import { useWriting } from '../parts/use-writing.ts';
import styles from './EditorColumn.module.css';
import { useMonaco } from '../monaco/loader.ts';
import { PlainEditor } from './PlainEditor.tsx';
import { TabStrip } from './TabStrip.tsx';

const BinaryPane = lazy(async () => ({ default: (await import('./BinaryPane.tsx')).BinaryPane }));
const Breadcrumbs = lazy(async () => ({ default: (await import('./Breadcrumbs.tsx')).Breadcrumbs }));
const SymbolRow = lazy(async () => ({ default: (await import('./SymbolRow.tsx')).SymbolRow }));

/** Where lines are few they are worth more. */
const roomForCrumbs = '(width >= 720px) and (height >= 560px)';

export interface EditorColumnProps {
  readonly id: string;
  readonly label: string;
  /** In the order of the tabs; not empty. */
  readonly paths: readonly string[];
  /** The one in front. */
  readonly path: string;
  /** Shows a binary, whatever was typed or dropped under its name. May come late. */
  readonly WasmTab: ComponentType<{ readonly path: string; readonly content: string | Uint8Array }>;
}

/** Tabs and below them the editor of the file in front. */
export function EditorColumn({ id, label, paths, path, WasmTab }: EditorColumnProps) {
  const content = useProject((state) => ownValue(state.files, path));
  const projectId = useProject((state) => state.id);
  const readOnly = useProject((state) => state.access === 'read');
  const edit = useProject((state) => state.edit);
  const setCursor = useView((state) => state.setCursor);
  const place = useView((state) => state.place);
  const wrap = useView((state) => state.wrap);
  const monaco = useMonaco();
  const hasCrumbs = useMedia(roomForCrumbs);
  const [composing, setComposing] = useState(false);
  const [code, setCode] = useState<CodeEditorHandle | null>(null);
  const view = useRef<TextView>({ focused: false, start: 0, end: 0, scrollTop: 0, jump: 0 });

  const jump = useMemo(
    () =>
      place && place.path === path && typeof content === 'string'
        ? { offset: offsetAt(content, place.line, place.column), serial: place.serial }
        : null,
    // A jump is made once, not again with every keystroke.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [place, path],
  );
  const remember = useCallback(
    (latest: Omit<TextView, 'jump'>) => {
      view.current = { ...latest, jump: place?.serial ?? 0 };
      if (!latest.focused || typeof content !== 'string') return;
      const { line, column } = placeAt(content, latest.start);
      setCursor(path, line, column);
    },
    [place, content, path, setCursor],
  );

  const jumped = useCallback((serial: number) => {
    view.current.jump = serial;
  }, []);

  const plain = (text: string) => (
    <PlainEditor
      label={`${path}, editor`}
      text={text}
      readOnly={readOnly}
      onView={remember}
      jump={jump}
      onChange={(value) => edit(path, value)}
      onComposing={setComposing}
    />
  );

  return (
    <section className={styles['column']} data-column={id} aria-label={label}>
      <div className={styles['strip']}>
        <TabStrip column={id} label={label} paths={paths} front={path} />
        {/\.(?:wat|wit)$/.test(path) && <BuildButton />}
      </div>
      {typeof content === 'string' && hasCrumbs && (
        <div className={styles['crumbs']}>
          {monaco && (
            <Spare>
              <Breadcrumbs path={path} />
            </Spare>
          )}
        </div>
      )}
      <div className={styles['body']} role="tabpanel" id={`panel-${id}`} aria-label={path}>
        {content !== undefined && path.endsWith('.wasm') ? (
          <Suspense fallback={null}>
            <WasmTab key={`${projectId} ${path}`} path={path} content={content} />
          </Suspense>
        ) : content instanceof Uint8Array ? (
          <Suspense fallback={null}>
            <BinaryPane path={path} bytes={content} />
          </Suspense>
        ) : content === undefined ? null : monaco && !composing ? (
          <ErrorBoundary
            resetKey={projectId}
            renderFailure={({ error }) => <Plainly reason={failureText(error)}>{plain(content)}</Plainly>}
          >
            <CodeEditor
              // Another project has other texts behind the same names.
              key={projectId}
              monaco={monaco}
              path={path}
              label={`${path}, editor${readOnly ? ', read only' : ''}. Tab moves the focus until you type, then it indents; Control M changes that.`}
              readOnly={readOnly}
              wrap={wrap}
              place={place}
              view={view}
              onJump={jumped}
              onCursor={setCursor}
              onHandle={setCode}
            />
          </ErrorBoundary>
        ) : (
          plain(content)
        )}
      </div>
      {typeof content === 'string' && !readOnly && <Symbols column={id} path={path} code={code} />}
    </section>
  );
}

/** One writes as well without it: where it fails, nothing stands in its place. */
function Spare({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary renderFailure={() => null}>
      <Suspense fallback={null}>{children}</Suspense>
    </ErrorBoundary>
  );
}

interface SymbolsProps {
  readonly column: string;
  readonly path: string;
  readonly code: CodeEditorHandle | null;
}

/** Where one writes by touch: in this column. */
function Symbols({ column, path, code }: SymbolsProps) {
  const isWriting = useWriting(column);
  const isTouched = useMedia('(pointer: coarse)');
  if (!isWriting || !isTouched) return null;
  return (
    <Spare>
      <SymbolRow
        path={path}
        onType={(text) => {
          if (code) code.type(text);
          // Into the plain field; no other way leaves its undo whole.
          else document.execCommand('insertText', false, text === '\t' ? '  ' : text);
        }}
      />
    </Spare>
  );
}

/** Writing goes on when the code editor does not. */
function Plainly({ reason, children }: { readonly reason: string; readonly children: ReactNode }) {
  return (
    <div className={failed['plain']}>
      <p className={failed['note']} role="alert">
        The code editor stopped working ({reason}). This one is plain; nothing of your text is lost.
      </p>
      {children}
    </div>
  );
}

function BuildButton() {
  const build = useCommand('file.build');
  const readOnly = useProject((state) => state.access === 'read');
  return (
    <button
      type="button"
      className={styles['build']}
      data-tip={build.tooltip}
      aria-keyshortcuts={build.ariaShortcut}
      disabled={readOnly}
      onClick={build.run}
    >
      <Hammer size={14} aria-hidden="true" /> Build…
    </button>
  );
}
