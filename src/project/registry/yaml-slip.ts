/**
 * The slip of the pen behind a YAML text that cannot be read. The package reports what its parser trips over, often several
 * times and far from the slip; this walks over lines and indentations as a person does and stops at the first that is odd.
 */
import { closingBracket } from './yaml-brackets.ts';

export interface Slip {
  /** UTF-16 offsets; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string;
  readonly fix?: { readonly title: string; readonly replacement: string; readonly start: number; readonly end: number };
}

/** null when no line is odd; then the package's own report is all there is. */
export function findSlip(text: string): Slip | null {
  return new LineReader(text).read();
}

interface Level {
  readonly column: number;
  readonly kind: 'map' | 'list';
  /** Where it began, 0-based. */
  readonly line: number;
  readonly offset: number;
  /** It is the value of a key. */
  readonly isValue: boolean;
  /** Its last key or dash has nothing behind it yet. */
  isOpen: boolean;
  /** The last key, or the text behind the last dash. */
  last: string;
}

/** Of a line with something in it. */
interface Line {
  readonly index: number;
  readonly start: number;
  readonly column: number;
  /** From the column to the end, without a comment. */
  readonly text: string;
}

type Content = { readonly kind: 'list' | 'other' } | { readonly kind: 'map'; readonly key: string; readonly valueAt: number };

const BLOCK = /^(?:[&!]\S*\s+)*[|>][-+0-9]*$/;
const QUOTES = '“”„‟«»‘’‚';
const QUOTED_KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?=:(?:\s|$))/;
/** What a key without quotes does not begin with. */
const INDICATORS = '"\'[]{},#&*!|>%@`';

class LineReader {
  readonly #text: string;
  readonly #lines: readonly { readonly start: number; readonly text: string }[];
  readonly #levels: Level[] = [];
  /** The last value may go on in the next line. */
  #isPlain = false;
  /** A `|` whose text has not begun. */
  #block: { readonly key: string } | null = null;

  constructor(text: string) {
    this.#text = text;
    let start = text.startsWith('\uFEFF') ? 1 : 0;
    this.#lines = text.slice(start).split('\n').map((line) => {
      const made = { start, text: line.endsWith('\r') ? line.slice(0, -1) : line };
      start += line.length + 1;
      return made;
    });
  }

  read(): Slip | null {
    for (let index = 0; index < this.#lines.length; ) {
      const { start, text } = this.#lines[index]!;
      const blanks = /^[ \t]*/.exec(text)![0];
      const rest = withoutComment(text.slice(blanks.length));
      if (rest === '' || (blanks === '' && /^(%|---|\.\.\.)/.test(rest))) {
        if (index > 0 && rest.startsWith('---') && this.#levels.length > 0) return null;
        index++;
        continue;
      }
      if (blanks.includes('\t')) return this.#tab(start, blanks);
      // Keys that are no plain names: nobody writes them in a definition.
      if (rest.startsWith('? ')) return null;
      const next = this.#line({ index, start, column: blanks.length, text: rest });
      if (typeof next !== 'number') return next;
      index = next;
    }
    return null;
  }

  /** The next line to read. */
  #line(line: Line): Slip | number {
    let { column, text } = line;
    for (;;) {
      const content = contentOf(text);
      const isFirst = column === line.column;
      const glued = isFirst ? this.#gluedDash(line) : null;
      const slip = glued ?? (isFirst ? this.#enter(line, content) : this.#nest(line, column, content));
      if (slip) return slip;
      const level = this.#levels.at(-1);
      if (content.kind === 'other' || !level) return this.#value(line, column, text, null);
      this.#block = null;
      if (content.kind === 'map') {
        level.last = content.key;
        const value = text.slice(content.valueAt);
        level.isOpen = value === '' || /^[&!]\S*$/.test(value);
        if (value === '') return this.#done(line);
        return this.#value(line, column + content.valueAt, value, content.key);
      }
      const inner = text.slice(1).trimStart();
      level.last = inner;
      level.isOpen = inner === '';
      if (inner === '') return this.#done(line);
      column += text.length - inner.length;
      text = inner;
    }
  }

  #done(line: Line): number {
    this.#isPlain = false;
    return line.index + 1;
  }

  /** A value in the rest of a line; `key` is null for what stands behind a dash or alone. */
  #value(line: Line, column: number, text: string, key: string | null): Slip | number {
    const start = line.start + column;
    this.#isPlain = false;
    if (BLOCK.test(text)) return this.#blockScalar(line, key);
    const bare = text.replace(/^(?:[&!]\S*\s+)+/, '');
    const at = start + text.length - bare.length;
    const first = bare[0] ?? '';
    if (first === '"' || first === "'") return this.#quoted(line, at, first);
    if (first === '[' || first === '{') return this.#flow(line, at);
    const what = key === null ? 'the value' : `the value of "${key}"`;
    if (QUOTES.includes(first)) {
      const inner = bare.slice(1, QUOTES.includes(bare.at(-1)!) ? -1 : undefined);
      return quoteIt(at, bare, inner, `${first} is no quote in YAML: put ${what} in straight quotes`);
    }
    if (first === '@' || first === '`' || first === '%') return quoteIt(at, bare, bare, `${what} cannot begin with ${first}: put it in quotes`);
    if (key !== null && separatorAt(bare) >= 0) return quoteIt(at, bare, bare, `${what} has a colon in it: put it in quotes`);
    this.#isPlain = true;
    return line.index + 1;
  }

  /** Past the lines of a text behind `|`. */
  #blockScalar(line: Line, key: string | null): number {
    const column = this.#levels.at(-1)?.column ?? -1;
    let index = line.index + 1;
    let isEmpty = true;
    for (; index < this.#lines.length; index++) {
      const { text } = this.#lines[index]!;
      if (text.trim() === '') continue;
      // Tabs are text where the line is within the block already.
      if (/^ */.exec(text)![0].length <= column) break;
      isEmpty = false;
    }
    this.#block = isEmpty && key !== null ? { key } : null;
    return index;
  }

  #quoted(line: Line, start: number, quote: string): Slip | number {
    const pattern = quote === '"' ? /"(?:[^"\\]|\\[^])*"/y : /'(?:[^']|'')*'/y;
    pattern.lastIndex = start;
    const found = pattern.exec(this.#text);
    const lineEnd = line.start + this.#lines[line.index]!.text.length;
    const last = found ? this.#lineAt(start + found[0].length) : line.index;
    // What looks like the next key is none of the text.
    const runsOver = found !== null && last > line.index && contentOf(this.#lines[line.index + 1]!.text.trim()).kind !== 'other';
    if (!found || runsOver) return { start, end: lineEnd, message: `the ${quote} is never closed`, hint: `put ${quote} at the end of the text` };
    const end = start + found[0].length;
    const { start: from, text } = this.#lines[last]!;
    const rest = withoutComment(text.slice(end - from).trimStart());
    if (rest !== '') {
      const message = `nothing may stand behind the closing ${quote}`;
      const hint = quote === '"' ? 'write \\" for a quote within the text, or put the whole in \'…\'' : "write '' for a quote within the text";
      return { start: end, end: from + text.trimEnd().length, message, hint };
    }
    return last + 1;
  }

  #flow(line: Line, start: number): Slip | number {
    const column = this.#levels.at(-1)?.column ?? -1;
    const end = closingBracket(this.#text, start, (at) => {
      // Within brackets lines stand deeper than what they belong to, unless all of the text is in brackets.
      const { text } = this.#lines[this.#lineAt(at)]!;
      const own = /^ */.exec(text)![0].length;
      return column >= 0 && own <= column && !/^[\]}]/.test(text.trimStart());
    });
    if (end !== null) return this.#lineAt(end) + 1;
    const open = this.#text[start]!;
    const close = open === '[' ? ']' : '}';
    const lineEnd = line.start + this.#lines[line.index]!.text.length;
    return { start, end: lineEnd, message: `the ${open} is never closed`, hint: `put ${close} where the ${open === '[' ? 'list' : 'map'} ends` };
  }

  /** The first thing on a line against the levels that are open. */
  #enter(line: Line, content: Content): Slip | null {
    const { column } = line;
    const kind = content.kind;
    let popped: Level | null = null;
    while (this.#levels.length > 0 && this.#levels.at(-1)!.column > column) popped = this.#levels.pop()!;
    const top = this.#levels.at(-1);
    if (!top && !popped) {
      if (kind !== 'other') this.#open(line, column, kind, false);
      return null;
    }
    if (top && column === top.column) return this.#beside(line, content, top);
    if (popped) return this.#between(line, kind, popped, top);
    if (top!.isOpen) {
      if (kind !== 'other') this.#open(line, column, kind, top!.kind === 'map');
      return null;
    }
    if (kind === 'other') return this.#isPlain ? null : this.#stray(line, top!);
    const matching = this.#levels.findLast((level) => level.kind === kind);
    return this.#shifted(line, matching ?? top!);
  }

  #beside(line: Line, content: Content, top: Level): Slip | null {
    const { kind } = content;
    if (kind === top.kind) return null;
    if (kind === 'list') {
      // A list may stand at the column of its key.
      if (top.isOpen) this.#open(line, line.column, 'list', true);
      else return marked(line, { message: `a dash stands among the keys ${below(top)}`, hint: 'take it away, or put the item below the key it belongs to' });
      return null;
    }
    if (kind === 'other') return this.#stray(line, top);
    const outer = this.#levels.at(-2);
    if (outer?.kind === 'map' && outer.column === line.column) {
      this.#levels.pop();
      return null;
    }
    return missingDash(line, top);
  }

  /** Less deep than what was before and deeper than what is around it. */
  #between(line: Line, kind: Content['kind'], popped: Level, top: Level | undefined): Slip {
    if (kind === 'list' && popped.kind === 'map' && popped.isValue && popped.column >= 2) {
      const { index, start, column, text } = this.#lineOf(popped);
      return missingDash({ index, start, column, text }, null);
    }
    if (kind !== 'other') {
      const fitting = [popped, ...(top ? [top] : [])].filter((level) => level.kind === kind);
      fitting.sort((a, b) => Math.abs(a.column - line.column) - Math.abs(b.column - line.column));
      return this.#shifted(line, fitting[0] ?? popped);
    }
    return popped.kind === 'list' ? missingDash(line, popped) : this.#stray(line, popped);
  }

  /** What follows a dash on its line. */
  #nest(line: Line, column: number, content: Content): Slip | null {
    if (content.kind !== 'other') this.#open(line, column, content.kind, false);
    return null;
  }

  #open(line: Line, column: number, kind: 'map' | 'list', isValue: boolean): void {
    this.#levels.push({ column, kind, isValue, line: line.index, offset: line.start + column, isOpen: false, last: '' });
  }

  #shifted(line: Line, level: Level): Slip {
    const blanks = Math.abs(line.column - level.column);
    const count = `${blanks} ${blanks === 1 ? 'blank' : 'blanks'} too ${line.column > level.column ? 'many' : 'few'}`;
    const { start } = line;
    return marked(line, {
      message: `this line has ${count} in front: it belongs at column ${level.column + 1}, ${below(level)}`,
      fix: { title: `Indent by ${level.column}`, replacement: ' '.repeat(level.column), start, end: start + line.column },
    });
  }

  #stray(line: Line, level: Level): Slip {
    const { text, start, column } = line;
    if (this.#block) {
      const { key } = this.#block;
      return marked(line, { message: `the text of "${key}" must be indented deeper than "${key}"` });
    }
    if (level.kind === 'list') return missingDash(line, level);
    const glued = /^([\w.-]+:)\S/.exec(text);
    if (glued) {
      const at = start + column + glued[1]!.length;
      return marked(line, { message: `a blank is missing behind "${glued[1]}"`, fix: { title: 'Put a blank behind the colon', replacement: ' ', start: at, end: at } });
    }
    const word = /^[\w.-]+(?=\s+\S)/.exec(text)?.[0];
    const at = start + column + (word?.length ?? 0);
    return marked(line, {
      message: `expected "key: value" ${below(level)}, found "${text.slice(0, 40)}"`,
      ...(word ? { hint: `a colon is missing behind "${word}"`, fix: { title: 'Put a colon there', replacement: ':', start: at, end: at } } : {}),
    });
  }

  #gluedDash(line: Line): Slip | null {
    if (!/^-[^\s-]/.test(line.text) || !this.#levels.some((level) => level.kind === 'list' && level.column === line.column)) return null;
    const at = line.start + line.column + 1;
    return marked(line, { message: 'a blank is missing behind the dash', fix: { title: 'Put a blank behind the dash', replacement: ' ', start: at, end: at } });
  }

  #tab(start: number, blanks: string): Slip {
    const top = this.#levels.at(-1);
    const column = top ? top.column + (top.isOpen ? 2 : 0) : 0;
    const at = start + blanks.indexOf('\t');
    return {
      start: at,
      end: at + 1,
      message: 'a tab stands in front of this line: YAML is indented with blanks only',
      fix: { title: `Indent by ${column} blanks`, replacement: ' '.repeat(column), start, end: start + blanks.length },
    };
  }

  #lineOf({ line: index, column }: Level): Line {
    const { start, text } = this.#lines[index]!;
    return { index, start, column, text: withoutComment(text.slice(column)) };
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lines[middle]!.start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function contentOf(text: string): Content {
  if (text === '-' || /^-\s/.test(text)) return { kind: 'list' };
  const colon = QUOTED_KEY.exec(text)?.[0].length ?? (INDICATORS.includes(text[0]!) ? -1 : separatorAt(text));
  if (colon < 1) return { kind: 'other' };
  const name = text.slice(0, colon).trim();
  const rest = text.slice(colon + 1);
  const valueAt = text.length - rest.trimStart().length;
  return { kind: 'map', key: /^["']/.test(name) ? name.slice(1, -1) : name, valueAt };
}

/** The first colon with a blank or nothing behind it; -1 for none. */
function separatorAt(text: string): number {
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) if (isBlank(text[at + 1])) return at;
  return -1;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t';
}

/** Up to a `#` behind a blank that stands in no quotes. */
function withoutComment(text: string): string {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '#' && (at === 0 || isBlank(text[at - 1]))) return text.slice(0, at).trimEnd();
    else if ((character === '"' || character === "'") && (at === 0 || ' \t[{,'.includes(text[at - 1]!))) quote = character;
  }
  return text.trimEnd();
}

function below({ last, line }: Level): string {
  const name = last.length > 30 ? `${last.slice(0, 30)}…` : last;
  return last === '' ? `with what begins in line ${line + 1}` : `below "${name}"`;
}

function marked({ start, column, text }: Line, rest: Omit<Slip, 'start' | 'end'>): Slip {
  return { start: start + column, end: start + column + text.length, ...rest };
}

/** `list` is null where there is none yet: this line is to begin it. */
function missingDash(line: Line, list: Level | null): Slip {
  const column = list ? list.column : line.column - 2;
  return marked(line, {
    message: list
      ? `a dash is missing in front of this line: it stands at the column of the list that begins in line ${list.line + 1}`
      : 'a dash is missing in front of this line: it begins the first item of a list',
    fix: { title: 'Put a dash in front', replacement: `${' '.repeat(column)}- `, start: line.start, end: line.start + line.column },
  });
}

function quoteIt(start: number, written: string, value: string, message: string): Slip {
  const quoted = /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
  const end = start + written.length;
  return { start, end, message, hint: `write it in quotes: ${quoted}`, fix: { title: 'Put it in quotes', replacement: quoted, start, end } };
}
