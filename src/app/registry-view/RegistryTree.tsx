import {
  Binary,
  BookOpen,
  Box,
  ChevronRight,
  Cog,
  FileCode,
  Globe,
  Moon,
  Play,
  SquareFunction,
  Terminal,
  type LucideIcon,
} from 'lucide-react';
import { memo, useMemo, useState, type KeyboardEvent } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { selectTarget } from '../commands/select-target.ts';
import { useProject, useRun, useStores, useView } from '../stores/context.ts';
import { useSettledFiles } from '../stores/use-settled-files.ts';
import { findKind, type KindIcon } from '../../client/kinds.ts';
import { definitionsOf } from '../model/definitions.ts';
import { presentReports } from '../model/present-reports.ts';
import { isCallable } from '../model/main-entry.ts';
import { definitionPlace } from '../model/places.ts';
import {
  registryEntries,
  shortSignature,
  type RegistryEntry,
  type RegistryNamespace,
} from '../model/registry-entries.ts';
import styles from './RegistryTree.module.css';

const kindIcons: Readonly<Record<KindIcon, LucideIcon>> = {
  lua: Moon,
  wasm: Binary,
  library: BookOpen,
  service: Cog,
  process: Terminal,
  http: Globe,
  files: FileCode,
  other: Box,
};

const statusWords = { ready: 'ready', stored: 'stored', failed: 'failed', written: 'not booted yet' } as const;

/** What the project consists of for the runtime. */
export function RegistryTree() {
  const files = useSettledFiles();
  const reports = useRun((state) => state.entries);
  const bootedFiles = useRun((state) => state.bootedFiles);
  const made = useMemo(
    () => registryEntries(definitionsOf(files), presentReports(reports, bootedFiles, files) ?? []),
    [files, reports, bootedFiles],
  );
  const groups = useUnchanged(made);
  const newFunction = useCommand('file.newFunction');
  const readOnly = useProject((state) => state.access === 'read');

  if (groups.length === 0) {
    return (
      <div className={styles['empty']}>
        <p className={styles['lead']}>No entries yet</p>
        <p>
          An entry is a function, library or service of the project. Write them into <code>_index.yaml</code>, under{' '}
          <code>entries:</code>, or begin with a function.
        </p>
        <button type="button" className="button compact" disabled={readOnly} onClick={newFunction.run}>
          <SquareFunction size={15} aria-hidden="true" /> New function
        </button>
      </div>
    );
  }
  return (
    <div className={styles['tree']} onKeyDown={moveFocus} role="presentation">
      {groups.map((group) => (
        <Namespace key={group.namespace} group={group} />
      ))}
    </div>
  );
}

/** The value of before while the new one says the same, so that nothing is drawn again for a change of a comment. */
function useUnchanged<T>(value: T): T {
  const [kept, setKept] = useState(value);
  if (kept === value || JSON.stringify(kept) === JSON.stringify(value)) return kept;
  setKept(value);
  return value;
}

const Namespace = memo(function Namespace({ group }: { readonly group: RegistryNamespace }) {
  const [open, setOpen] = useState(true);
  return (
    <section aria-label={`Namespace ${group.namespace}`}>
      <button
        type="button"
        data-item=""
        className={styles['namespace']}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} className="chevron" aria-hidden="true" />
        <span className={styles['name']}>{group.namespace}</span>
        <span className={styles['count']}>{group.entries.length}</span>
      </button>
      {open && (
        <ul>
          {group.entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </section>
  );
});

const Entry = memo(function Entry({ entry }: { readonly entry: RegistryEntry }) {
  const stores = useStores();
  const reveal = useView((state) => state.reveal);
  const isChosen = useProject((state) => (state.target ?? state.main?.id) === entry.id);
  const Icon = kindIcons[findKind(entry.kind)?.icon ?? 'other'];

  function show(): void {
    const place = definitionPlace(stores.project.getState().files, entry.id);
    if (place) reveal(place);
  }
  return (
    <li className={styles['entry']} data-status={entry.status} data-chosen={isChosen}>
      <button
        type="button"
        data-item=""
        className={styles['open']}
        data-tip={entry.comment ?? undefined}
        onClick={show}
      >
        <span className={styles['icon']} data-tip={entry.kind}>
          <Icon size={15} aria-hidden="true" />
        </span>
        <span className={styles['words']}>
          <span className={styles['name']}>
            {entry.name}
            <span className="visually-hidden"> {entry.kind}</span>
          </span>
          {entry.signature !== null && (
            <code className={styles['signature']} title={shortSignature(entry.signature)}>
              {shortSignature(entry.signature)}
            </code>
          )}
          {entry.error !== null && <span className={styles['error']}>{entry.error}</span>}
        </span>
        <span className={styles['status']} data-status={entry.status} title={statusWords[entry.status]}>
          <span className="visually-hidden">{statusWords[entry.status]}</span>
        </span>
      </button>
      {isCallable(entry) && (
        <button
          type="button"
          className={styles['run']}
          aria-label={`Put ${entry.id} into the run bar`}
          data-tip="Put into the run bar"
          onClick={() => selectTarget(stores, entry.id)}
        >
          <Play size={12} aria-hidden="true" />
        </button>
      )}
    </li>
  );
});

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button[data-item]')];
  const index = all.findIndex(
    (item) => item === document.activeElement || item.parentElement === document.activeElement?.closest('li'),
  );
  const next = all[index + (event.key === 'ArrowDown' ? 1 : -1)];
  if (index < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
