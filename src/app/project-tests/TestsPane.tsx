import { CircleCheck, CircleDashed, CircleX, Link2, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { sharedTestsText } from '../../share/shared-tests.ts';
import { engineName } from '../model/engine-name.ts';
import { formatDuration } from '../model/format-value.ts';
import { sourcePlace } from '../model/places.ts';
import { ErrorView } from '../parts/ErrorView.tsx';
import { useProject, useRun, useStores, useView } from '../stores/context.ts';
import type { ProjectState } from '../stores/project-state.ts';
import { isActive } from '../stores/runtime-state.ts';
import { useSettledFiles } from '../stores/use-settled-files.ts';
import { countText, fromShared, runTests, suitesOf, toShared, type TestResult } from './project-tests.ts';
import styles from './TestsPane.module.css';

/** The project's tests with how they went. */
export function TestsPane() {
  const projectId = useProject((state) => state.id);
  return <Tests key={projectId} />;
}

interface Known {
  readonly results: readonly TestResult[];
  /** Why there are none: a sentence. */
  readonly hindrance: string | null;
}

function Tests() {
  const { run } = useStores();
  const shared = useProject((state) => state.sharedTests);
  const canRun = useRun((state) => !isActive(state) && state.phase !== 'unavailable');
  const files = useSettledFiles();
  const [known, setKnown] = useState<Known | null>(null);
  const [isWatching, setWatching] = useState(false);
  /** What the last run was of. */
  const seen = useRef(files);

  async function start(): Promise<void> {
    seen.current = files;
    const answer = await run.getState().runTogether('Tests', async (running, goesOn) => {
      const show = (results: readonly TestResult[]): void => setKnown({ results, hindrance: null });
      const results = await runTests({ running, goesOn, onResults: show });
      const isWell = results.every(({ outcome }) => outcome?.kind !== 'failed');
      return { answer: results, isWell, tuple: countText(results) };
    });
    setKnown(answer.ok ? { results: answer.value, hindrance: null } : { results: [], hindrance: answer.error });
    if (!answer.ok || answer.value.length === 0) return;
    const where = {
      nowMs: Date.now(),
      version: run.getState().running.version,
      engine: engineName(navigator.userAgent),
    };
    run.getState().setTested({ files, tests: toShared(answer.value, where) });
  }
  // Text that changes while something runs is tested when that has ended.
  useEffect(() => {
    if (isWatching && canRun && seen.current !== files) void start();
  });
  return (
    <section className={`pane ${styles['pane']}`} aria-label="Tests">
      <div className={styles['bar']}>
        <button type="button" className="button compact" disabled={!canRun} onClick={() => void start()}>
          <Play size={14} aria-hidden="true" /> Run tests
        </button>
        <label className={styles['watch']}>
          <input type="checkbox" checked={isWatching} onChange={(event) => setWatching(event.target.checked)} />
          Run them after each change
        </label>
        <output className={styles['count']}>{known && known.results.length > 0 ? countText(known.results) : ''}</output>
      </div>
      {known?.hindrance ? (
        <p className={styles['note']}>{known.hindrance}</p>
      ) : known === null && shared ? (
        <Shared shared={shared} />
      ) : known === null || known.results.length === 0 ? (
        <Explained isLooked={known !== null} />
      ) : (
        <Suites results={known.results} />
      )}
    </section>
  );
}

/** What came with a link is said to be of whoever made it. */
function Shared({ shared: { tests, files } }: { readonly shared: NonNullable<ProjectState['sharedTests']> }) {
  const isChanged = useProject((state) => state.files !== files);
  const time = new Date(tests.timeS * 1000);
  return (
    <>
      <div className={styles['shared']} role="note">
        <Link2 size={15} aria-hidden="true" />
        <p>
          <strong>These results came with the link: {sharedTestsText(tests)}.</strong> Whoever made it says that its
          tests ran on{' '}
          <time dateTime={time.toISOString()}>
            {time.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}
          </time>
          , in {tests.engine}, playground {tests.version}. Nothing of this has run here
          {isChanged && ', and the files have changed since'}: <em>Run tests</em> gives results of your own.
        </p>
      </div>
      <Suites results={fromShared(tests)} />
    </>
  );
}

function Explained({ isLooked }: { readonly isLooked: boolean }) {
  return (
    <div className={styles['note']}>
      {isLooked && <p className="lead">This project has no tests.</p>}
      <p>
        A function is a test with <code>meta: {'{type: test}'}</code> in its entry. It passes when it ends without an
        error and does not return <code>false</code>. <code>suite</code> puts tests together, <code>order</code> in a
        row. A process is one with <code>use_case: test</code> in its command: it passes with exit code 0.
      </p>
    </div>
  );
}

const icons = { passed: CircleCheck, failed: CircleX, none: CircleDashed } as const;
const words = { passed: 'passed', failed: 'failed', none: 'not run' } as const;

function Suites({ results }: { readonly results: readonly TestResult[] }) {
  const { project } = useStores();
  const reveal = useView((state) => state.reveal);
  const notify = useView((state) => state.notify);
  function go(id: string): void {
    const place = sourcePlace(project.getState().files, id);
    if (place) reveal(place);
    else notify(`${id} is not in the files of this project`);
  }
  return (
    <ul className={styles['suites']} aria-label="Suites">
      {suitesOf(results).map(({ name, results: own, failed }) => (
        <li key={name}>
          <p className={styles['suite']}>
            {name}{' '}
            <span className={styles['quiet']}>{failed > 0 ? `${failed} of ${own.length} failed` : own.length}</span>
          </p>
          <ul>
            {own.map(({ test: { id }, outcome }) => {
              const kind = outcome?.kind ?? 'none';
              const Icon = icons[kind];
              return (
                <li key={id} className={styles['test']} data-outcome={kind}>
                  <Icon size={15} aria-hidden="true" />
                  <button type="button" className={styles['name']} title={`Go to ${id}`} onClick={() => go(id)}>
                    {id}
                  </button>
                  <span className="visually-hidden">{words[kind]}</span>
                  {outcome && <span className={styles['time']}>{formatDuration(outcome.durationMs)}</span>}
                  {outcome?.kind === 'failed' && (
                    <div className={styles['why']}>
                      {typeof outcome.why === 'string' ? outcome.why : <ErrorView error={outcome.why} />}
                    </div>
                  )}
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ul>
  );
}
