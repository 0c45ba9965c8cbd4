import { quoteWord } from './words.ts';

export interface Completion {
  /** The line with all that is certain. */
  readonly line: string;
  /** What it may go on as, where that is not certain yet. */
  readonly choices: readonly string[];
}

const verbs = ['run', 'help', 'clear'];

/** Completes the verb, and the name of a command after `run`; null where there is nothing to complete. */
export function complete(line: string, commandNames: readonly string[]): Completion | null {
  const [, head = '', part = ''] = /^(\s*(?:wippy\s+)?(?:run\s+)?)(\S*)$/.exec(line) ?? [];
  if (head + part !== line || line.trim() === '') return null;
  const isName = /run\s+$/.test(head);
  const all = isName ? ['list', ...commandNames].map(quoteWord) : verbs;
  const fitting = [...new Set(all)].filter((word) => word.startsWith(part));
  const [first] = fitting;
  if (first === undefined) return null;
  if (fitting.length === 1) {
    const whole = `${head}${first}${isName || first === 'run' ? ' ' : ''}`;
    return { line: whole, choices: [] };
  }
  let length = part.length;
  while (length < first.length && fitting.every((word) => word[length] === first[length])) length++;
  return { line: head + first.slice(0, length), choices: fitting };
}
