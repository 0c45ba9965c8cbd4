/**
 * What the runtime does by itself, for whoever wants to see why: boots and applies, guests and what becomes of them, how long
 * things were compiled, mistakes of the playground. Nobody listens as a rule, and then no line is made.
 */

/** Whose doing it is: the project's runtime, the host of its guests, or the compilers. */
export type LogSource = 'kernel' | 'guests' | 'toolchain';

export interface LogEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `error`: a mistake of the playground, which is never anybody else's. */
  readonly level: 'debug' | 'error';
  readonly source: LogSource;
  /** For people: not to be taken apart. */
  readonly text: string;
}

/** Writes a line. `text` is called at once, and only while somebody listens. */
export type Log = (source: LogSource, text: () => string) => void;

export const NO_LOG: Log = () => {};

/** A span of time as lines have it: `0.4 ms`, `1250 ms`. */
export function formatMs(durationMs: number): string {
  return `${durationMs < 100 ? durationMs.toFixed(1) : Math.round(durationMs)} ms`;
}
