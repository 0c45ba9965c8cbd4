import { RotateCw } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import type { Inspection } from '../../contract/inspection.ts';
import { callText } from '../model/call-text.ts';
import { formatBytes } from '../model/format-bytes.ts';
import { ErrorDetails } from '../parts/ErrorDetails.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { useMedia } from '../parts/use-media.ts';
import { useRun, useView } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { Contents } from './Contents.tsx';
import { HexView } from './HexView.tsx';
import { addressOf, formatAddress, MemoryRows, type Chosen } from './memory-rows.ts';
import styles from './MemoryPane.module.css';
import { useInspection } from './use-inspection.ts';

/** Sixteen bytes have no room. */
const narrow = '(width < 720px)';

/** What a call left in the memory of its instances: the call is made again for it, and only when somebody asks. */
export function MemoryPane() {
  const wanted = useView((state) => state.inspected);
  const inspect = useView((state) => state.inspect);
  const canRun = useRun((state) => !isActive(state) && state.phase !== 'unavailable');
  const result = useInspection();
  if (!wanted)
    return (
      <section className={`pane ${styles['pane']}`} aria-label="Memory">
        <p className={styles['empty']}>
          <b>No call is looked into.</b> Open the row of a call of WebAssembly in the console and press <i>Memory</i>.
        </p>
      </section>
    );
  const again = (
    <button
      type="button"
      className="icon-button"
      aria-label="Call it again"
      data-tip="Call it again"
      disabled={!canRun}
      onClick={() => inspect(wanted.target, wanted.args)}
    >
      <RotateCw size={15} aria-hidden="true" />
    </button>
  );
  const title = callText(wanted.target, wanted.args);
  return (
    <section className={`pane ${styles['pane']}`} aria-label="Memory">
      {result?.inspection ? (
        // Another call begins at the top.
        <Looked key={wanted.serial} title={title} inspection={result.inspection} again={again} />
      ) : (
        <>
          <div className={styles['bar']}>
            <code className={styles['call']}>{title}</code>
            {again}
          </div>
          <div className={styles['empty']} role="status">
            {result?.error?.from === 'runtime' ? <ErrorDetails error={result.error} /> : 'Running…'}
          </div>
        </>
      )}
    </section>
  );
}

interface LookedProps {
  readonly title: string;
  readonly inspection: Inspection;
  readonly again: React.ReactNode;
}

function Looked({ title, inspection, again }: LookedProps) {
  const { memories } = inspection;
  const [index, setIndex] = useState(() => inspection.marks[0]?.memory ?? 0);
  const [search, setSearch] = useState('');
  const [missed, setMissed] = useState(false);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const width = useMedia(narrow) ? 8 : 16;
  const rows = useMemo(() => new MemoryRows(inspection, index, width), [inspection, index, width]);
  const field = useId();

  /** On Enter: an address, or the next place of a text. */
  function goTo(): void {
    if (search.trim() === '') return;
    const address = addressOf(search);
    const text = new TextEncoder().encode(search);
    const at = address ?? rows.find(text, (chosen?.at ?? -1) + 1);
    setMissed(at < 0);
    if (at < 0) return;
    setChosen({ at, sizeBytes: address === null ? text.length : 1 });
  }

  return (
    <>
      <div className={styles['bar']}>
        <code className={styles['call']} title={title}>
          {title}
        </code>
        <Entered inspection={inspection} />
        {memories.length > 1 && (
          <select
            id={field}
            className={styles['select']}
            aria-label="Memory"
            value={index}
            onChange={(event) => setIndex(Number(event.target.value))}
          >
            {memories.map(({ name, sizeBytes }, number) => (
              // Memories have no identity but their place.
              // eslint-disable-next-line react/no-array-index-key
              <option key={number} value={number}>
                {name}, {formatBytes(sizeBytes)}
              </option>
            ))}
          </select>
        )}
        <form
          className={styles['search']}
          onSubmit={(event) => {
            event.preventDefault();
            goTo();
          }}
        >
          <SearchField
            label="Address or text in memory"
            placeholder="Address or text"
            size="small"
            value={search}
            onChange={(text) => {
              setSearch(text);
              setMissed(false);
            }}
          />
          <span role="status" className={styles['missed']}>
            {missed ? 'not there' : ''}
          </span>
        </form>
        {again}
      </div>
      {inspection.fault !== null && <p className={styles['fault']}>{inspection.fault}</p>}
      <div className={styles['parts']}>
        <Contents
          inspection={inspection}
          rowsOf={rows}
          memory={index}
          onMark={(mark) => {
            setIndex(mark.memory);
            setChosen({ ...mark });
          }}
        />
        {memories.length === 0 ? (
          <p className={styles['empty']}>It has no memory.</p>
        ) : (
          <HexView rows={rows} chosen={chosen} width={width} label={memoryLabel(inspection, index)} />
        )}
      </div>
    </>
  );
}

/** The call of the core function. */
function Entered({ inspection: { call, fault } }: { readonly inspection: Inspection }) {
  if (!call) return null;
  const end =
    call.returned === null ? (fault === null ? '' : ' → did not return') : call.returned && ` → ${call.returned}`;
  return (
    <code
      className={styles['core']}
      title="The call of the core function: strings and lists as their address and length"
    >
      {call.name}({call.entered.join(', ')}){end}
    </code>
  );
}

function memoryLabel({ memories }: Inspection, index: number): string {
  const { name, sizeBytes, cutAt } = memories[index]!;
  const cut = cutAt === null ? '' : `, kept up to ${formatAddress(cutAt)}`;
  return `${name}, ${formatBytes(sizeBytes)}${cut}`;
}
