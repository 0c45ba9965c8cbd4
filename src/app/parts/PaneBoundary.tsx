import { Copy, RotateCcw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { copyText } from './clipboard.ts';
import { useStores } from '../stores/context.ts';
import { ErrorBoundary, failureText, type Failure } from './ErrorBoundary.tsx';
import styles from './Failure.module.css';
import { projectText } from '../model/project-text.ts';

export interface PaneBoundaryProps {
  /** As the reader would call it, at the beginning of a sentence: `The console`. */
  readonly name: string;
  readonly resetKey?: unknown;
  /** `floating` is for parts that have no place of their own in the page. */
  readonly layout?: 'pane' | 'floating';
  readonly onRetry?: () => void;
  readonly children: ReactNode;
}

/** A part of the page that may fail without taking the rest along. */
export function PaneBoundary({ name, resetKey, layout = 'pane', onRetry, children }: PaneBoundaryProps) {
  return (
    <ErrorBoundary
      resetKey={resetKey}
      renderFailure={({ error, retry }) => (
        <FailedPane
          name={name}
          layout={layout}
          error={error}
          retry={() => {
            onRetry?.();
            retry();
          }}
        />
      )}
    >
      {children}
    </ErrorBoundary>
  );
}

function FailedPane({
  name,
  layout,
  error,
  retry,
}: Failure & { readonly name: string; readonly layout: 'pane' | 'floating' }) {
  return (
    <div className={styles['pane']} data-layout={layout} role="alert">
      <p className={styles['title']}>{name} stopped working</p>
      <p>
        It is a mistake of the page, not of yours: <code>{failureText(error)}</code>
      </p>
      <Kept />
      <div className={styles['actions']}>
        <button type="button" className="button" onClick={retry}>
          <RotateCcw size={15} aria-hidden="true" /> Try again
        </button>
        <CopyText />
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </div>
    </div>
  );
}

/** What is true of the text at this moment. */
export function Kept() {
  const { project } = useStores();
  const { origin, saveError, storage } = project.getState();
  if (origin !== 'project') return <p>This project is not kept in this browser yet: nothing of it was changed.</p>;
  if (storage === 'memory' || saveError !== null)
    return <p>Your text is still here, but not kept in this browser: copy it before you reload.</p>;
  return <p>Your text is kept in this browser and will be there after a reload.</p>;
}

/** Says on itself how it went: what shows messages otherwise may be what failed. */
export function CopyText() {
  const { project } = useStores();
  const [said, setSaid] = useState('Copy the text');
  return (
    <button
      type="button"
      className="button"
      onClick={() => void copyText(projectText(project.getState().files), setSaid)}
    >
      <Copy size={15} aria-hidden="true" /> <span aria-live="polite">{said}</span>
    </button>
  );
}
