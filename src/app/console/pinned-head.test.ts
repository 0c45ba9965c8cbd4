import { expect, test } from 'vitest';
import type { ConsoleLine } from './lines.ts';
import { pinnedHead } from './pinned-head.ts';

/** `R` is the head of a run, `-` one of its rows. */
function lines(text: string): readonly ConsoleLine[] {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- only the kinds of lines are looked at
  return Array.from(text, (letter) => ({ kind: letter === 'R' ? 'run' : 'row' })) as unknown as readonly ConsoleLine[];
}

test.each([
  ['the run of the rows in view', 'R---R--', 2, 3, 0],
  ['the earlier run, whose rows end above a head that is to be seen', 'R---R--', 3, 4, 0],
  ['the next run, where of the earlier one nothing is to be seen but what the head lies over', 'R---R--', 3, 5, 4],
  ['the run whose own head is at the top', 'R---R--', 4, 5, 4],
  ['the first run, of lines that begin', 'R--', 0, 1, 0],
  ['nothing else, of one line', 'R', 0, 0, 0],
])('what is pinned is %s', (_what, text, top, below, head) => {
  expect(pinnedHead(lines(text), top, below)).toBe(head);
});
