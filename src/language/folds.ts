import type { Fold } from '../contract/help.ts';

/** Lines of comments that follow each other, as one stretch each. */
export function commentFolds(text: string, mark: string): Fold[] {
  const folds: Fold[] = [];
  let first = -1;
  let last = -1;
  let count = 0;
  let at = 0;
  const flush = (): void => {
    if (count > 1) folds.push({ start: first, end: last, isComment: true });
    count = 0;
  };
  for (const line of text.split('\n')) {
    if (line.trimStart().startsWith(mark)) {
      if (count === 0) first = at;
      last = at + line.length;
      count++;
    } else flush();
    at += line.length + 1;
  }
  flush();
  return folds;
}
