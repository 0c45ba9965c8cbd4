import { Cpu, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import type { PlaygroundState } from '../../client/playground.ts';
import { abilitiesOf, isolationText } from '../model/missing.ts';
import { useRun, useView } from '../stores/context.ts';
import { formatBytes } from '../model/format-bytes.ts';
import { offlineText } from './offline-text.ts';
import styles from './RuntimeButton.module.css';
import { useRuntimeState } from '../parts/use-runtime-state.ts';

/** Workers and memory in two numbers; the rest on asking. */
export function RuntimeButton() {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const isolated = useRun((state) => state.isolated);
  const state = useRuntimeState(isOpen);
  const guests = state?.guests;

  return (
    <>
      <button
        type="button"
        className={styles['button']}
        popoverTarget={id}
        aria-label="Runtime: workers and memory"
        title="Runtime: workers and memory"
      >
        {isolated === false ? (
          <TriangleAlert size={13} aria-hidden="true" className={styles['warning']} />
        ) : (
          <Cpu size={13} aria-hidden="true" />
        )}
        <span className={styles['numbers']}>
          {guests ? guests.alive : 0}
          <span className={styles['unit']}>{guests?.alive === 1 ? ' worker' : ' workers'}</span>
          {guests && guests.parked > 0 ? `, ${guests.parked} parked` : ''}
        </span>
        {state && <span className={styles['numbers']}>{formatBytes(state.memory.luaBytes)}</span>}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label="Runtime"
        className={styles['panel']}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen && <Panel state={state} isolated={isolated} />}
      </div>
    </>
  );
}

/** More would not be read here. */
const shownProcesses = 12;

function Panel({ state, isolated }: { readonly state: PlaygroundState | null; readonly isolated: boolean | null }) {
  const offline = useView((view) => view.offline);
  if (!state) return <p className={styles['quiet']}>Asking the runtime…</p>;
  const { guests, memory, processes, pools } = state;
  return (
    <>
      <p className={styles['isolation']} data-isolated={isolated}>
        {isolated ? <ShieldCheck size={14} aria-hidden="true" /> : <TriangleAlert size={14} aria-hidden="true" />}
        {isolationText(abilitiesOf(globalThis), state.backend)}
      </p>
      <p className={styles['quiet']}>
        {offline === undefined ? 'Keeping the page for the time without a network…' : offlineText(offline)}
      </p>
      <dl className={styles['list']}>
        <dt>Workers</dt>
        <dd>
          {guests.alive} alive, {guests.parked} parked, {guests.terminating} ending
        </dd>
        <dt>Lua memory</dt>
        <dd>
          {formatBytes(memory.luaBytes)}
          {memory.luaLimitBytes > 0 && ` of ${formatBytes(memory.luaLimitBytes)}`}
          {memory.luaLimitBytes > 0 && (
            <meter
              className={styles['meter']}
              min={0}
              max={memory.luaLimitBytes}
              value={memory.luaBytes}
              aria-label="Lua memory"
            />
          )}
        </dd>
        {pools.length > 0 && (
          <>
            <dt>Pools</dt>
            <dd>
              {pools.filter((pool) => pool.active > 0).length} of {pools.length} busy,{' '}
              {pools.reduce((sum, pool) => sum + pool.queued, 0)} calls waiting
            </dd>
          </>
        )}
      </dl>
      <p className={styles['title']}>{processes.length === 1 ? '1 process' : `${processes.length} processes`}</p>
      {processes.length > 0 && (
        <ul className={styles['processes']}>
          {processes.slice(0, shownProcesses).map((process) => (
            <li key={process.pid} className={styles['process']}>
              <span className={styles['target']}>{process.target}</span>
              <span className={styles['quiet']}>{process.state}</span>
              <span className={styles['quiet']}>{process.memoryBytes > 0 ? formatBytes(process.memoryBytes) : ''}</span>
            </li>
          ))}
          {processes.length > shownProcesses && (
            <li className={styles['quiet']}>and {processes.length - shownProcesses} more</li>
          )}
        </ul>
      )}
    </>
  );
}
