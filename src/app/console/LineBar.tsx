import { CirclePlay } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { LineHistory } from '../model/line-history.ts';
import { useRun, useStores, type AppStores } from '../stores/context.ts';
import { isActive } from '../stores/runtime-state.ts';
import { accept, lineChoices, lineQuestion, type Choice } from './line-completion.ts';
import styles from './LineBar.module.css';

/** One of each page: it outlives the pane. */
const histories = new WeakMap<AppStores, LineHistory>();
function historyOf(stores: AppStores): LineHistory {
  const known = histories.get(stores) ?? new LineHistory();
  histories.set(stores, known);
  return known;
}

const none: readonly Choice[] = [];

/** Evaluates Lua in the project: what it gives is a row, and so is each call that it makes. */
export function LineBar({ takesFocus }: { readonly takesFocus: () => boolean }) {
  const stores = useStores();
  const history = historyOf(stores);
  const canRun = useRun((state) => !isActive(state) && state.phase !== 'unavailable');
  const [line, setLine] = useState('');
  const [choices, setChoices] = useState(none);
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  /** Where the caret goes with the next text. */
  const caret = useRef<number | null>(null);
  const asked = useRef<AbortController | null>(null);
  const id = useId();
  const isOpen = choices.length > 0;

  // Whoever pressed what stood here before is waiting for it.
  useEffect(() => {
    if (takesFocus()) field.current?.focus();
  }, [takesFocus]);
  useEffect(() => () => asked.current?.abort(), []);
  useLayoutEffect(() => {
    if (caret.current !== null) field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function close(): void {
    asked.current?.abort();
    setChoices(none);
  }
  function put(next: string, at: number = next.length): void {
    caret.current = at;
    setLine(next);
    close();
  }
  async function ask(text: string, at: number): Promise<void> {
    asked.current?.abort();
    const asking = new AbortController();
    asked.current = asking;
    const question = lineQuestion(stores.project.getState().files, text, at);
    const { running } = stores.run.getState();
    const { file, offset } = question;
    const answer = await running.help(question.files, { topic: 'complete', file, offset }, asking.signal);
    if (asking.signal.aborted) return;
    setChoices(lineChoices(answer ?? [], question, text, at));
    setChosen(0);
  }
  function change(next: string, at: number): void {
    setLine(next);
    if (/[\w.:"'(]$/.test(next.slice(0, at))) void ask(next, at);
    else close();
  }
  function take(choice: Choice | undefined): void {
    if (!choice) return;
    const accepted = accept(line, choice);
    put(accepted.line, accepted.caret);
    field.current?.focus();
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (line.trim() === '' || !canRun) return;
    history.add(line);
    void stores.run.getState().evaluate(line);
    put('');
  }
  function press(event: KeyboardEvent<HTMLInputElement>): void {
    const { key, ctrlKey, currentTarget } = event;
    if (event.nativeEvent.isComposing || event.altKey || event.metaKey) return;
    if (ctrlKey) {
      if (key !== ' ') return;
      event.preventDefault();
      void ask(line, currentTarget.selectionStart ?? line.length);
      return;
    }
    const act = isOpen ? listAct(key, event.shiftKey) : historyAct(key);
    if (!act) return;
    event.preventDefault();
    act();
  }
  function listAct(key: string, isShift: boolean): (() => void) | null {
    switch (key) {
      case 'ArrowDown':
        return () => setChosen((chosen + 1) % choices.length);
      case 'ArrowUp':
        return () => setChosen((chosen + choices.length - 1) % choices.length);
      case 'Tab':
        return isShift ? null : () => take(choices[chosen]);
      case 'Escape':
        return close;
      default:
        return null;
    }
  }
  function historyAct(key: string): (() => void) | null {
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
    return () => {
      const next = history.step(key === 'ArrowUp' ? -1 : 1, line);
      if (next !== null) put(next);
    };
  }

  return (
    <form className={styles['bar']} onSubmit={submit}>
      {isOpen && (
        <div className={styles['choices']}>
          <div ref={list} id={`${id}list`} role="listbox" aria-label="Completions" className={styles['list']}>
            {choices.map((choice, index) => (
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- its keys are those of the field
              <div
                key={`${choice.label} ${choice.insert}`}
                id={`${id}${index}`}
                role="option"
                aria-selected={index === chosen}
                className={styles['choice']}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(choice)}
              >
                <span className={styles['label']}>{choice.label}</span>
                <span className={styles['detail']}>{choice.detail}</span>
              </div>
            ))}
          </div>
          <p className={styles['foot']}>
            <kbd>Tab</kbd> takes it, <kbd>Enter</kbd> evaluates
          </p>
        </div>
      )}
      <span aria-hidden="true" className="prompt-sign">
        ›
      </span>
      <input
        ref={field}
        id="console-line"
        type="text"
        role="combobox"
        aria-label="Lua, evaluated in this project"
        aria-expanded={isOpen}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(isOpen ? { 'aria-activedescendant': `${id}${chosen}` } : {})}
        placeholder="Lua, evaluated in this project"
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="go"
        className="prompt-field"
        value={line}
        onChange={({ target }) => change(target.value, target.selectionStart ?? target.value.length)}
        onKeyDown={press}
        onBlur={close}
      />
      <button
        type="submit"
        className="button compact quiet"
        disabled={!canRun || line.trim() === ''}
        data-tip="Evaluate (Enter)"
      >
        <CirclePlay size={14} aria-hidden="true" /> Evaluate
      </button>
    </form>
  );
}
