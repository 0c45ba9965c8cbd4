import { useMemo } from 'react';
import type { ProcessInfo } from '../../contract/api.ts';
import { formatBytes } from '../model/format-bytes.ts';
import { SourceButton } from './SourceButton.tsx';
import { RowTable, type Column } from './RowTable.tsx';

export interface ProcessTableProps {
  readonly processes: readonly ProcessInfo[];
  readonly onSource: (target: string) => void;
}

/** Everything that runs or waits in the kernel, calls of functions too. */
export function ProcessTable({ processes, onSource }: ProcessTableProps) {
  const columns = useMemo(() => columnsOf(onSource), [onSource]);
  return (
    <RowTable
      label="Processes"
      columns={columns}
      rows={processes}
      keyOf={({ pid }) => pid}
      empty="No process is running. Processes and calls that go on are listed here, with their mailboxes, links and memory."
    />
  );
}

function columnsOf(onSource: (target: string) => void): readonly Column<ProcessInfo>[] {
  return [
    {
      title: 'Entry',
      width: 'minmax(140px, 2fr)',
      cell: ({ target }) => <SourceButton target={target} onSource={onSource} />,
    },
    { title: 'PID', width: 'minmax(150px, 1.5fr)', cell: ({ pid }) => <code>{pid}</code> },
    { title: 'Name', width: 'minmax(70px, 1fr)', cell: ({ names }) => names.join(', ') },
    { title: 'State', width: 'minmax(110px, 1fr)', cell: ({ state }) => state },
    { title: 'Mailbox', width: '72px', isNumber: true, cell: ({ mailbox }) => mailbox },
    {
      title: 'Links',
      width: '56px',
      isNumber: true,
      cell: ({ links }) => <span title={links.join('\n')}>{links.length}</span>,
    },
    {
      title: 'Monitors',
      width: '72px',
      isNumber: true,
      cell: ({ watchers }) => <span title={watchers.join('\n')}>{watchers.length}</span>,
    },
    { title: 'Memory', width: '80px', isNumber: true, cell: ({ memoryBytes }) => formatBytes(memoryBytes) },
  ];
}
