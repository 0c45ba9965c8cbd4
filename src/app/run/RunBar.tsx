import { Copy, ListTree, Play, Square } from 'lucide-react';
import { lazy, Suspense, useEffect, useId, useState, type ComponentType } from 'react';
import type { FunctionType } from '../../wit/types.ts';
import { copyText } from '../parts/clipboard.ts';
import { takesAnything } from '../model/main-entry.ts';
import { shortSignature } from '../model/registry-entries.ts';
import { useForm, useProject, useRun, useStores, useView } from '../stores/context.ts';
import { RunStatus } from '../parts/RunStatus.tsx';
import { isActive } from '../stores/runtime-state.ts';
import { useMedia } from '../parts/use-media.ts';
import { parseArguments } from '../model/arguments/arguments.ts';
import { JsonArguments, TypedArguments } from './ArgumentFields.tsx';
import { isInline } from '../model/arguments/inline-type.ts';
import { luaCall } from '../model/arguments/lua-call.ts';
import styles from './RunBar.module.css';
import { selectTarget } from '../commands/select-target.ts';
import { runShortcut } from '../model/shortcut.ts';
import { useTarget, type RunTarget } from '../parts/use-target.ts';
import { useWriting } from '../parts/use-writing.ts';

/** No room for a status bar at the foot of the page: how it went stands here then. */
const narrow = '(width < 720px)';
/** Most runs are over before anybody could read what runs. */
const lastingMs = 400;

const RunningNow = lazy(async () => ({ default: (await import('./RunningNow.tsx')).RunningNow }));

export interface RunBarProps {
  /** Stands in the place of the fields where there is no room for them, or a form has what they would show. May come late. */
  readonly Form: ComponentType<{ readonly id: string; readonly type: FunctionType }>;
}

/** Run and Stop on one button, and what is to be called with what. */
export function RunBar({ Form }: RunBarProps) {
  const active = useRun(isActive);
  const phase = useRun((state) => state.phase);
  const run = useRun((state) => state.run);
  const stop = useRun((state) => state.stop);
  const ready = useProject((state) => state.ready);
  const formOpen = useForm((state) => state.isOpen);
  const target = useTarget();
  const wrong = useRun(({ typed }) => (typed?.values === null && typed.target === target.id ? typed.error : null));
  const isNarrow = useMedia(narrow);
  const writing = useWriting();
  // Fields in the bar say at a press what is missing; a form says it while one types.
  const reason = !active && target.type !== null && (formOpen || !isInline(target.type)) ? wrong : null;
  const disabled = phase === 'unavailable' || phase === 'stopping' || !ready;

  return (
    // Enter in any field for an argument, here or in the form below, presses Run.
    <form
      id="run-bar"
      data-writing={writing}
      className={styles['bar']}
      aria-label="Run"
      onSubmit={(event) => {
        event.preventDefault();
        if (!active) void run();
      }}
    >
      <span className={styles['unit']}>
        <button
          type={active ? 'button' : 'submit'}
          className={styles['run']}
          data-action={active ? 'stop' : 'run'}
          disabled={disabled}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          aria-disabled={reason !== null}
          title={reason ?? `${active ? 'Stop' : 'Run'} (${runShortcut})`}
          onClick={() => (active ? void stop() : undefined)}
        >
          {active ? (
            <Square size={14} fill="currentColor" aria-hidden="true" />
          ) : (
            <Play size={14} fill="currentColor" aria-hidden="true" />
          )}
          {active ? 'Stop' : 'Run'}
        </button>
        <span className={styles['hint']} data-for="run" aria-hidden="true">
          {runShortcut}
        </span>
      </span>
      <TargetSelect target={target} />
      <Arguments target={target} Form={Form} />
      {/* The form says it already. */}
      {target.id !== null && !(formOpen && target.hasForm) && <LuaCall id={target.id} />}
      {isNarrow && <RunStatus />}
    </form>
  );
}

/** Fields where there is room for them, what the form says where there is not, JSON where nothing is known or that is wanted. */
function Arguments({ target: { id, type, signature, hasForm }, Form }: RunBarProps & { readonly target: RunTarget }) {
  const projectId = useProject((state) => state.id);
  const isRaw = useForm((state) => state.raw.has(`${projectId}\n${id}`));
  const isOpen = useForm((state) => state.isOpen);
  const setOpen = useForm((state) => state.setOpen);
  if (type !== null && id !== null && !isRaw && (isOpen || !isInline(type))) {
    return (
      <Suspense fallback={<JsonArguments />}>
        <Form key={`${projectId} ${id}`} id={id} type={type} />
      </Suspense>
    );
  }
  return (
    <div className={styles['arguments']}>
      {signature === null || isRaw ? (
        <JsonArguments />
      ) : (
        // Another function has other fields.
        <TypedArguments key={`${projectId} ${id}`} target={id} parameters={signature.parameters} />
      )}
      {hasForm && (
        <button
          type="button"
          id="form-toggle"
          className={styles['form']}
          aria-label="Form"
          data-tip="Arguments in a form"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <ListTree size={15} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

function anythingHint({ calls }: RunTarget['functions'][number]): string {
  return calls ? 'A process, takes any arguments' : 'Lua, takes any arguments';
}

/** When the run began that lasts; null while none does. */
function useSince(active: boolean): number | null {
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (!active) return undefined;
    const begin = performance.now();
    const timer = setTimeout(() => setSince(begin), lastingMs);
    return () => {
      clearTimeout(timer);
      setSince(null);
    };
  }, [active]);
  return since;
}

function TargetSelect({ target }: { readonly target: RunTarget }) {
  const stores = useStores();
  const field = useId();
  const { id, functions } = target;
  const since = useSince(useRun(isActive));
  const chosen = functions.find((entry) => entry.id === id);
  const signature = chosen?.signature ? shortSignature(chosen.signature) : null;
  return (
    <div className={styles['target']}>
      <label className={styles['label']} htmlFor={field}>
        Function
      </label>
      <span className={styles['unit']}>
        <select
          id={field}
          className={styles['select']}
          value={id ?? ''}
          disabled={id === null}
          title={chosen?.signature ?? chosen?.comment ?? undefined}
          onChange={(event) => selectTarget(stores, event.target.value)}
        >
          {id === null && <option value="">no function</option>}
          {id !== null && !chosen && <option value={id}>{id}</option>}
          {functions.map((entry) => (
            <option key={entry.id} value={entry.id} disabled={entry.status === 'failed'}>
              {entry.id}
              {entry.status === 'failed' ? ' (did not boot)' : ''}
            </option>
          ))}
        </select>
        <span
          className={styles['hint']}
          data-for={signature === null ? 'kind' : 'signature'}
          title={signature ?? undefined}
        >
          {signature ?? (chosen && takesAnything(chosen) ? anythingHint(chosen) : '')}
        </span>
      </span>
      {since !== null && (
        <Suspense fallback={null}>
          <RunningNow sinceMs={since} />
        </Suspense>
      )}
    </div>
  );
}

/** The same call in Lua, for taking into the project. */
function LuaCall({ id }: { readonly id: string }) {
  const text = useProject((state) => state.argumentsText);
  const typed = useRun((state) => state.typed);
  const notify = useView((state) => state.notify);
  const parsed = parseArguments(text);
  const values = typed?.text === text ? typed.values : parsed.ok ? parsed.value : null;
  const call = values === null ? null : luaCall(id, values);
  return (
    <div className={styles['lua']}>
      {call !== null && <code className={styles['code']}>{call}</code>}
      <button
        type="button"
        className={styles['copy']}
        disabled={call === null}
        aria-label="Copy the call in Lua"
        title={call ?? 'Copy the call in Lua'}
        onClick={() => void copyText(call ?? '', notify)}
      >
        <Copy size={14} aria-hidden="true" />
        Lua
      </button>
    </div>
  );
}
