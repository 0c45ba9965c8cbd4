/** What is started with a project, or because something requires it (spec/registry §4.6). */
import type { EntryId } from '../../contract/api.ts';

export interface StartRules {
  readonly id: EntryId;
  /** By itself, with the project; else where something requires it. */
  readonly isStarted: boolean;
  /** What has to run before. */
  readonly requires: readonly EntryId[];
}

export interface Startable {
  readonly rules: StartRules;
  /** `unknown`: it was not started; what requires it waits until it is `running`. */
  readonly state: string;
  start(): void;
}
