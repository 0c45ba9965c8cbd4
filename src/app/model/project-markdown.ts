/** A project in Markdown, as one shows it in a message or reports what went wrong: its link, its texts, what its last run gave. */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { formatBytes } from './format-bytes.ts';

export interface ReportedProject {
  readonly name: string;
  /** Null where the project is too large for one. */
  readonly link: string | null;
  readonly files: ProjectFiles;
  /** `app:main() → 42, nil`; null where nothing has run. */
  readonly outcome: string | null;
  /** The browser, as it names itself. */
  readonly engine: string;
}

/** Of all texts together; forges refuse longer ones. */
const MAX_CHARS = 50_000;

const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['json', 'json'],
  ['lua', 'lua'],
  ['md', 'markdown'],
  ['wat', 'wat'],
  ['wit', 'wit'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
]);

/** What is left out says so at its place. */
export function projectMarkdown({ name, link, files, outcome, engine }: ReportedProject): string {
  const parts = [`## ${plain(name)}`];
  if (link !== null) parts.push(`[Open in the Wippy Playground](${link})`);
  if (outcome !== null) parts.push(`Result:\n\n${fenced(outcome, 'text')}`);
  let left = MAX_CHARS;
  for (const path of Object.keys(files).toSorted()) {
    const content = ownValue(files, path);
    if (content === undefined) continue;
    parts.push(`### ${code(path)}`);
    if (typeof content !== 'string') parts.push(`A binary of ${formatBytes(content.length)}, not shown.`);
    else if (content.length > left) parts.push(`${content.length.toLocaleString('en')} characters, not shown.`);
    else {
      left -= content.length;
      parts.push(fenced(content, LANGUAGES.get(path.slice(path.lastIndexOf('.') + 1)) ?? ''));
    }
  }
  parts.push(`Browser: ${code(engine)}`);
  return `${parts.join('\n\n')}\n`;
}

/** Between fences longer than any in the text. */
function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}${language}\n${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${fence}`;
}

/** Nothing inside of it is Markdown. */
function code(text: string): string {
  const ticks = '`'.repeat(longestTicks(text) + 1);
  const blank = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${blank}${onOneLine(text)}${blank}${ticks}`;
}

/** Nothing but text. */
function plain(text: string): string {
  return onOneLine(text).replaceAll(/[\\`*_[\]<>#|~&!]/g, String.raw`\$&`);
}

function longestTicks(text: string): number {
  let longest = 0;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  return longest;
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
