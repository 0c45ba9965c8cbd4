import { CircleX, RefreshCw, TriangleAlert } from 'lucide-react';
import { useProblems, useProject, useUpdate, useView } from '../stores/context.ts';
import { RunStatus } from '../parts/RunStatus.tsx';
import { RuntimeButton } from './RuntimeButton.tsx';
import styles from './StatusBar.module.css';

/** One line at the foot of the page: what runs, what is wrong, where one is and whether it is kept. */
export function StatusBar() {
  return (
    <footer className={styles['bar']}>
      <RuntimeButton />
      <div className={styles['run']}>
        <RunStatus />
      </div>
      <NewVersion />
      <ProblemsButton />
      <Cursor />
      <ProjectState />
    </footer>
  );
}

function ProblemsButton() {
  const { errors, warnings } = useProblems((state) => state.counts);
  const setBottomTab = useView((state) => state.setBottomTab);
  const words = `${errors === 1 ? '1 error' : `${errors} errors`}, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}`;
  return (
    <button
      type="button"
      className={styles['problems']}
      aria-label={`Problems: ${words}`}
      title={`${words}: show the problems`}
      onClick={() => setBottomTab('problems')}
    >
      <CircleX size={13} aria-hidden="true" className={errors > 0 ? styles['error'] : undefined} />
      {errors}
      <TriangleAlert size={13} aria-hidden="true" className={warnings > 0 ? styles['warning'] : undefined} />
      {warnings}
    </button>
  );
}

function NewVersion() {
  const isReady = useUpdate((state) => state.isReady);
  const isReloading = useUpdate((state) => state.isReloading);
  const reload = useUpdate((state) => state.reload);
  if (!isReady) return null;
  return (
    <span role="status" aria-label="Version" className={styles['version']}>
      A new version is ready ·
      <button
        type="button"
        className={styles['reload']}
        disabled={isReloading}
        title="What you wrote is saved, then the page loads again"
        onClick={() => void reload()}
      >
        <RefreshCw size={12} aria-hidden="true" /> Reload
      </button>
    </span>
  );
}

function Cursor() {
  const line = useView((state) => state.cursor?.line ?? null);
  const column = useView((state) => state.cursor?.column ?? null);
  if (line === null) return null;
  return (
    <span className={styles['cursor']}>
      Ln {line}, Col {column}
    </span>
  );
}

function ProjectState() {
  const name = useProject((state) => state.name);
  const error = useProject((state) => state.saveError);
  const access = useProject((state) => state.access);
  const origin = useProject((state) => state.origin);
  const storage = useProject((state) => state.storage);
  const state =
    error !== null
      ? 'not saved'
      : access === 'read'
        ? 'read only'
        : origin !== 'project'
          ? 'saved once you change it'
          : storage === 'memory'
            ? 'kept until the page closes'
            : 'saved in this browser';
  if (name === '') return null;
  return (
    <span className={styles['project']} data-bad={error !== null} title={error ?? `${name}: ${state}`}>
      <span className={styles['name']}>{name}</span>
      <span className={styles['saved']}>{state}</span>
    </span>
  );
}
