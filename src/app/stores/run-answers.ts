/** What comes of what was done with the project beside Run. */
import type { Result } from '../../base/result.ts';
import type { InspectionResult } from '../../client/read-inspection.ts';
import type { PlainValue, RunResult } from '../../contract/api.ts';

/** How a command ended, or why it did not begin: a sentence. */
export type CommandOutcome =
  | { readonly kind: 'ran'; readonly result: RunResult }
  | { readonly kind: 'notRun'; readonly reason: string };

/** A call that was made once more for its memories. */
export interface InspectedCall {
  readonly target: string;
  readonly args: readonly PlainValue[];
  /** The same call twice is two. */
  readonly serial: number;
  /** When it was asked for, in ms since 1970. */
  readonly time: number;
  /** Null until it is over. The error is a sentence: why it was not made. */
  readonly result: Result<InspectionResult, string> | null;
}

/** What came of a request. */
export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: Uint8Array;
      readonly durationMs: number;
    }
  /** Nobody answered; a sentence. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What was done beside the run bar, with how the head of its rows tells of it. */
export interface Done<T> {
  readonly answer: T;
  readonly isWell: boolean;
  readonly tuple: string;
}
