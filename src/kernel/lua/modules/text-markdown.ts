/** Markdown in chunks (spec/lua-modules §15): a heading goes with each chunk of what stands below it. */
import { spend, spendBytes } from '../../../base/effort.ts';

export interface MarkdownOptions {
  /** Whether blocks of code are part of the chunks at all. */
  readonly codeBlocks: boolean;
  /** Whether links by reference say where they lead. */
  readonly referenceLinks: boolean;
  /** Whether a chunk has the headings above its own as well. */
  readonly headingHierarchy: boolean;
  /** Whether rows of a table are in chunks together; else each is one of its own, with the head of the table. */
  readonly joinTableRows: boolean;
}

/** What is not taken apart as long as it fits. */
interface Block {
  readonly text: string;
  /** In a chunk of its own. */
  readonly isAlone: boolean;
}

interface Section {
  /** The heading, last, and those above it; none before the first. Joined where a chunk is made: most of them are in many sections. */
  readonly titles: readonly string[];
  readonly blocks: Block[];
  /** Whether the section after it has its titles as well. */
  readonly isGoneOn: boolean;
}

/** None of these looks at a character more than a few times, whatever the line: no two parts that repeat can meet at the same blanks. */
const HEADING = /^ {0,3}(#{1,6})(?:[ \t](.*))?$/s;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TABLE_RULE = /^ {0,3}(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/;
const DEFINITION = /^ {0,3}\[([^[\]]{1,200})\]:[ \t]*<?([^\s>]+)/;
/** A line, however short. */
const UNITS_PER_LINE = 10;
const LINES_AT_ONCE = 100;
/** How often a character is looked at, by all of them. */
const LOOKS = 8;

/** `split`: takes apart what is longer than `size` characters. Null: nothing yet. */
export function* splitMarkdown(
  text: string,
  options: MarkdownOptions,
  {
    chunkSize,
    split,
  }: { readonly chunkSize: number; readonly split: (text: string, size: number) => Iterable<string | null> },
): Generator<string | null, void> {
  for (const section of sectionsOf(text, options)) {
    yield null;
    if (section === null) continue;
    const { titles, blocks, isGoneOn } = section;
    if (blocks.length === 0 && (titles.length === 0 || isGoneOn)) continue;
    const head = titles.map((title) => `${title}\n`).join('');
    spendBytes(head.length);
    if (blocks.length === 0) yield head.slice(0, -1);
    // One that would take most of a chunk comes on top: what is below it is not cut into crumbs.
    const size = head.length > chunkSize / 2 ? chunkSize : chunkSize - head.length;
    for (const body of packed(blocks, size)) {
      if (body.length <= size) yield head + body;
      else for (const part of split(body, size)) yield part === null ? null : head + part;
    }
  }
}

/** As many blocks together as a chunk takes. */
function* packed(blocks: readonly Block[], size: number): Generator<string, void> {
  let open = '';
  for (const { text, isAlone } of blocks) {
    spendBytes(text.length);
    const joined = open === '' ? text : `${open}\n\n${text}`;
    if (isAlone || joined.length > size) {
      if (open !== '') yield open;
      open = '';
      if (isAlone) yield text;
      else open = text;
    } else open = joined;
  }
  if (open !== '') yield open;
}

/** Null: nothing yet. */
function* sectionsOf(text: string, options: MarkdownOptions): Generator<Section | null, void> {
  const lines = text.split(/\r\n|\n|\r/);
  const targets = options.referenceLinks ? definitionsOf(lines) : null;
  const headings: string[] = [];
  let titles: readonly string[] = [];
  let blocks: Block[] = [];
  let paragraph: string[] = [];
  const add = (block: Block): void => void blocks.push(block);
  const flush = (): void => {
    const whole = paragraph.join('\n').trim();
    if (whole !== '') add({ text: targets ? resolved(whole, targets) : whole, isAlone: false });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    spend(UNITS_PER_LINE);
    spendBytes(LOOKS * line.length);
    if (at % LINES_AT_ONCE === 0) yield null;
    const [, marks, name = ''] = HEADING.exec(line) ?? [];
    const fence = FENCE.exec(line)?.[1];
    if (marks !== undefined) {
      flush();
      const isBelow = headings.length < marks.length;
      yield { titles, blocks, isGoneOn: options.headingHierarchy && isBelow };
      headings.length = Math.min(headings.length, marks.length - 1);
      const above = options.headingHierarchy ? headings.filter((one) => one !== undefined) : [];
      headings[marks.length - 1] = `${marks} ${nameOf(name)}`.trimEnd();
      [titles, blocks] = [[...above, headings.at(-1) ?? ''], []];
    } else if (fence !== undefined) {
      flush();
      const end = endOfFence(lines, at, fence);
      if (options.codeBlocks) add({ text: lines.slice(at, end + 1).join('\n'), isAlone: false });
      at = end;
    } else if (line.includes('|') && TABLE_RULE.test(lines[at + 1] ?? '')) {
      flush();
      let end = at + 2;
      while ((lines[end] ?? '').includes('|')) end++;
      const head = `${line}\n${lines[at + 1]}`;
      const rows = lines.slice(at + 2, end);
      if (options.joinTableRows || rows.length === 0) add({ text: [head, ...rows].join('\n'), isAlone: false });
      else for (const row of rows) add({ text: `${head}\n${row}`, isAlone: true });
      at = end - 1;
    } else if (line.trim() === '') flush();
    else if (!(targets && DEFINITION.test(line))) paragraph.push(line);
  }
  flush();
  yield { titles, blocks, isGoneOn: false };
}

/** Without the marks that may close it. */
function nameOf(heading: string): string {
  const name = heading.trim();
  let end = name.length;
  while (name[end - 1] === '#') end--;
  return end === 0 || name[end - 1] === ' ' || name[end - 1] === '\t' ? name.slice(0, end).trimEnd() : name;
}

/** The line that ends a block of code: the last one where nothing does. */
function endOfFence(lines: readonly string[], from: number, fence: string): number {
  for (let at = from + 1; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    if (line.startsWith(fence) && line.replaceAll(fence[0] ?? '', '') === '') return at;
  }
  return lines.length - 1;
}

function definitionsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, name, target] = DEFINITION.exec(line) ?? [];
      return name === undefined || target === undefined ? [] : [[name.toLowerCase(), target] as const];
    }),
  );
}

/** `[text][name]`, `[name][]` and `[name]` with where they lead. */
function resolved(text: string, targets: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\[([^[\]]{1,200})\](?:\[([^[\]]{0,200})\]|(?![[(:]))/g,
    (whole, shown: string, name?: string) => {
      const target = targets.get((name || shown).toLowerCase());
      return target === undefined ? whole : `[${shown}](${target})`;
    },
  );
}
