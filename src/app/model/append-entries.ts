/** New entries at the end of an `_index.yaml`, written as the file is written already: nothing else in it changes. */

/** A text with line breaks becomes a block, a list one item per line, a map a field per line, set in. */
export type NewValue = string | boolean | readonly string[] | ReadonlyMap<string, NewValue>;

export interface NewEntry {
  /** In order. */
  readonly fields: readonly (readonly [key: string, value: NewValue])[];
}

export interface AppendedEntries {
  readonly text: string;
  /** Of the first new entry; 1-based. */
  readonly line: number;
}

/** Null when the entries are written in a way that text cannot be added to: on one line, or a single entry without a list. */
export function appendEntries(text: string, entries: readonly NewEntry[]): AppendedEntries | null {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const head = lines.findIndex((line) => /^entries\s*:/.test(line));
  if (head < 0) {
    if (/^kind\s*:/m.test(text)) return null;
    const before = lines.slice(0, lastContent(lines, 0, lines.length) + 1);
    const start = before.length === 0 ? [] : [...before, ''];
    return joined([...start, 'entries:'], write(entries, { indent: '  ', gap: ' ' }, true), ['']);
  }
  const value = /^entries\s*:\s*(.*?)\s*(?:#.*)?$/.exec(lines[head] ?? '')?.[1] ?? '';
  const isEmptyList = /^\[\s*\]$/.test(value);
  if (value !== '' && !isEmptyList) return null;
  const top = isEmptyList ? (lines[head] ?? '').replace(/\[\s*\]\s*/, '').trimEnd() : (lines[head] ?? '');

  const first = lines.findIndex((line, index) => index > head && line.trim() !== '' && !/^\s*#/.test(line));
  const style = /^(\s*)-(\s+)\S/.exec(lines[first] ?? '');
  if (!style) {
    // Whatever comes next is another key of the file.
    const rest = first < 0 ? lines.slice(head + 1) : lines.slice(head + 1, first);
    const comments = rest.slice(0, lastContent(rest, 0, rest.length) + 1);
    const after = first < 0 ? [''] : ['', ...lines.slice(first)];
    return joined([...lines.slice(0, head), top, ...comments], write(entries, { indent: '  ', gap: ' ' }, true), after);
  }
  const indent = style[1] ?? '';
  let end = first;
  for (let index = first; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const depth = line.search(/\S/);
    // A comment that is not set in belongs to what comes after it, be it another entry or something else.
    if (line[depth] === '#' && depth <= indent.length) continue;
    if (depth < indent.length || (depth === indent.length && !line.startsWith('-', depth))) break;
    end = index;
  }
  const items = lines.slice(first, end + 1).filter((line) => line.startsWith(`${indent}-`)).length;
  const isSpaced = items < 2 || /\n[ \t]*\n(?:[ \t]*#[^\n]*\n)*[ \t]*- /.test(lines.slice(first, end + 1).join('\n'));
  const written = write(entries, { indent, gap: style[2] ?? ' ' }, isSpaced);
  const after = lines.slice(end + 1);
  return joined([...lines.slice(0, end + 1), ...(isSpaced ? [''] : [])], written, after.length === 0 ? [''] : after);

  function joined(start: readonly string[], middle: readonly string[], rest: readonly string[]): AppendedEntries {
    return { text: [...start, ...middle, ...rest].join(eol), line: start.length + 1 };
  }
}

/** The same text as it stands in a file, for copying. */
export function entriesText(entries: readonly NewEntry[]): string {
  return write(entries, { indent: '  ', gap: ' ' }, true).join('\n');
}

interface Style {
  readonly indent: string;
  /** Between the dash and the first key. */
  readonly gap: string;
}

function write(entries: readonly NewEntry[], { indent, gap }: Style, isSpaced: boolean): readonly string[] {
  const inner = indent + ' '.repeat(1 + gap.length);
  return entries.flatMap((entry, index) => {
    const lines = entry.fields.flatMap(([key, value]) => fieldLines(key, value));
    const own = lines.map((line, at) => (at === 0 ? `${indent}-${gap}${line}` : line === '' ? '' : inner + line));
    return isSpaced && index > 0 ? ['', ...own] : own;
  });
}

function fieldLines(key: string, value: NewValue): readonly string[] {
  if (typeof value === 'boolean') return [`${key}: ${value}`];
  if (isMap(value))
    return [`${key}:`, ...[...value].flatMap((field) => fieldLines(...field)).map((line) => `  ${line}`)];
  if (typeof value !== 'string') return [`${key}:`, ...value.map((item) => `  - ${scalar(item)}`)];
  if (value.includes('\n'))
    return [
      `${key}: |`,
      ...value
        .trimEnd()
        .split('\n')
        .map((line) => (line === '' ? '' : `  ${line}`)),
    ];
  return [`${key}: ${scalar(value)}`];
}

function isMap(value: NewValue): value is ReadonlyMap<string, NewValue> {
  return value instanceof Map;
}

/** In quotes only where YAML would read it as something else. */
function scalar(value: string): string {
  const isPlain =
    /^[A-Za-z./][^\s#"'{}[\],&*!|>%`]*(?:#[^\s"'{}[\],&*!|>%`]+)?$/.test(value) &&
    !/:$|^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

function lastContent(lines: readonly string[], from: number, to: number): number {
  for (let index = to - 1; index >= from; index--) if ((lines[index] ?? '').trim() !== '') return index;
  return from - 1;
}
