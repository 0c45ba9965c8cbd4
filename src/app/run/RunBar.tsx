import { Play, Square } from 'lucide-react';
import { useProject, useRun } from '../stores/context.ts';
import { isActive } from '../stores/run-store.ts';
import { chooseMainEntry, functionEntries } from './main-entry.ts';
import styles from './RunBar.module.css';
import { RunStatus } from './RunStatus.tsx';
import { runShortcut } from './shortcut.ts';

/** Run and Stop on one button, what is to be called, and how it went. */
export function RunBar() {
  const active = useRun(isActive);
  const phase = useRun((state) => state.phase);
  const run = useRun((state) => state.run);
  const stop = useRun((state) => state.stop);
  const ready = useProject((state) => state.files !== null);
  const disabled = phase === 'unavailable' || phase === 'stopping' || !ready;

  return (
    <section className={styles['bar']} aria-label="Run">
      <button
        type="button"
        className={styles['run']}
        data-action={active ? 'stop' : 'run'}
        disabled={disabled}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        title={`${active ? 'Stop' : 'Run'} (${runShortcut})`}
        onClick={() => void (active ? stop() : run())}
      >
        {active ? <Square size={14} fill="currentColor" aria-hidden="true" /> : <Play size={14} fill="currentColor" aria-hidden="true" />}
        {active ? 'Stop' : 'Run'}
      </button>
      <TargetSelect />
      <ArgumentsField />
      <RunStatus />
    </section>
  );
}

function TargetSelect() {
  const entries = useRun((state) => state.entries);
  const target = useProject((state) => state.target);
  const shipped = useProject((state) => state.examples.find((example) => example.id === state.exampleId)?.main.id ?? null);
  const setTarget = useProject((state) => state.setTarget);
  const wanted = target ?? shipped;
  const known = functionEntries(entries ?? []);
  const current = entries === null || known.some((entry) => entry.id === wanted) ? wanted : chooseMainEntry(entries, [shipped]);

  return (
    <label className={styles['field']}>
      <span className={styles['label']}>Function</span>
      <select
        className={styles['select']}
        value={current ?? ''}
        disabled={current === null}
        onChange={(event) => setTarget(event.target.value)}
      >
        {current === null && <option value="">none</option>}
        {/* Before the first boot nothing is known but what the example says. */}
        {entries === null && current !== null && <option>{current}</option>}
        {known.map((entry) => (
          <option key={entry.id} value={entry.id}>
            {entry.status === 'ready' ? entry.id : `${entry.id} (did not boot)`}
          </option>
        ))}
      </select>
    </label>
  );
}

function ArgumentsField() {
  const text = useProject((state) => state.argumentsText);
  const setArguments = useProject((state) => state.setArguments);
  const error = useRun((state) => state.argumentsError);
  return (
    <label className={styles['field']}>
      <span className={styles['label']}>Arguments</span>
      <input
        className={styles['arguments']}
        type="text"
        value={text}
        placeholder="[]"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : 'run-status'}
        onChange={(event) => setArguments(event.target.value)}
      />
    </label>
  );
}
