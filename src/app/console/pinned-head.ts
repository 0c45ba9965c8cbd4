import type { ConsoleLine } from './lines.ts';

/**
 * Which line is the head of the run that one reads, to be kept in view above it. `top` is the line at the top of what is in view, where
 * the head would lie; `below` the first one of which the most is to be seen below that.
 */
export function pinnedHead(lines: readonly ConsoleLine[], top: number, below: number): number {
  // A head that is to be seen itself says enough: above it ends the run before.
  return headIndex(lines, lines[below]?.kind === 'run' ? top : below);
}

/** The head of the run that a line belongs to. */
function headIndex(lines: readonly ConsoleLine[], index: number): number {
  for (let at = Math.min(index, lines.length - 1); at > 0; at--) if (lines[at]?.kind === 'run') return at;
  return 0;
}
