/**
 * What was typed and answered, apart from the screen that shows it: it goes on while nobody looks, and a screen that is made anew
 * has it again.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Dispose } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { commandNames } from '../model/command-names.ts';
import type { AppStores } from '../stores/context.ts';
import { LineHistory } from '../model/line-history.ts';
import { TypedLines } from './typed-lines.ts';
import { splitWords } from './words.ts';

export interface SessionState {
  readonly isRunning: boolean;
  /** What runs can still be typed into. */
  readonly hasInput: boolean;
  /** Nothing was typed since the screen was empty. */
  readonly isEmpty: boolean;
}

/** Of what is on the screen, in UTF-16 units: a screen that is made anew has this much. */
const MAX_KEPT = 512 * 1024;

/** Looks as terminals know them: SGR codes (ECMA-48 8.3.117). */
const looks = { line: '1', typed: '1', note: '3', stderr: '31;3' } as const;

const help = `run NAME words…   runs a command of the project; words go to it as they are, "…" and '…' keep them together
run -x ID words…  runs a process that is no command, by its ID; run --host HOST … chooses the terminal where there are several
run list          lists the commands
clear             empties the screen, as Ctrl+L does
help              this
The arrows up and down bring back earlier lines, Tab completes. While a command runs, lines go to it: Ctrl+D ends its input, Ctrl+C stops it.
`;

export class TerminalSession {
  readonly state: StoreApi<SessionState> = createStore<SessionState>()(() => ({
    isRunning: false,
    hasInput: false,
    isEmpty: true,
  }));
  readonly history = new LineHistory();
  readonly #stores: Pick<AppStores, 'project' | 'run'>;
  readonly #written = new Emitter<string | null>();
  /** What is typed into the command that runs. */
  #typed: TypedLines | null = null;
  #kept = '';
  #isAtLineStart = true;

  constructor(stores: Pick<AppStores, 'project' | 'run'>) {
    this.#stores = stores;
  }

  /** Tells what is on the screen, then what comes; null empties it. */
  follow(show: (text: string | null) => void): Dispose {
    if (this.#kept !== '') show(this.#kept);
    return this.#written.on(show);
  }

  /** Does what a line says. While a command runs the line is typed into it. */
  async enter(line: string): Promise<void> {
    if (this.state.getState().isRunning) return this.type(`${line}\n`);
    if (line.trim() === '') return;
    this.history.add(line);
    this.#write(`$ ${line.replaceAll(/\p{Cc}/gu, ' ')}\n`, 'line');
    this.state.setState({ isEmpty: false });
    const words = splitWords(line);
    if (!words.ok) return this.#note(words.error);
    const [verb = '', ...rest] = words.value[0] === 'wippy' ? words.value.slice(1) : words.value;
    switch (verb) {
      case 'run':
        return this.#run(rest[0] ?? 'list', rest.slice(1));
      case 'clear':
        return this.clear();
      case 'help':
        return this.#write(help);
      default:
        this.#note(`“${verb}” is not known here. ${this.#advice(verb)}`);
    }
  }

  /** Into the command that runs, and shown as a terminal shows what is typed. */
  type(text: string): void {
    if (this.#typed?.push(text) === true) this.#write(text, 'typed');
  }

  /** No more comes to the command that runs. */
  endInput(): void {
    if (this.#typed?.end() === true) this.state.setState({ hasInput: false });
  }

  stop(): void {
    void this.#stores.run.getState().stop();
  }

  clear(): void {
    this.#kept = '';
    this.#isAtLineStart = true;
    this.#written.emit(null);
    this.state.setState({ isEmpty: !this.state.getState().isRunning });
  }

  async #run(name: string, words: readonly string[]): Promise<void> {
    const typed = new TypedLines();
    this.#typed = typed;
    this.state.setState({ isRunning: true, hasInput: true });
    try {
      const outcome = await this.#stores.run.getState().runCommand(name, words, {
        stdin: typed,
        onOutput: (text, stream, leftOut) => this.#show(text, stream, leftOut),
      });
      if (outcome.kind === 'notRun') return this.#note(outcome.reason);
      const { exitCode } = outcome.result;
      // What a program left switched on is its own.
      this.#write('', 'none');
      if (exitCode !== 0) this.#note(`exit code ${exitCode}`);
    } finally {
      typed.end();
      this.#typed = null;
      this.state.setState({ isRunning: false, hasInput: false });
    }
  }

  #show(text: string, stream: 'stdout' | 'stderr', leftOut: number): void {
    this.#write(text, stream === 'stderr' ? 'stderr' : undefined);
    if (leftOut > 0) this.#note(`${leftOut} characters were left out here: they came faster than they can be shown`);
  }

  #advice(verb: string): string {
    return commandNames(this.#stores.project.getState().files).includes(verb)
      ? `“run ${verb}” runs the command of that name.`
      : '“help” says what is.';
  }

  /** A word of the terminal's own, on a line of its own. */
  #note(text: string): void {
    this.#write(`${this.#isAtLineStart ? '' : '\n'}${text}\n`, 'note');
  }

  #write(text: string, look?: keyof typeof looks | 'none'): void {
    if (text === '' && look !== 'none') return;
    if (text !== '') this.#isAtLineStart = text.endsWith('\n');
    const shown = look === undefined ? text : look === 'none' ? '\u001B[0m' : `\u001B[${looks[look]}m${text}\u001B[0m`;
    const kept = this.#kept + shown;
    // From the beginning of a line, so that no sequence is cut.
    this.#kept = kept.length > MAX_KEPT ? kept.slice(kept.indexOf('\n', kept.length - MAX_KEPT) + 1) : kept;
    this.#written.emit(shown);
  }
}

/** One of each page. */
const sessions = new WeakMap<AppStores, TerminalSession>();

export function sessionOf(stores: AppStores): TerminalSession {
  const known = sessions.get(stores);
  if (known) return known;
  const session = new TerminalSession(stores);
  sessions.set(stores, session);
  // What another project's commands said is not this one's.
  stores.project.subscribe((now, before) => {
    if (now.id !== before.id) session.clear();
  });
  return session;
}
