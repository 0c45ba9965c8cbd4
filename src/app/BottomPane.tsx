import { lazy, Suspense, useState, type ComponentType, type KeyboardEvent } from 'react';
import styles from './BottomPane.module.css';
import { ConsolePane } from './console/ConsolePane.tsx';
import { NoticeSlot } from './parts/NoticeSlot.tsx';
import { PaneBoundary } from './parts/PaneBoundary.tsx';
import { useProblems, useView } from './stores/context.ts';
import { useShownPanes } from './stores/use-shown-panes.ts';
import type { BottomTab } from './stores/view-store.ts';

const ActivityPane = lazy(async () => ({ default: (await import('./activity/ActivityPane.tsx')).ActivityPane }));
const HttpPane = lazy(async () => ({ default: (await import('./http/HttpPane.tsx')).HttpPane }));
const TestsPane = lazy(async () => ({ default: (await import('./project-tests/TestsPane.tsx')).TestsPane }));
const MemoryPane = lazy(async () => ({ default: (await import('./memory/MemoryPane.tsx')).MemoryPane }));
const ProblemsPane = lazy(async () => ({ default: (await import('./problems/ProblemsPane.tsx')).ProblemsPane }));
const TerminalPane = lazy(async () => ({ default: (await import('./terminal/TerminalPane.tsx')).TerminalPane }));

interface TabSpec {
  readonly id: BottomTab;
  readonly title: string;
  /** At the beginning of a sentence. */
  readonly name: string;
  readonly Pane: ComponentType;
  /** Fetched and made when it is first in front. */
  readonly isLate?: boolean;
}

const tabs: readonly TabSpec[] = [
  { id: 'console', title: 'Console', name: 'The console', Pane: ConsolePane },
  { id: 'problems', title: 'Problems', name: 'The list of problems', Pane: ProblemsPane, isLate: true },
  { id: 'terminal', title: 'Terminal', name: 'The terminal', Pane: TerminalPane, isLate: true },
  { id: 'activity', title: 'Activity', name: 'The activity', Pane: ActivityPane, isLate: true },
  { id: 'http', title: 'HTTP', name: 'The pane of HTTP', Pane: HttpPane, isLate: true },
  { id: 'tests', title: 'Tests', name: 'The pane of tests', Pane: TestsPane, isLate: true },
  { id: 'memory', title: 'Memory', name: 'The pane of memory', Pane: MemoryPane, isLate: true },
];

/** What there is to read takes turns. All of it stays alive, so that nothing is missed and nothing loses its place. */
export function BottomPane({ hasTabs = true }: { readonly hasTabs?: boolean }) {
  const current = useView((state) => state.bottomTab);
  const [seen, setSeen] = useState<ReadonlySet<BottomTab>>(new Set());
  if (!seen.has(current)) setSeen(new Set([...seen, current]));
  return (
    <div className={styles['bottom']}>
      {hasTabs && <BottomTabs current={current} />}
      {tabs.map(({ id, title, name, Pane, isLate = false }) => (
        <div
          key={id}
          id={`panel-${id}`}
          className={styles['panel']}
          hidden={id !== current}
          {...(hasTabs ? { role: 'tabpanel', 'aria-labelledby': `tab-${id}` } : {})}
        >
          <h2 className="visually-hidden">{title}</h2>
          <PaneBoundary name={name}>
            {(!isLate || seen.has(id)) && (
              <Suspense fallback={null}>
                <Pane />
              </Suspense>
            )}
          </PaneBoundary>
        </div>
      ))}
    </div>
  );
}

function BottomTabs({ current }: { readonly current: BottomTab }) {
  const setBottomTab = useView((state) => state.setBottomTab);
  const counts = useProblems((state) => state.counts);
  const shown = tabs.filter(useShownPanes(current));
  const problems = counts.errors + counts.warnings + counts.infos;

  function press(event: KeyboardEvent): void {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    const index = shown.findIndex(({ id }) => id === current) + (event.key === 'ArrowRight' ? 1 : -1);
    const next = shown.at(index % shown.length);
    if (!next) return;
    setBottomTab(next.id);
    document.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  }

  return (
    <div className={styles['bar']}>
      <div className={styles['tabs']} role="tablist" aria-label="Output">
        {shown.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            className={styles['tab']}
            aria-selected={id === current}
            aria-controls={`panel-${id}`}
            tabIndex={id === current ? 0 : -1}
            onClick={() => setBottomTab(id)}
            onKeyDown={press}
          >
            {title}
            {id === 'problems' && problems > 0 && (
              <span className="count-badge" data-severity={counts.errors > 0 ? 'error' : 'warning'}>
                {problems}
              </span>
            )}
          </button>
        ))}
      </div>
      <NoticeSlot className={styles['notice']} />
    </div>
  );
}
