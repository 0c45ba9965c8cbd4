import { CircleCheck, ChevronRight } from 'lucide-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { Diagnostic } from '../../contract/api.ts';
import { useProblems, useProject, useRun, useStores, useView } from '../stores/context.ts';
import { fixProblem } from './fix-problem.ts';
import { groupProblems, type Problem, type ProblemGroup } from './group-problems.ts';
import styles from './ProblemsPane.module.css';
import { SeverityIcon } from './SeverityIcon.tsx';

/** More of one file would not be read; the rest is counted. */
const shownPerFile = 200;

/** What is wrong with the project's text, by file; each problem leads to its place. */
export function ProblemsPane() {
  const diagnostics = useProblems((state) => state.diagnostics);
  const counts = useProblems((state) => state.counts);
  const current = useProblems((state) => state.current);
  const groups = useMemo(() => groupProblems(diagnostics), [diagnostics]);

  if (diagnostics.length === 0) {
    return (
      <section className={`pane ${styles['pane']}`} aria-label="Problems">
        <NoProblems />
      </section>
    );
  }
  return (
    <section className={`pane ${styles['pane']}`} aria-label="Problems">
      <p className={styles['counts']}>
        <Count severity="error" count={counts.errors} one="error" many="errors" />
        <Count severity="warning" count={counts.warnings} one="warning" many="warnings" />
        <Count severity="info" count={counts.infos} one="note" many="notes" />
        <span className={styles['keys']}>
          <kbd>F8</kbd> goes to the next one
        </span>
      </p>
      <div className={styles['groups']} onKeyDown={moveFocus} role="presentation">
        {groups.map((group) => (
          <Group key={group.file} group={group} current={current} />
        ))}
      </div>
    </section>
  );
}

function NoProblems() {
  const isChecking = useProblems((state) => state.isChecking);
  const phase = useRun((state) => state.phase);
  if (isChecking || phase === 'starting') return <p className={styles['empty']}>Checking the project…</p>;
  return (
    <div className={styles['empty']}>
      <p className={`lead ${styles['lead']}`}>
        <CircleCheck size={16} aria-hidden="true" />
        No problems
      </p>
      <p>
        Mistakes in the registry, in WebAssembly and in Lua show up here while you type, each with its place and what to
        try.
      </p>
    </div>
  );
}

function Count({
  severity,
  count,
  one,
  many,
}: {
  readonly severity: Diagnostic['severity'];
  readonly count: number;
  readonly one: string;
  readonly many: string;
}) {
  if (count === 0) return null;
  return (
    <span className={styles['count']}>
      <SeverityIcon severity={severity} />
      {count} {count === 1 ? one : many}
    </span>
  );
}

function Group({ group, current }: { readonly group: ProblemGroup; readonly current: number }) {
  const [open, setOpen] = useState(true);
  const rest = group.problems.length - shownPerFile;
  return (
    <section className={styles['group']} aria-label={group.file}>
      <button
        type="button"
        data-problem=""
        className={styles['file']}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} className="chevron" aria-hidden="true" />
        <span className={styles['path']}>{group.file}</span>
        <span className="count-badge">{group.problems.length}</span>
      </button>
      {open && (
        <ul>
          {group.problems.slice(0, shownPerFile).map((problem) => (
            <li key={problem.key} className={styles['item']}>
              <ProblemRow problem={problem} isCurrent={problem.index === current} />
              {problem.diagnostic.fix && <FixButton diagnostic={problem.diagnostic} />}
            </li>
          ))}
          {rest > 0 && <li className={styles['rest']}>and {rest.toLocaleString('en')} more in this file</li>}
        </ul>
      )}
    </section>
  );
}

function ProblemRow({ problem, isCurrent }: { readonly problem: Problem; readonly isCurrent: boolean }) {
  const reveal = useView((state) => state.reveal);
  const { file, line, column, severity, message, hint, code, entry } = problem.diagnostic;
  const isThere = useProject((state) => Object.hasOwn(state.files, file));
  return (
    <button
      type="button"
      data-problem=""
      className={styles['problem']}
      aria-current={isCurrent}
      disabled={!isThere}
      onClick={() => reveal({ file, line, column })}
    >
      <SeverityIcon severity={severity} />
      <span className="visually-hidden">{severity}: </span>
      <span className={styles['body']}>
        <span className={styles['message']}>{message}</span>
        {hint !== undefined && hint !== '' && <span className={styles['hint']}>{hint}</span>}
      </span>
      <span className={styles['meta']}>
        {entry !== undefined && <span className={styles['entry']}>{entry}</span>}
        <span className={styles['code']}>{code}</span>
        <span className={styles['place']}>
          {line}:{column}
        </span>
      </span>
    </button>
  );
}

function FixButton({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const stores = useStores();
  const readOnly = useProject((state) => state.access === 'read');
  return (
    <button type="button" className={styles['fix']} disabled={readOnly} onClick={() => fixProblem(stores, diagnostic)}>
      {diagnostic.fix?.title}
    </button>
  );
}

/** Up and down go from problem to problem; Tab does too. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button[data-problem]:not(:disabled)')];
  const index = all.findIndex((item) => item === document.activeElement);
  const next = all[index + (event.key === 'ArrowDown' ? 1 : -1)];
  if (index < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
