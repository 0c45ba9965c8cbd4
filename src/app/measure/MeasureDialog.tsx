import { Square, Timer } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { PlainValue } from '../../contract/api.ts';
import { callText } from '../model/call-text.ts';
import { formatDuration } from '../model/format-value.ts';
import { parseArguments } from '../model/arguments/arguments.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorView } from '../parts/ErrorView.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useTarget } from '../parts/use-target.ts';
import { useProject, useRun, useStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { HistogramView } from './HistogramView.tsx';
import { comparison, histogramOf, measure, summaryOf, type Measurement } from './measure.ts';
import styles from './MeasureDialog.module.css';

const counts = ['10', '100', '1000'] as const;
const bins = 40;

/** How long calls of the chosen function take with the arguments chosen for Run, beside another one if wanted. */
export function MeasureDialog() {
  const stores = useStores();
  const { id, functions } = useTarget();
  const argumentsText = useProject((state) => state.argumentsText);
  const typed = useRun((state) => state.typed);
  const args = typed?.text === argumentsText ? typed.values : valuesOf(argumentsText);
  const stop = useRun((state) => state.stop);
  const isBusy = useRun((state) => isActive(state) || state.phase === 'unavailable');
  const [count, setCount] = useState<(typeof counts)[number]>('100');
  const [other, setOther] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const [result, setResult] = useState<Measurement | string | null>(null);
  /** The measurement under way. It ends with the dialog that would have shown it. */
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);
  const field = useId();
  const others = functions.filter((entry) => entry.id !== id && entry.status !== 'failed');

  async function begin(target: string, values: readonly PlainValue[]): Promise<void> {
    const ids = other === '' ? [target] : [target, other];
    const own = new AbortController();
    own.signal.addEventListener('abort', () => void stop(), { once: true });
    ending.current = own;
    setDone(0);
    setResult(null);
    const answer = await stores.run.getState().runTogether(`Measure ${ids.join(' and ')}`, async (running, goesOn) => {
      const measurement = await measure({
        call: (called, ...given) => running.call(called, ...given),
        ids,
        args: values,
        count: Number(count),
        goesOn,
        onRound: setDone,
      });
      const { failure } = measurement;
      return { answer: measurement, isWell: failure === null, tuple: failure ? `${failure.id} failed` : 'measured' };
    });
    ending.current = null;
    setDone(null);
    setResult(answer.ok ? answer.value : answer.error);
  }
  return (
    <Dialog
      title="Measure"
      description="Calls a function many times and shows how long that takes, from the call to its result. The first call is not counted."
    >
      {id === null || args === null ? (
        <p className={styles['note']}>
          {id === null ? 'This project has no function to call.' : 'The arguments beside Run are not complete.'}
        </p>
      ) : (
        <>
          <code className={styles['call']}>{callText(id, args)}</code>
          <div className={styles['choices']}>
            <Segmented
              label="Calls"
              options={counts.map((value) => ({
                value,
                text: Number(value).toLocaleString('en'),
                disabled: done !== null,
              }))}
              value={count}
              onChange={setCount}
            />
            <span>calls</span>
            {others.length > 0 && (
              <span className={styles['other']}>
                <label htmlFor={field}>beside</label>
                <select
                  id={field}
                  value={other}
                  disabled={done !== null}
                  onChange={(event) => setOther(event.target.value)}
                >
                  <option value="">no other</option>
                  {others.map((entry) => (
                    <option key={entry.id}>{entry.id}</option>
                  ))}
                </select>
              </span>
            )}
            {done === null ? (
              <button type="button" className="button primary" disabled={isBusy} onClick={() => void begin(id, args)}>
                <Timer size={15} aria-hidden="true" /> Measure
              </button>
            ) : (
              <button type="button" className="button" onClick={() => ending.current?.abort()}>
                <Square size={13} fill="currentColor" aria-hidden="true" /> Stop
              </button>
            )}
          </div>
          {done !== null && (
            <progress className={styles['progress']} aria-label="Calls" max={Number(count)} value={done} />
          )}
        </>
      )}
      <div aria-live="polite">
        {typeof result === 'string' ? (
          <p className={styles['note']}>{result}</p>
        ) : (
          result && <Results result={result} />
        )}
      </div>
    </Dialog>
  );
}

function valuesOf(text: string): readonly PlainValue[] | null {
  const parsed = parseArguments(text);
  return parsed.ok ? parsed.value : null;
}

function Results({ result: { measured, failure } }: { readonly result: Measurement }) {
  const summaries = measured.map(({ durations }) => summaryOf(durations));
  const histogram = histogramOf(
    measured.map(({ durations }) => durations),
    bins,
  );
  const compared = comparison(
    summaries,
    measured.map(({ id }) => id),
  );
  return (
    <>
      {failure && (
        <p className={styles['note']}>
          {failure.id} failed: <ErrorView error={failure.error} />
        </p>
      )}
      {histogram === null ? (
        failure === null && <p className={styles['note']}>It was stopped before the first call was counted.</p>
      ) : (
        <>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">Function</th>
                <th scope="col">Calls</th>
                <th scope="col">Shortest</th>
                <th scope="col">Median</th>
                <th scope="col">95 of 100 within</th>
                <th scope="col">Longest</th>
              </tr>
            </thead>
            <tbody>
              {measured.map(({ id }, index) => {
                const summary = summaries[index];
                return (
                  <tr key={id}>
                    <th scope="row">
                      <span className={styles['swatch']} data-series={index} aria-hidden="true" /> {id}
                    </th>
                    {summary && (
                      <>
                        <td data-label="calls">{summary.count.toLocaleString('en')}</td>
                        <td data-label="shortest">{formatDuration(summary.min)}</td>
                        <td data-label="median">{formatDuration(summary.median)}</td>
                        <td data-label="95 of 100 within">{formatDuration(summary.p95)}</td>
                        <td data-label="longest">{formatDuration(summary.max)}</td>
                      </>
                    )}
                  </tr>
                );
              })}
            </tbody>
          </table>
          {compared !== null && <p className={styles['compared']}>{compared}</p>}
          <HistogramView histogram={histogram} />
        </>
      )}
    </>
  );
}
