import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConsoleEntry, PlainValue } from '../../contract/api.ts';
import { useConsole, useView } from '../stores/context.ts';
import { copyText } from '../parts/clipboard.ts';
import { copiedMessage, rowText } from './copy-rows.ts';
import styles from './EntryDetails.module.css';
import { ErrorDetails } from '../parts/ErrorView.tsx';
import { formatDuration, formatTime, missing } from '../model/format-value.ts';
import { SourceLink } from './SourceLink.tsx';
import { ValueTree } from '../parts/ValueTree.tsx';
import { WholeValue } from './WholeValue.tsx';

/** A row in full. */
export function EntryDetails({ entry }: { readonly entry: ConsoleEntry }) {
  const notify = useView((state) => state.notify);
  const readWhole = useConsole((state) => state.readWhole);
  const { call, cuts } = entry;

  async function copyRow(): Promise<void> {
    const copied = await rowText(entry, readWhole);
    await copyText(copied.text, notify, copiedMessage(copied));
  }
  return (
    <div role="gridcell" className={styles['details']}>
      {call && (
        <>
          <Part name="Arguments">
            {call.arguments.length === 0 ? (
              <span className={styles['none']}>none</span>
            ) : cuts?.arguments ? (
              <WholeValue value={call.arguments} info={cuts.arguments} />
            ) : (
              <ValueList values={call.arguments} />
            )}
          </Part>
          {call.error === null ? (
            <Part name="Value">
              <WholeValue value={call.value} info={cuts?.result} />
            </Part>
          ) : (
            <Part name="Error">
              {call.error.from === 'guest' ? (
                <WholeValue value={call.error.payload} info={cuts?.result} />
              ) : (
                <ErrorDetails error={call.error} cuts={cuts} />
              )}
            </Part>
          )}
        </>
      )}
      {!call && (
        <Part name="Text">
          <code className={styles['text']}>{entry.text}</code>
          {cuts?.text && <p className={styles['none']}>{missing(cuts.text)}: only the beginning was kept.</p>}
        </Part>
      )}
      {entry.fields && (
        <Part name="Fields">
          <WholeValue value={entry.fields} info={cuts?.fields} />
        </Part>
      )}
      <p className={styles['meta']}>
        <time dateTime={new Date(entry.time).toISOString()}>
          {call ? 'ended ' : ''}
          {formatTime(entry.time)}
        </time>
        {call && <span>took {formatDuration(call.durationMs)}</span>}
        {call && call.caller !== '' && (
          <span>called by {call.caller.includes(':') ? <SourceLink target={call.caller} isStop /> : call.caller}</span>
        )}
        {entry.location !== undefined && (
          <span>
            {call ? 'from' : 'written at'} <SourceLink entry={entry} isStop />
          </span>
        )}
        <button type="button" className={styles['copy']} onClick={() => void copyRow()}>
          <Copy size={12} aria-hidden="true" /> Copy row
        </button>
      </p>
    </div>
  );
}

function ValueList({ values }: { readonly values: readonly PlainValue[] }) {
  return values.map((value, index) => (
    // Arguments have no identity but their place.
    // eslint-disable-next-line react/no-array-index-key
    <ValueTree key={index} value={value} isOpen={values.length === 1} />
  ));
}

function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles['part']}>
      <span className={styles['name']}>{name}</span>
      <div className={styles['content']}>{children}</div>
    </div>
  );
}
