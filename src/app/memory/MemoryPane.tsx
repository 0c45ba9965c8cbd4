import { RotateCw } from 'lucide-react';
import { useCallback, useId, useMemo, useState } from 'react';
import type { InspectedMark, Inspection } from '../../contract/inspection.ts';
import { callText, tupleText } from '../model/call-text.ts';
import { formatBytes } from '../model/format-bytes.ts';
import { formatTime } from '../model/format-value.ts';
import { ErrorDetails } from '../parts/ErrorDetails.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { useMedia } from '../parts/use-media.ts';
import { useRun } from '../stores/context.ts';
import type { InspectedCall } from '../stores/run-answers.ts';
import { isActive } from '../stores/runtime-state.ts';
import { Contents } from './Contents.tsx';
import { HexView } from './HexView.tsx';
import { addressOf, formatAddress, MemoryRows, type Chosen } from './memory-rows.ts';
import styles from './MemoryPane.module.css';

/** Sixteen bytes have no room. */
const narrow = '(width < 720px)';

/** What a call left in the memory of its instances. It shows the call that was made again for that, and makes none by itself. */
export function MemoryPane() {
  const wanted = useRun((state) => state.inspected);
  const inspect = useRun((state) => state.inspect);
  const canRun = useRun((state) => !isActive(state) && state.phase !== 'unavailable');
  if (!wanted)
    return (
      <section className={`pane ${styles['pane']}`} aria-label="Memory">
        <p className={styles['empty']}>
          <b>No call is looked into.</b> Open the row of a call of WebAssembly in the console and press{' '}
          <i>Call again, show memory</i>.
        </p>
      </section>
    );
  const button = (
    <button
      type="button"
      className="icon-button"
      aria-label="Call it again"
      data-tip="Call it again"
      disabled={!canRun}
      onClick={() => void inspect(wanted.target, wanted.args)}
    >
      <RotateCw size={15} aria-hidden="true" />
    </button>
  );
  const again = (
    <>
      <span className={styles['time']}>called again at {formatTime(wanted.time).slice(0, -4)}</span>
      {button}
    </>
  );
  const title = callText(wanted.target, wanted.args);
  return (
    <section className={`pane ${styles['pane']}`} aria-label="Memory">
      {wanted.result?.ok && wanted.result.value.inspection ? (
        // Another call begins at the top.
        <Looked key={wanted.serial} title={title} inspection={wanted.result.value.inspection} again={again} />
      ) : (
        <>
          <div className={styles['bar']}>
            <code className={styles['call']}>{title}</code>
            {again}
          </div>
          <div className={styles['empty']} role="status">
            <Unseen result={wanted.result} />
          </div>
        </>
      )}
    </section>
  );
}

/** Why there is nothing to look at. */
function Unseen({ result }: Pick<InspectedCall, 'result'>) {
  if (result === null) return 'Running…';
  if (!result.ok) return result.error;
  const { error } = result.value;
  if (error === null) return null;
  return error.from === 'guest' ? tupleText({ value: null, error }) : <ErrorDetails error={error} />;
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
    const isMissed = at < 0 || at >= (memories[index]?.sizeBytes ?? 0);
    setMissed(isMissed);
    if (isMissed) return;
    setChosen({ at, sizeBytes: address === null ? text.length : 1 });
  }

  const goToMark = useCallback((mark: InspectedMark): void => {
    setIndex(mark.memory);
    setMissed(false);
    setChosen({ at: mark.at, sizeBytes: mark.sizeBytes });
  }, []);

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
            onChange={(event) => {
              setIndex(Number(event.target.value));
              setChosen(null);
              setMissed(false);
            }}
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
        <Contents inspection={inspection} rowsOf={rows} memory={index} onMark={goToMark} />
        {memories.length === 0 ? (
          <p className={styles['empty']}>It has no memory.</p>
        ) : (
          <HexView rows={rows} chosen={chosen} width={width} label={memoryLabel(inspection, index)} onMark={goToMark} />
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
