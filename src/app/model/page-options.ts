/** What the address asks of the page, before the `#` that holds a project. */

import { BACKENDS, type Backend, type GuestsFor } from '../../client/backend.ts';

export type PagePane = 'files' | 'code' | 'console';

export interface PageOptions {
  /** A part of another page: a poster until somebody presses it, and messages to and from that page. */
  readonly isEmbedded: boolean;
  /** Large, for a room that looks on. */
  readonly isPresenting: boolean;
  /** Shown at first; null for all that there is room for. */
  readonly panes: ReadonlySet<PagePane> | null;
  readonly theme: 'light' | 'dark' | null;
  /** The one page that may send messages; null for whichever embeds this one. */
  readonly origin: string | null;
  /** How guests wait where there is more than one way; null for the best. */
  readonly backend: Backend | null;
  readonly guestsFor: GuestsFor;
  /** What the last run gave, as whoever made the address says; text to be shown and nothing else. */
  readonly result: string | null;
}

const paneNames: readonly PagePane[] = ['files', 'code', 'console'];
const maxResult = 200;

/** Of `location.search`. What is not known is left out, whatever it is. */
export function pageOptions(search: string): PageOptions {
  const given = new URLSearchParams(search);
  const isEmbedded = given.has('embed');
  const wanted = (given.get('panes') ?? '').split(',');
  const panes = paneNames.filter((name) => wanted.includes(name));
  const theme = given.get('theme');
  const result = given.get('result');
  return {
    isEmbedded,
    isPresenting: given.has('present'),
    panes: panes.length > 0 ? new Set(panes) : isEmbedded ? new Set<PagePane>(['code', 'console']) : null,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    origin: originOf(given.get('origin')),
    backend: BACKENDS.find((name) => name === given.get('backend')) ?? null,
    guestsFor: given.get('guests') === 'all' ? 'all' : 'what-needs-one',
    result: result === null || result.trim() === '' ? null : result.slice(0, maxResult),
  };
}

function originOf(text: string | null): string | null {
  if (text === null) return null;
  try {
    const { origin } = new URL(text);
    // Of what has no origin nobody is `null`, which every sandboxed frame is.
    return origin === 'null' ? 'https://invalid.invalid' : origin;
  } catch {
    return 'https://invalid.invalid';
  }
}
