/** What is said of a slip and what would mend it, each with its place. */

export interface Slip {
  /** UTF-16 offsets; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string;
  readonly fix?: { readonly title: string; readonly replacement: string; readonly start: number; readonly end: number };
}

export interface Level {
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
  /** Keys or dashes so far. */
  count: number;
  /** Where the text behind the last dash stands, if it is neither a key nor another dash. */
  item: Line | null;
}

/** Of a line with something in it. */
export interface Line {
  readonly index: number;
  readonly start: number;
  readonly column: number;
  /** From the column to the end, without a comment. */
  readonly text: string;
}

export function below({ last, line }: Level): string {
  const name = last.length > 30 ? `${last.slice(0, 30)}…` : last;
  return last === '' ? `with what begins in line ${line + 1}` : `below "${name}"`;
}

export function marked({ start, column, text }: Line, rest: Omit<Slip, 'start' | 'end'>): Slip {
  return { start: start + column, end: start + column + text.length, ...rest };
}

/** A line that is to be at `column`. */
export function indented(line: Line, column: number, where: string): Slip {
  const blanks = Math.abs(line.column - column);
  const count = `${blanks} ${blanks === 1 ? 'blank' : 'blanks'} too ${line.column > column ? 'many' : 'few'}`;
  const { start } = line;
  return marked(line, {
    message: `this line has ${count} in front: it belongs at column ${column + 1}, ${where}`,
    fix: {
      title: column === 0 ? 'Take the blanks away' : `Indent by ${column}`,
      replacement: ' '.repeat(column),
      start,
      end: start + line.column,
    },
  });
}

/** Something that should be a key and its value. */
export function noPair(line: Line, where: string): Slip {
  const { text, start, column } = line;
  const glued = /^([\w.-]+:)\S/.exec(text);
  if (glued) {
    const at = start + column + glued[1]!.length;
    return marked(line, {
      message: `a blank is missing behind "${glued[1]}"`,
      fix: { title: 'Put a blank behind the colon', replacement: ' ', start: at, end: at },
    });
  }
  const message = `expected "key: value" ${where}, found "${text.slice(0, 40)}"`;
  const [, word, gap] = /^([\w.-]+)(\s*=\s*|(?=\s+\S))/.exec(text) ?? [];
  if (word === undefined) return marked(line, { message });
  const at = start + column + word.length;
  if (gap !== '')
    return marked(line, {
      message,
      hint: 'YAML has a colon there',
      fix: { title: 'Put a colon there', replacement: ': ', start: at, end: at + gap!.length },
    });
  return marked(line, {
    message,
    hint: `a colon is missing behind "${word}"`,
    fix: { title: 'Put a colon there', replacement: ':', start: at, end: at },
  });
}

/** `list` is null where there is none yet: this line, marked as `shown`, is to begin it. */
export function missingDash(line: Line, list: Level | null, shown = line): Slip {
  const column = list ? list.column : line.column - 2;
  return marked(shown, {
    message: list
      ? `a dash is missing in front of this line: it stands at the column of the list that begins in line ${list.line + 1}`
      : 'a dash is missing in front of this line: it begins the first item of a list',
    fix: {
      title: 'Put a dash in front',
      replacement: `${' '.repeat(column)}- `,
      start: line.start,
      end: line.start + shown.column,
    },
  });
}

export function quoteIt(start: number, written: string, value: string, message: string): Slip {
  const quoted = /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
  const end = start + written.length;
  return {
    start,
    end,
    message,
    hint: `write it in quotes: ${quoted}`,
    fix: { title: 'Put it in quotes', replacement: quoted, start, end },
  };
}
