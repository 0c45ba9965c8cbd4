import { CircleAlert, Copy, X } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { FunctionType } from '../../wit/types.ts';
import { copyText } from '../parts/clipboard.ts';
import { ErrorView } from '../parts/ErrorView.tsx';
import { formatDuration } from '../model/format-value.ts';
import { ValueView } from '../parts/ValueView.tsx';
import { parseArguments } from '../model/arguments/arguments.ts';
import { luaCallBlock } from '../model/arguments/lua-call.ts';
import { scrollable } from '../parts/scrollable.ts';
import { useForm, useProject, useRun, useStores, useView } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { defaultDraft } from '../model/arguments/draft.ts';
import { nextFrame } from '../parts/acts.ts';
import styles from './FormPanel.module.css';
import { Segmented } from '../parts/Segmented.tsx';
import { signatureText } from '../model/arguments/types.ts';
import { useCallForm } from './use-call-form.ts';
import { ValueField } from './ValueField.tsx';

export interface FormPanelProps {
  readonly id: string;
  /** Null until the project has booted. */
  readonly type: FunctionType | null;
}

/** The arguments of the function, field by field or as JSON, and the same call in Lua. It is run by the one button for that, in the run bar. */
export function FormPanel({ id, type }: FormPanelProps) {
  const stores = useStores();
  const projectId = useProject((state) => state.id);
  const key = `${projectId}\n${id}`;
  const isRaw = useForm((state) => state.raw.has(key));
  const panel = useRef<HTMLElement>(null);

  const firstControl = type === null ? '[data-fields] button' : '[data-fields] :is(input, textarea, select, button)';
  // Only from where it was opened: whoever chooses another function goes on with that.
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement !== document.body && activeElement?.id !== 'form-toggle') return;
    panel.current?.querySelector<HTMLElement>(firstControl)?.focus();
  }, [firstControl]);

  function close(): void {
    stores.form.getState().setOpen(false);
    // What the form was opened by may be another button by then.
    nextFrame(() => document.querySelector<HTMLElement>('#form-toggle')?.focus());
  }
  function press(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  }
  function setRaw(raw: boolean): void {
    stores.form.getState().setRaw(key, raw);
    if (raw) stores.run.getState().setTyped(null);
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape, wherever the focus is in it
    <section ref={panel} id="call-form" className={styles['panel']} aria-label={`Arguments of ${id}`} onKeyDown={press}>
      <header className={styles['header']}>
        <div className={styles['heading']}>
          <h2 className={styles['title']}>{id}</h2>
          {type !== null && (
            <p className={styles['signature']} {...scrollable('Signature')}>
              {signatureText(type)}
            </p>
          )}
        </div>
        {type !== null && (
          <Segmented
            label="Arguments as"
            value={isRaw ? 'raw' : 'form'}
            options={[
              { value: 'form', text: 'Form' },
              { value: 'raw', text: 'Raw' },
            ]}
            onChange={(mode) => setRaw(mode === 'raw')}
          />
        )}
        <button
          type="button"
          className="icon-button"
          aria-label="Close the form"
          data-tip="Close (Esc)"
          onClick={close}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      {type === null ? (
        <NotBooted id={id} />
      ) : isRaw ? (
        <RawArguments id={id} />
      ) : (
        <Fields key={`${key} ${signatureText(type)}`} id={id} type={type} />
      )}
    </section>
  );
}

function NotBooted({ id }: { readonly id: string }) {
  const boot = useRun((state) => state.boot);
  const busy = useRun(isActive);
  const hasFailed = useRun(
    (state) => state.entries?.some((entry) => entry.id === id && entry.status === 'failed') === true,
  );
  const isBooted = useRun(
    (state) => state.entries?.some((entry) => entry.id === id && entry.status === 'ready') === true,
  );
  return (
    <div className={styles['empty']} data-fields="">
      <p>
        {hasFailed
          ? 'This function did not boot, so its types are not known. Problems says why.'
          : isBooted
            ? 'The types of this function are not known: its arguments are written as JSON.'
            : 'What this function takes is known once the project has booted. That calls nothing.'}
      </p>
      {!isBooted && (
        <button type="button" className="button" disabled={busy} onClick={() => void boot()}>
          {busy ? 'Booting…' : hasFailed ? 'Boot again' : 'Boot the project'}
        </button>
      )}
    </div>
  );
}

function Fields({ id, type }: { readonly id: string; readonly type: FunctionType }) {
  const form = useCallForm(id, type);
  return (
    <>
      <div className={styles['fields']} data-fields="">
        {type.parameters.length === 0 && <p className={styles['none']}>This function takes no arguments.</p>}
        {type.parameters.map((parameter, index) => (
          <ValueField
            key={parameter.name}
            label={parameter.name}
            type={parameter.type}
            draft={form.drafts[index] ?? defaultDraft(parameter.type)}
            depth={0}
            onChange={(draft) => form.write(index, draft)}
          />
        ))}
      </div>
      <Footer
        call={form.values === null ? null : luaCallBlock(id, form.values)}
        // Which, and why, is told below each.
        blocked={
          form.problems.length === 0
            ? null
            : form.problems.length === 1
              ? 'One value is missing or does not fit.'
              : `${form.problems.length} values are missing or do not fit.`
        }
        id={id}
      />
    </>
  );
}

/** As JSON, sent as it is: also what the types do not allow, to see what happens. */
function RawArguments({ id }: { readonly id: string }) {
  const text = useProject((state) => state.argumentsText);
  const setArguments = useProject((state) => state.setArguments);
  const setTyped = useRun((state) => state.setTyped);
  const parsed = parseArguments(text);
  return (
    <>
      <div className={styles['fields']} data-fields="">
        <textarea
          className={styles['raw']}
          data-invalid={!parsed.ok}
          aria-label="Arguments as a JSON list"
          aria-invalid={!parsed.ok}
          aria-describedby="raw-arguments-hint"
          rows={Math.min(14, Math.max(4, text.split('\n').length, Math.ceil(text.length / 60)))}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => {
            setArguments(event.target.value);
            setTyped(null);
          }}
        />
        <p id="raw-arguments-hint" className={styles['none']} data-problem={!parsed.ok}>
          {parsed.ok ? 'A JSON list, sent as it is, whatever the types say.' : parsed.error}
        </p>
      </div>
      <Footer
        call={parsed.ok ? luaCallBlock(id, parsed.value) : null}
        blocked={parsed.ok ? null : 'This is not a list of arguments.'}
        id={id}
      />
    </>
  );
}

interface FooterProps {
  readonly id: string;
  /** In Lua. */
  readonly call: string | null;
  /** That it cannot be run, in a few words. */
  readonly blocked: string | null;
}

function Footer({ id, call, blocked }: FooterProps) {
  const notify = useView((state) => state.notify);
  return (
    <footer className={styles['footer']}>
      {call !== null && (
        <div className={styles['lua']}>
          <pre className={styles['code']} {...scrollable('The call in Lua')}>
            {call}
          </pre>
          <button
            type="button"
            className="icon-button"
            aria-label="Copy the call in Lua"
            data-tip="Copy the call in Lua"
            onClick={() => void copyText(call, notify)}
          >
            <Copy size={14} aria-hidden="true" />
          </button>
        </div>
      )}
      <div className={styles['bar']}>
        {blocked === null ? (
          <Outcome id={id} />
        ) : (
          <p className={styles['reason']}>
            <CircleAlert size={14} aria-hidden="true" />
            {blocked}
          </p>
        )}
      </div>
    </footer>
  );
}

/** How the last run of this function ended. */
function Outcome({ id }: { readonly id: string }) {
  const outcome = useRun((state) => state.outcome);
  const busy = useRun((state) => state.busy);
  if (busy) return <output className={styles['outcome']}>Running…</output>;
  if (outcome?.kind !== 'called' || outcome.target !== id) return null;
  const { value, error, durationMs } = outcome.result;
  return (
    <output className={styles['outcome']}>
      <span className={styles['value']}>
        {error === null ? <ValueView value={value} /> : <ErrorView error={error} />}
      </span>
      <span className={styles['time']}>{formatDuration(durationMs)}</span>
    </output>
  );
}
