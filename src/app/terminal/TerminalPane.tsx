import { CirclePlay, CornerDownLeft, OctagonPause, Plus, Trash2 } from 'lucide-react';
import { useCallback, useRef, useState, type ClipboardEvent, type FormEvent, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { narrowQuery } from '../commands/actions.ts';
import { commandNames } from '../model/command-names.ts';
import { prepareUndo } from '../monaco/loader.ts';
import { useMedia } from '../parts/use-media.ts';
import { useProject, useStores, useTheme } from '../stores/context.ts';
import { forcedColors } from '../stores/theme-store.ts';
import { planCommand } from './add-command.ts';
import { complete } from './complete.ts';
import { Screen } from './Screen.tsx';
import { sessionOf, type TerminalSession } from './session.ts';
import styles from './TerminalPane.module.css';

/** Commands of the project, as `wippy run` runs them: a screen for what they write and a line to type in. */
export function TerminalPane() {
  const session = sessionOf(useStores());
  const isEmpty = useStore(session.state, (state) => state.isEmpty);
  const scheme = useTheme((state) => state.scheme);
  const isForced = useMedia(forcedColors);
  const line = useRef<HTMLInputElement>(null);
  const focusLine = useCallback(() => line.current?.focus(), []);
  const [text, setText] = useState('');

  function begin(next: string): void {
    setText(next);
    focusLine();
  }
  return (
    <section className="pane" aria-label="Terminal">
      <div className={styles['shown']}>
        <Screen key={`${scheme} ${isForced}`} session={session} onType={focusLine} />
        {isEmpty && <EmptyTerminal onBegin={begin} />}
      </div>
      <Prompt session={session} text={text} onText={setText} line={line} />
    </section>
  );
}

interface PromptProps {
  readonly session: TerminalSession;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly line: React.RefObject<HTMLInputElement | null>;
}

function Prompt({ session, text, onText, line }: PromptProps) {
  const stores = useStores();
  const isRunning = useStore(session.state, (state) => state.isRunning);
  const hasInput = useStore(session.state, (state) => state.hasInput);
  const [hint, setHint] = useState('');

  function change(next: string): void {
    onText(next);
    setHint('');
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isRunning && !hasInput) return setHint('Its input has ended: Ctrl+C stops it.');
    void session.enter(text);
    change('');
  }
  /** What is not the last of several lines is entered. */
  function paste(event: ClipboardEvent<HTMLInputElement>): void {
    const pasted = event.clipboardData.getData('text/plain').replaceAll('\r\n', '\n');
    if (!isRunning || !hasInput || !pasted.includes('\n')) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const whole = text.slice(0, selectionStart ?? text.length) + pasted + text.slice(selectionEnd ?? text.length);
    const end = whole.lastIndexOf('\n') + 1;
    session.type(whole.slice(0, end));
    change(whole.slice(end));
  }
  /** As in a terminal: what is typed goes without an end of line; with nothing typed the input ends. */
  function endInput(): void {
    if (text === '') session.endInput();
    else session.type(text);
    change('');
  }
  function press(event: KeyboardEvent<HTMLInputElement>): void {
    const { key, ctrlKey, currentTarget } = event;
    const hasSelection = currentTarget.selectionStart !== currentTarget.selectionEnd;
    if (event.nativeEvent.isComposing || event.altKey || event.metaKey) return;
    if (ctrlKey) {
      if (key === 'l') session.clear();
      else if (key === 'c' && !hasSelection && isRunning) session.stop();
      else if (key === 'c' && !hasSelection) change('');
      else if (key === 'd' && isRunning) endInput();
      else return;
      return event.preventDefault();
    }
    // These are for commands.
    if (isRunning) return undefined;
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const next = session.history.step(key === 'ArrowUp' ? -1 : 1, text);
      if (next !== null) change(next);
      return event.preventDefault();
    }
    if (key !== 'Tab' || event.shiftKey) return undefined;
    const completed = complete(text, commandNames(stores.project.getState().files));
    const choices = completed?.choices.join('  ') ?? '';
    // Where Tab has nothing more to give, it goes on to the next control.
    if (!completed || (completed.line === text && choices === hint)) return undefined;
    onText(completed.line);
    setHint(choices);
    return event.preventDefault();
  }

  return (
    <form className={styles['prompt']} onSubmit={submit}>
      <p role="status" className={styles['hint']}>
        {hint}
      </p>
      <div className={styles['line']}>
        <span aria-hidden="true" className="prompt-sign">
          {isRunning ? '›' : '$'}
        </span>
        <input
          className="prompt-field"
          ref={line}
          id="terminal-line"
          type="text"
          aria-label={isRunning ? 'Standard input' : 'Command line'}
          placeholder={isRunning ? inputHint(hasInput) : 'run list'}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          value={text}
          onChange={({ target }) => change(target.value)}
          onKeyDown={press}
          onPaste={paste}
        />
        <button
          type="button"
          className="icon-button"
          aria-label="Clear the terminal"
          data-tip="Clear the terminal"
          onClick={() => session.clear()}
        >
          <Trash2 size={15} aria-hidden="true" />
        </button>
        {isRunning ? (
          <>
            {hasInput && (
              <button type="submit" className="button compact">
                <CornerDownLeft size={14} aria-hidden="true" /> Send
              </button>
            )}
            {hasInput && (
              <button type="button" className="button compact" data-tip="No more input (Ctrl+D)" onClick={endInput}>
                End
              </button>
            )}
            <button type="button" className="button compact" data-tip="Ctrl+C" onClick={() => session.stop()}>
              <OctagonPause size={14} aria-hidden="true" /> Stop
            </button>
          </>
        ) : (
          <button type="submit" className="button compact">
            <CirclePlay size={14} aria-hidden="true" /> Enter
          </button>
        )}
      </div>
    </form>
  );
}

function inputHint(hasInput: boolean): string {
  return hasInput ? 'What the command reads' : 'Its input has ended';
}

function EmptyTerminal({ onBegin }: { readonly onBegin: (line: string) => void }) {
  const stores = useStores();
  const files = useProject((state) => state.files);
  const readOnly = useProject((state) => state.access === 'read');
  const [problem, setProblem] = useState<string | null>(null);
  const names = commandNames(files);

  function add(): void {
    const { project, view } = stores;
    const planned = planCommand(project.getState());
    if (!planned.ok) return setProblem(planned.error);
    prepareUndo([planned.value.registry]);
    project.getState().addFiles(planned.value.files);
    // Beside the terminal where there is room for both.
    if (!matchMedia(narrowQuery).matches) view.getState().openFile(planned.value.source);
    view.getState().notify(`Added the command “${planned.value.name}” and ${planned.value.source}`);
    onBegin(`run ${planned.value.name} you`);
  }
  return (
    <div className={`guide ${styles['empty']}`}>
      <p className="lead">Commands of the project run here, as “wippy run NAME” runs them.</p>
      <p>
        A command is a process with <code>meta.command</code> in its entry. It gets the words after its name, reads
        standard input, writes to the terminal and ends with an exit code.
      </p>
      {names.length > 0 ? (
        <ul className={styles['names']} aria-label="Commands">
          {names.slice(0, 12).map((name) => (
            <li key={name}>
              <button type="button" className="button compact" onClick={() => onBegin(`run ${name}`)}>
                run {name}
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p>This project has none yet.</p>
      )}
      <p>
        <button type="button" className="button compact" disabled={readOnly} onClick={add}>
          <Plus size={14} aria-hidden="true" /> Add a command
        </button>
      </p>
      {problem !== null && <p role="alert">{problem}</p>}
    </div>
  );
}
