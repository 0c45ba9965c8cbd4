/**
 * The slip of the pen behind a YAML text that cannot be read. The package reports what its parser trips over, often several
 * times and far from the slip; this walks over lines and indentations as a person does and stops at the first that is odd.
 */
import { closingBracket } from './yaml-brackets.ts';
import {
  below,
  indented,
  marked,
  missingDash,
  noPair,
  quoteIt,
  type Level,
  type Line,
  type Slip,
} from './yaml-slip-words.ts';
import { contentOf, foreignBlank, separatorAt, withoutComment, type Content } from './yaml-line.ts';

/** null when no line is odd; then the package's own report is all there is. */
export function findSlip(text: string): Slip | null {
  return new LineReader(text).read();
}

const BLOCK = /^(?:[&!]\S*\s+)*[|>][-+0-9]*$/;
const QUOTES = '“”„‟«»‘’‚';

class LineReader {
  readonly #text: string;
  readonly #lines: readonly { readonly start: number; readonly text: string }[];
  readonly #levels: Level[] = [];
  /** The last value may go on in the next line. */
  #isPlain = false;
  /** A `|` whose text has not begun. */
  #block: { readonly key: string } | null = null;
  /** What stands at the top and is no key, before there was one. */
  #loose: Line | null = null;

  constructor(text: string) {
    this.#text = text;
    let start = text.startsWith('\uFEFF') ? 1 : 0;
    this.#lines = text
      .slice(start)
      .split('\n')
      .map((line) => {
        const made = { start, text: line.endsWith('\r') ? line.slice(0, -1) : line };
        start += line.length + 1;
        return made;
      });
  }

  read(): Slip | null {
    for (let index = 0; index < this.#lines.length;) {
      const { start, text } = this.#lines[index]!;
      const blanks = /^[ \t]*/.exec(text)![0];
      const rest = withoutComment(text.slice(blanks.length));
      if (rest === '' || (blanks === '' && /^(?:%(?:YAML|TAG)\s|(?:---|\.\.\.)(?:\s|$))/.test(rest))) {
        if (index > 0 && rest.startsWith('---') && this.#levels.length > 0) return null;
        index++;
        continue;
      }
      if (blanks.includes('\t')) return this.#tab(start, blanks);
      const foreign = foreignBlank(rest);
      if (foreign) {
        const at = start + blanks.length + foreign.at;
        return {
          start: at,
          end: at + 1,
          message: `${foreign.name} is no blank to YAML`,
          fix: { title: 'Replace with a blank', replacement: ' ', start: at, end: at + 1 },
        };
      }
      // Keys that are no plain names: nobody writes them in a definition.
      if (rest.startsWith('? ')) return null;
      const next = this.#line({ index, start, column: blanks.length, text: rest });
      if (typeof next !== 'number') return next;
      index = next;
    }
    return this.#loose && this.#levels.length === 0 ? noPair(this.#loose, 'in this file') : null;
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
      if (content.kind === 'other' || !level) {
        if (level?.kind === 'list' && !isFirst) level.item = { ...line, column, text };
        if (!level) {
          this.#loose ??= line;
          // Quotes would not make a key and its value of it.
          if (!/^["'[{]/.test(text) && !BLOCK.test(text)) return this.#done(line);
        }
        return this.#value(line, column, text, null);
      }
      this.#block = null;
      level.count++;
      level.item = null;
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
    if (first === '@' || first === '`' || first === '%')
      return quoteIt(at, bare, bare, `${what} cannot begin with ${first}: put it in quotes`);
    if (key !== null && separatorAt(bare) >= 0)
      return quoteIt(at, bare, bare, `${what} has a colon in it: put it in quotes`);
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
    const runsOver =
      found !== null && last > line.index && contentOf(this.#lines[line.index + 1]!.text.trim()).kind !== 'other';
    if (!found || runsOver)
      return {
        start,
        end: lineEnd,
        message: `the ${quote} is never closed`,
        hint: `put ${quote} at the end of the text`,
      };
    const end = start + found[0].length;
    const { start: from, text } = this.#lines[last]!;
    const rest = withoutComment(text.slice(end - from).trimStart());
    if (rest !== '') {
      const message = `nothing may stand behind the closing ${quote}`;
      const hint =
        quote === '"'
          ? "write \\\" for a quote within the text, or put the whole in '…'"
          : "write '' for a quote within the text";
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
    return {
      start,
      end: lineEnd,
      message: `the ${open} is never closed`,
      hint: `put ${close} where the ${open === '[' ? 'list' : 'map'} ends`,
    };
  }

  /** The first thing on a line against the levels that are open. */
  #enter(line: Line, content: Content): Slip | null {
    const { column } = line;
    const kind = content.kind;
    let popped: Level | null = null;
    while (this.#levels.length > 0 && this.#levels.at(-1)!.column > column) popped = this.#levels.pop()!;
    const top = this.#levels.at(-1);
    if (!top && !popped) {
      if (kind === 'map' && this.#loose) return noPair(this.#loose, `above "${content.key}"`);
      if (kind !== 'other') this.#open(line, column, kind, false);
      return null;
    }
    if (top && column === top.column) return this.#beside(line, content, top);
    if (kind === 'map') {
      const slip = this.#firstOf(line, content.key, popped ?? top!);
      if (slip) return slip;
    }
    if (popped) return this.#between(line, kind, popped, top);
    if (top!.isOpen) {
      if (kind !== 'other') this.#open(line, column, kind, top!.kind === 'map');
      return null;
    }
    if (kind === 'other') return this.#isPlain ? null : this.#stray(line, top!);
    const matching = this.#levels.findLast((level) => level.kind === kind);
    return this.#shifted(line, matching ?? top!);
  }

  /** Where all that is off is the line that a level began with, and this one is as it should be. */
  #firstOf(line: Line, key: string, level: Level): Slip | null {
    if (level.isOpen && line.column > level.column) return null;
    if (level.kind === 'list')
      return level.item && line.column > level.column ? noPair(level.item, `above "${key}"`) : null;
    if (level.count > 1) return null;
    const first = this.#lineOf(level);
    const around = this.#levels.at(-1) === level ? this.#levels.at(-2) : this.#levels.at(-1);
    if (around?.last === 'entries' && level.isValue && line.column === level.column + 2)
      return missingDash({ ...first, column: line.column }, null, first);
    const next = this.#lines.slice(line.index + 1).find(({ text }) => withoutComment(text.trim()) !== '')?.text ?? '';
    if (/^ */.exec(next)![0].length !== line.column || contentOf(next.trim()).kind !== 'map') return null;
    // What is deeper than the first may as well be too deep itself, where nothing else begins on its line.
    const { start, text } = this.#lines[level.line]!;
    const column = /^ */.exec(text)![0].length;
    const blanks = line.column - level.column;
    if (column + blanks < 0 || (blanks > 0 && column === level.column)) return null;
    const whole = { index: level.line, start, column, text: withoutComment(text.slice(column)) };
    return indented(whole, column + blanks, 'as what stands below it shows');
  }

  #beside(line: Line, content: Content, top: Level): Slip | null {
    const { kind } = content;
    if (kind === top.kind) return null;
    if (kind === 'list') {
      // A list may stand at the column of its key.
      if (top.isOpen) this.#open(line, line.column, 'list', true);
      else
        return marked(line, {
          message: `a dash stands among the keys ${below(top)}`,
          hint: 'take it away, or put the item below the key it belongs to',
        });
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
    this.#levels.push({
      column,
      kind,
      isValue,
      line: line.index,
      offset: line.start + column,
      isOpen: false,
      last: '',
      count: 0,
      item: null,
    });
  }

  #shifted(line: Line, level: Level): Slip {
    return indented(line, level.column, below(level));
  }

  #stray(line: Line, level: Level): Slip {
    if (this.#block) {
      const { key } = this.#block;
      return marked(line, { message: `the text of "${key}" must be indented deeper than "${key}"` });
    }
    if (level.kind === 'list') return missingDash(line, level);
    return noPair(line, below(level));
  }

  #gluedDash(line: Line): Slip | null {
    if (
      !/^-[^\s-]/.test(line.text) ||
      !this.#levels.some((level) => level.kind === 'list' && level.column === line.column)
    )
      return null;
    const at = line.start + line.column + 1;
    return marked(line, {
      message: 'a blank is missing behind the dash',
      fix: { title: 'Put a blank behind the dash', replacement: ' ', start: at, end: at },
    });
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
