/** Completion of the line that is typed in the console: what to ask the worker that helps, and what becomes of its answer. */
import type { ProjectFiles } from '../../contract/api.ts';
import type { Completion } from '../../contract/help.ts';

/** Names of modules, each followed by a dot or a colon. */
const member = /(?<![\w.:])([a-z_]\w*)\s*[.:]/g;

export interface LineQuestion {
  readonly files: ProjectFiles;
  readonly file: string;
  readonly offset: number;
  /** Before the line itself, in UTF-16 units. */
  readonly prefix: number;
}

/** The line as a file of its own beside the project's. A chunk has every module at hand, which a file has to ask for. */
export function lineQuestion(files: ProjectFiles, line: string, caret: number): LineQuestion {
  let file = 'console.lua';
  while (Object.hasOwn(files, file)) file = `_${file}`;
  // A string that is being typed ends somewhere.
  const quote = caret === line.length ? openQuote(line) : '';
  const names = new Set([...line.matchAll(member)].map((match) => match[1] ?? ''));
  const head = [...names].map((name) => `local ${name} = require("${name}")\n`).join('');
  return { files: { ...files, [file]: head + line + quote }, file, offset: head.length + caret, prefix: head.length };
}

/** Of the string that a line ends within; empty where it ends outside. */
function openQuote(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote !== '' && char === '\\') at++;
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
  }
  return quote;
}

export interface Choice {
  readonly label: string;
  readonly detail: string;
  readonly insert: string;
  /** In the line. */
  readonly start: number;
  readonly end: number;
}

/** More than this nobody looks through. */
const maxChoices = 40;

/** What fits to what is typed already, the closest first; none where nothing is typed yet that could be completed. */
export function lineChoices(
  completions: readonly Completion[],
  { prefix }: Pick<LineQuestion, 'prefix'>,
  line: string,
  caret: number,
): readonly Choice[] {
  const choices = completions.flatMap(({ label, detail = '', insert, replace }) => {
    const [start, end] = [replace.start - prefix, Math.min(Math.max(replace.end - prefix, caret), line.length)];
    if (start < 0 || start > caret) return [];
    const typed = line.slice(start, caret).toLowerCase();
    const at = label.toLowerCase().indexOf(typed.replace(/^["']/, ''));
    const isMember = /[.:"'(]$/.test(line.slice(0, caret));
    if (at < 0 || (typed === '' && !isMember)) return [];
    return [{ at, choice: { label, detail, insert: plainInsert(insert), start, end } }];
  });
  return choices
    .toSorted((a, b) => Math.sign(a.at) - Math.sign(b.at) || a.choice.label.localeCompare(b.choice.label, 'en'))
    .slice(0, maxChoices)
    .map(({ choice }) => choice);
}

/** A snippet as text: its places have what they are named, the rest goes. */
function plainInsert(insert: string): string {
  return insert.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1').replaceAll(/\$\{?\d+\}?/g, '');
}

export function accept(
  line: string,
  { insert, start, end }: Choice,
): { readonly line: string; readonly caret: number } {
  // A quote that was typed already is not typed twice.
  const rest = line.slice(end);
  const last = insert.at(-1) ?? '';
  const tail = /["')]/.test(last) && rest.startsWith(last) ? rest.slice(1) : rest;
  return { line: line.slice(0, start) + insert + tail, caret: start + insert.length };
}
