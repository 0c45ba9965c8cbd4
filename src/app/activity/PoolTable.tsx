import { useMemo } from 'react';
import type { PoolInfo } from '../../contract/api.ts';
import styles from './ActivityPane.module.css';
import { SourceButton } from './SourceButton.tsx';
import { RowTable, type Column } from './RowTable.tsx';

export interface PoolTableProps {
  readonly pools: readonly PoolInfo[];
  readonly onSource: (target: string) => void;
}

/** Of each function: how many of its calls run and wait. */
export function PoolTable({ pools, onSource }: PoolTableProps) {
  const columns = useMemo(() => columnsOf(onSource), [onSource]);
  return (
    <RowTable
      label="Pools"
      columns={columns}
      rows={pools}
      keyOf={({ target, generation }) => `${target} ${generation}`}
      empty="No function is there yet: Run brings the project into the runtime."
    />
  );
}

function Busy({ active, max }: Pick<PoolInfo, 'active' | 'max'>) {
  return (
    <span className={styles['busy']}>
      <span className={styles['meter']} aria-hidden="true">
        <span style={{ width: `${Math.min(100, (active / Math.max(1, max)) * 100)}%` }} />
      </span>
      {active} of {max}
    </span>
  );
}

function columnsOf(onSource: (target: string) => void): readonly Column<PoolInfo>[] {
  return [
    {
      title: 'Entry',
      width: 'minmax(140px, 2fr)',
      cell: ({ target }) => <SourceButton target={target} onSource={onSource} />,
    },
    { title: 'Type', width: 'minmax(72px, 1fr)', cell: ({ type }) => type },
    { title: 'Busy', width: 'minmax(120px, 1.5fr)', cell: (pool) => <Busy {...pool} /> },
    { title: 'Queue', width: '64px', isNumber: true, cell: ({ queued }) => queued },
    {
      title: 'Workers',
      width: '72px',
      isNumber: true,
      cell: ({ workers, type }) => (type === 'inline' ? '–' : workers),
    },
    {
      title: 'Generation',
      width: 'minmax(110px, 1fr)',
      cell: ({ generation, isDraining }) => (isDraining ? `${generation}, draining` : generation),
    },
  ];
}
