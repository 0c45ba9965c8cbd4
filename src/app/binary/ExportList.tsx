import { Ban, Copy, Plus } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import type { BinaryDescription, BinaryExport } from '../../contract/binaries.ts';
import { copyText } from '../parts/clipboard.ts';
import { definitionPlace } from '../model/places.ts';
import { scrollable } from '../parts/scrollable.ts';
import { useProject, useStores, useView } from '../stores/context.ts';
import { addToProject, exampleCall } from './add-to-project.ts';
import { groupExports, isFunction, refusalWithoutName, withoutName } from './group-names.ts';
import styles from './Overview.module.css';
import { registryFiles, usedMethods } from '../model/plan-entries.ts';

/** With more than this one chooses oneself. */
const maxPreselected = 4;
const newRegistry = '_index.yaml';

export interface ExportListProps {
  readonly path: string;
  readonly description: BinaryDescription;
}

/** What the binary gives; functions can be made entries of the project. */
export function ExportList({ path, description }: ExportListProps) {
  const files = useProject((state) => state.files);
  const { exports, problem, problemKind } = description;
  /** An entry of what does not run would only fail. */
  const isRunnable = problem === null || problemKind === 'tolerated';
  const groups = useMemo(() => groupExports(exports), [exports]);
  const others = exports.filter((item) => !isFunction(item));
  const used = useMemo(() => usedMethods(files, path), [files, path]);
  const free = exports.filter(
    (item) => isRunnable && isFunction(item) && item.refusal === null && !used.has(item.name),
  );
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);
  const chosen = picked ?? new Set(free.length <= maxPreselected ? free.map((item) => item.name) : []);
  const selected = free.filter((item) => chosen.has(item.name));

  function pick(name: string, isOn: boolean): void {
    const next = new Set(chosen);
    if (isOn) next.add(name);
    else next.delete(name);
    setPicked(next);
  }
  return (
    <section className={styles['part']} aria-label="Exports">
      <h2 className={styles['title']}>
        Exports <span className={styles['count']}>{exports.length}</span>
      </h2>
      {exports.length === 0 && <p className={styles['none']}>It exports nothing that could be called.</p>}
      {groups.map(({ owner, items }) => (
        <div key={owner} className={styles['exports']}>
          {owner !== '' && <p className={styles['owner']}>{owner}</p>}
          <ul className={styles['list']}>
            {items.map(({ name, item }) => (
              <Export
                key={item.name}
                name={name}
                item={item}
                entry={used.get(item.name) ?? null}
                canPick={isRunnable}
                isOn={chosen.has(item.name)}
                onPick={(isOn) => pick(item.name, isOn)}
              />
            ))}
          </ul>
        </div>
      ))}
      {others.length > 0 && (
        <p className={styles['others']}>
          {others.map((item) => (
            <span key={`${item.kind} ${item.name}`} className={styles['other']}>
              <span className={styles['kind']}>{item.kind}</span> <code>{item.name}</code>
            </span>
          ))}
        </p>
      )}
      {free.length > 0 && (
        <AddBar path={path} description={description} selected={selected} onAdded={() => setPicked(new Set())} />
      )}
    </section>
  );
}

interface ExportProps {
  readonly name: string;
  readonly item: BinaryExport;
  /** The entry that calls it already. */
  readonly entry: string | null;
  readonly canPick: boolean;
  readonly isOn: boolean;
  readonly onPick: (isOn: boolean) => void;
}

function Export({ name, item, entry, canPick, isOn, onPick }: ExportProps) {
  const id = useId();
  const isRefused = item.refusal !== null;
  const isFree = canPick && entry === null && !isRefused;
  return (
    <li className={styles['export']} data-refused={isRefused}>
      {isFree ? (
        <input
          id={id}
          type="checkbox"
          className={styles['checkbox']}
          checked={isOn}
          onChange={(event) => onPick(event.target.checked)}
        />
      ) : (
        <span className={styles['noCheckbox']}>{isRefused && <Ban size={14} aria-hidden="true" />}</span>
      )}
      <div className={styles['exportText']}>
        <label className={styles['name']} htmlFor={isFree ? id : undefined}>
          {name}
        </label>
        {item.signature !== null && <code className={styles['signature']}>{withoutName(item.signature)}</code>}
        {item.refusal !== null && (
          <span className={styles['refusal']}>Not callable: {refusalWithoutName(item.refusal)}</span>
        )}
        {entry !== null && <Used entry={entry} item={item} />}
      </div>
    </li>
  );
}

/** The entry, and a call of it for taking into Lua. */
function Used({ entry, item }: { readonly entry: string; readonly item: BinaryExport }) {
  const stores = useStores();
  const notify = useView((state) => state.notify);
  const call = exampleCall(entry, item);
  function show(): void {
    const place = definitionPlace(stores.project.getState().files, entry);
    if (place) stores.view.getState().reveal(place);
  }
  return (
    <span className={styles['used']}>
      <button type="button" className={styles['entry']} title={`Show ${entry}`} onClick={show}>
        {entry}
      </button>
      <code className={styles['call']} title={call}>
        {call}
      </code>
      <button
        type="button"
        className="icon-button"
        aria-label={`Copy a call of ${entry} in Lua`}
        data-tip="Copy the call in Lua"
        onClick={() => void copyText(call, notify)}
      >
        <Copy size={13} aria-hidden="true" />
      </button>
    </span>
  );
}

interface AddBarProps extends ExportListProps {
  readonly selected: readonly BinaryExport[];
  readonly onAdded: () => void;
}

function AddBar({ path, description, selected, onAdded }: AddBarProps) {
  const stores = useStores();
  const field = useId();
  const files = useProject((state) => state.files);
  const readOnly = useProject((state) => state.access === 'read');
  const notify = useView((state) => state.notify);
  const found = registryFiles(files, path);
  const [wanted, setFile] = useState('');
  const file = found.includes(wanted) ? wanted : (found[0] ?? newRegistry);
  const [refused, setRefused] = useState<string | null>(null);

  function add(): void {
    const added = addToProject(stores, { binary: path, description, exports: selected, file });
    setRefused(added.ok ? null : added.text);
    if (added.ok) onAdded();
  }
  return (
    <>
      <div className={styles['addBar']}>
        <button
          type="button"
          className="button primary compact"
          disabled={selected.length === 0 || readOnly}
          onClick={add}
        >
          <Plus size={14} aria-hidden="true" />
          {selected.length === 0
            ? 'Add to project'
            : `Add ${selected.length === 1 ? '1 function' : `${selected.length} functions`} to project`}
        </button>
        {found.length > 1 ? (
          <span className={styles['target']}>
            <label htmlFor={field}>in</label>
            <select
              id={field}
              className={styles['select']}
              value={file}
              onChange={(event) => setFile(event.target.value)}
            >
              {found.map((item) => (
                <option key={item}>{item}</option>
              ))}
            </select>
          </span>
        ) : (
          <span className={styles['target']}>
            as {selected.length === 1 ? 'an entry' : 'entries'} of <code>{file}</code>
          </span>
        )}
      </div>
      {refused !== null && (
        <div className={styles['refused']} role="alert">
          <p>
            The entries of <code>{file}</code> are written in a way that cannot be added to. Put these in by hand:
          </p>
          <pre className={styles['yaml']} {...scrollable('Entries to add')}>
            {refused}
          </pre>
          <button type="button" className="button compact" onClick={() => void copyText(refused, notify)}>
            <Copy size={14} aria-hidden="true" /> Copy
          </button>
        </div>
      )}
    </>
  );
}
