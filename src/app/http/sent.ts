import type { HttpAnswer } from '../stores/run-answers.ts';
import type { RequestText } from './request-text.ts';

/** A request that was sent. */
export interface Sent {
  readonly id: number;
  readonly request: RequestText;
  /** Null while nothing is known. */
  readonly answer: HttpAnswer | null;
}
