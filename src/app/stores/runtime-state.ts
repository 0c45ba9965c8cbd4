/** What the page knows of the runtime and of the last run in it, and what can be done with it. */
import type { StoreApi } from 'zustand/vanilla';
import type { Dispose } from '../../base/disposable.ts';
import type { Result } from '../../base/result.ts';
import type { FetchInit, Playground, PlaygroundState, RunOptions, RunState } from '../../client/playground.ts';
import type { CallResult, Diagnostic, EntryReport, PlainValue, ProjectFiles, TraceEvent } from '../../contract/api.ts';
import type { SharedTests } from '../../share/shared-tests.ts';
import type { CommandOutcome, Done, HttpAnswer, InspectedCall } from './run-answers.ts';

/** How the last run ended. */
export type Outcome =
  | {
      readonly kind: 'called';
      readonly target: string;
      readonly result: CallResult;
      /** The call and its tuple on one line. */
      readonly text: string;
      readonly isStopped: boolean;
    }
  | { readonly kind: 'notBooted' }
  | { readonly kind: 'nothingToCall' };

export interface RuntimeState {
  readonly phase: RunState;
  readonly reason: string | null;
  /** Null until the runtime has said. */
  readonly isolated: boolean | null;
  readonly backend: PlaygroundState['backend'] | null;
  /** From pressing Run until the call has ended. */
  readonly busy: boolean;
  /** Null before the first boot. */
  readonly entries: readonly EntryReport[] | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The files that `entries` and `diagnostics` are about. */
  readonly bootedFiles: ProjectFiles | null;
  readonly outcome: Outcome | null;
  /** Why the last press of Run did not begin. */
  readonly argumentsError: string | null;
  readonly typed: TypedInput | null;
  /** The last run ended with the page, not by itself. */
  readonly crashed: boolean;
  /** How its tests went last, with the files that they were run on; null where none were run. */
  readonly tested: Tested | null;
  /** The call that was looked into last; null for none in this project. */
  readonly inspected: InspectedCall | null;

  readonly run: () => Promise<void>;
  /** As {@link run}, without anybody having asked: nothing is brought into view, and it ends where `mayGoOn` says so. */
  readonly runByItself: (mayGoOn: () => boolean) => Promise<void>;
  /** Brings the project into the runtime and calls nothing: for what only a boot can tell. Answers whether it is there. */
  readonly boot: () => Promise<boolean>;
  /** Brings the project into the runtime and runs one of its commands, or lists them; `words` come after its name. */
  readonly runCommand: (name: string, words: readonly string[], options?: RunOptions) => Promise<CommandOutcome>;
  /** Brings the project into the runtime and evaluates a line of Lua in it; what it gives is a row of the console. */
  readonly evaluate: (line: string) => Promise<void>;
  /**
   * Brings the project into the runtime and does `work`, many calls say, whose rows stand below one folded head with this title. `work`
   * ends early when `goesOn` says no. The error is a sentence: why it was not done.
   */
  readonly runTogether: <T>(
    title: string,
    work: (running: Pick<Playground, 'call' | 'eval' | 'run'>, goesOn: () => boolean) => Promise<Done<T>>,
  ) => Promise<Result<T, string>>;
  /** Brings the project into the runtime and sends a request to one of its own servers. */
  readonly request: (path: string, init: FetchInit) => Promise<HttpAnswer>;
  /**
   * Brings the project into the runtime and makes a call once more, with all that it does, to keep what it leaves in its memories as
   * {@link inspected}.
   */
  readonly inspect: (target: string, args: readonly PlainValue[]) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly dismissCrash: () => void;
  /** What the runtime holds right now; null while it does not say. */
  readonly readState: () => Promise<PlaygroundState | null>;
  /** Steps of calls and processes so far, and those that come; more of them are told while somebody follows. */
  readonly readTrace: Playground['trace'];
  readonly followTrace: (listener: (event: TraceEvent) => void) => Dispose;
  readonly setTested: (tested: Tested) => void;
  readonly setTyped: (typed: TypedInput | null) => void;
  /** What the running project has of its own. */
  readonly running: Pick<Playground, 'written' | 'takeWritten' | 'variables' | 'help' | 'check' | 'call' | 'version'>;
}

export interface Tested {
  readonly files: ProjectFiles;
  readonly tests: SharedTests;
}

/** Arguments from fields of a known type, which hold for as long as the project's own text of them is `text`. */
export interface TypedInput {
  /** The function that it was typed for: it says nothing of the arguments of another, though they read the same. */
  readonly target: string | null;
  readonly text: string;
  readonly values: readonly PlainValue[] | null;
  /** Why there are no values: a sentence for the reader. */
  readonly error: string | null;
}

export type RunStore = StoreApi<RuntimeState>;

/** Whether something runs that Stop would end. */
export function isActive(state: RuntimeState): boolean {
  return state.busy || state.phase === 'booting' || state.phase === 'running' || state.phase === 'stopping';
}
