import type { KeyboardEvent } from 'react';
import styles from './BottomPane.module.css';
import { ConsolePane } from './console/ConsolePane.tsx';
import { NoticeSlot } from './parts/NoticeSlot.tsx';
import { PaneBoundary } from './parts/PaneBoundary.tsx';
import { ProblemsPane } from './problems/ProblemsPane.tsx';
import { useProblems, useView } from './stores/context.ts';
import type { BottomTab } from './stores/view-store.ts';

const tabs: readonly { readonly id: BottomTab; readonly title: string }[] = [
  { id: 'console', title: 'Console' },
  { id: 'problems', title: 'Problems' },
];

/** Console and problems take turns. Both stay alive, so that nothing is missed and nothing loses its place. */
export function BottomPane({ hasTabs = true }: { readonly hasTabs?: boolean }) {
  const current = useView((state) => state.bottomTab);
  return (
    <div className={styles['bottom']}>
      {hasTabs && <BottomTabs current={current} />}
      {tabs.map(({ id, title }) => (
        <div
          key={id}
          id={`panel-${id}`}
          className={styles['panel']}
          hidden={id !== current}
          {...(hasTabs ? { role: 'tabpanel', 'aria-labelledby': `tab-${id}` } : {})}
        >
          <h2 className="visually-hidden">{title}</h2>
          <PaneBoundary name={id === 'console' ? 'The console' : 'The list of problems'}>
            {id === 'console' ? <ConsolePane /> : <ProblemsPane />}
          </PaneBoundary>
        </div>
      ))}
    </div>
  );
}

function BottomTabs({ current }: { readonly current: BottomTab }) {
  const setBottomTab = useView((state) => state.setBottomTab);
  const counts = useProblems((state) => state.counts);
  const problems = counts.errors + counts.warnings + counts.infos;

  function press(event: KeyboardEvent): void {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    const next = current === 'console' ? 'problems' : 'console';
    setBottomTab(next);
    document.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  }

  return (
    <div className={styles['bar']}>
      <div className={styles['tabs']} role="tablist" aria-label="Output">
        {tabs.map(({ id, title }) => (
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
              <span className={styles['count']} data-errors={counts.errors > 0}>
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
