import { Copy, MemoryStick, Pencil, Play, Timer } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import type { ConsoleEntry, EvalResult, PlainValue } from '../../contract/api.ts';
import { focusPane } from '../commands/actions.ts';
import { callAgain, chooseCall } from '../commands/call-again.ts';
import { luaCall } from '../model/arguments/lua-call.ts';
import { useConsole, useRun, useStores, useView } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { copyText } from '../parts/clipboard.ts';
import { copiedMessage, rowText, wholeEntry } from './copy-rows.ts';
import styles from './EntryDetails.module.css';
import { callsUpTo } from './earlier-calls.ts';
import { EarlierCalls } from './EarlierCalls.tsx';
import { ErrorDetails } from '../parts/ErrorDetails.tsx';
import { formatDuration, formatTime, missing } from '../model/format-value.ts';
import { SourceLink } from './SourceLink.tsx';
import { trapOf } from './trap-path.ts';
import { TrapPath } from './TrapPath.tsx';
import { ValueTree } from '../parts/ValueTree.tsx';
import { WholeValue } from './WholeValue.tsx';

/** A row in full. */
export function EntryDetails({ entry }: { readonly entry: ConsoleEntry }) {
  const notify = useView((state) => state.notify);
  const readWhole = useConsole((state) => state.readWhole);
  const { call, result, cuts } = entry;
  const { console: rows } = useStores();
  // Those that come later are none of the calls before.
  const calls = useMemo(() => callsUpTo(rows.getState().rows, entry), [rows, entry]);
  const trap = useMemo(() => (call ? trapOf(call) : null), [call]);

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
          {trap && (
            <Part name="Trapped">
              <TrapPath trap={trap} />
            </Part>
          )}
          {calls.length > 1 && (
            <Part name="Before">
              <EarlierCalls entry={entry} calls={calls} />
            </Part>
          )}
        </>
      )}
      {result && <ResultParts result={result} />}
      {!call && !result && (
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
        <span className={styles['actions']}>
          {call && <CallActions entry={entry} target={call.target} />}
          {(call || result) && <CopyAs entry={entry} />}
          <button type="button" className={styles['action']} onClick={() => void copyRow()}>
            <Copy size={12} aria-hidden="true" /> Copy row
          </button>
        </span>
      </p>
    </div>
  );
}

/** What can be done with a call besides reading it. All of it takes the arguments whole, or says that they are gone. */
function CallActions({ entry, target }: { readonly entry: ConsoleEntry; readonly target: string }) {
  const stores = useStores();
  const openDialog = useView((state) => state.openDialog);
  const notify = useView((state) => state.notify);
  const readWhole = useConsole((state) => state.readWhole);
  const canRun = useRun((state) => !isActive(state) && state.phase !== 'unavailable');
  const hasMemory = useRun((state) => {
    const kind = state.entries?.find(({ id }) => id === target)?.kind;
    return kind === 'function.wat' || kind === 'function.wasm';
  });

  async function withArguments(act: (args: readonly PlainValue[]) => Promise<void> | void): Promise<void> {
    const { call, cuts } = await wholeEntry(entry, readWhole);
    if (!call || cuts?.arguments) notify('Only the beginning of these arguments is kept: they cannot be used again');
    else await act(call.arguments);
  }
  return (
    <>
      <button
        type="button"
        className={styles['action']}
        disabled={!canRun}
        onClick={() => void withArguments((args) => callAgain(stores, target, args))}
      >
        <Play size={12} aria-hidden="true" /> Run again
      </button>
      <button
        type="button"
        className={styles['action']}
        title="Chooses this function with these arguments for Run"
        onClick={() => void withArguments((args) => chooseCall(stores, target, args))}
      >
        <Pencil size={12} aria-hidden="true" /> Change arguments
      </button>
      <button
        type="button"
        className={styles['action']}
        title="Calls it many times with these arguments and shows how long that takes"
        onClick={() =>
          void withArguments((args) => {
            chooseCall(stores, target, args);
            openDialog('measure');
          })
        }
      >
        <Timer size={12} aria-hidden="true" /> Measure
      </button>
      {hasMemory && (
        <button
          type="button"
          className={styles['action']}
          disabled={!canRun}
          title="Calls it again with these arguments, with all that it does, and shows what that leaves in its memory"
          onClick={() =>
            void withArguments((args) => {
              void stores.run.getState().inspect(target, args);
              focusPane(stores, 'memory');
            })
          }
        >
          <MemoryStick size={12} aria-hidden="true" /> Call again, show memory
        </button>
      )}
      <button
        type="button"
        className={styles['action']}
        onClick={() => void withArguments((args) => copyText(luaCall(target, args), notify))}
      >
        <Copy size={12} aria-hidden="true" /> Copy as Lua
      </button>
    </>
  );
}

/** The whole of what is still kept, for other programs and for messages. */
function CopyAs({ entry }: { readonly entry: ConsoleEntry }) {
  const notify = useView((state) => state.notify);
  const readWhole = useConsole((state) => state.readWhole);

  async function copyAs(format: 'json' | 'markdown'): Promise<void> {
    const [{ entryJson, entryMarkdown }, whole] = await Promise.all([
      import('./copy-as.ts'),
      wholeEntry(entry, readWhole),
    ]);
    const text = format === 'json' ? entryJson(whole) : entryMarkdown(whole);
    await copyText(text, notify, copiedMessage({ cutValues: Object.keys(whole.cuts ?? {}).length }));
  }
  return (
    <>
      <button type="button" className={styles['action']} onClick={() => void copyAs('json')}>
        <Copy size={12} aria-hidden="true" /> JSON
      </button>
      <button type="button" className={styles['action']} onClick={() => void copyAs('markdown')}>
        <Copy size={12} aria-hidden="true" /> Markdown
      </button>
    </>
  );
}

function ResultParts({ result: { values, error } }: { readonly result: EvalResult }) {
  if (error !== null)
    return (
      <Part name="Error">
        {error.from === 'guest' ? <ValueTree value={error.payload} /> : <ErrorDetails error={error} cuts={undefined} />}
      </Part>
    );
  return values.map((value, index) => (
    // Values have no identity but their place.
    // eslint-disable-next-line react/no-array-index-key
    <Part key={index} name={values.length === 1 ? 'Value' : `Value ${index + 1}`}>
      <ValueTree value={value} />
    </Part>
  ));
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
