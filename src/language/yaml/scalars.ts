/** Values of YAML that are no maps and lists, as they stand in a text that may be half typed. */
import { EmbeddedText, type YamlNode, type YamlScalar } from './tree.ts';

export interface ScalarPlace {
  readonly at: number;
  /** End of the line that it begins in. */
  readonly lineEnd: number;
  /** Column of the key that it belongs to: what is indented more is part of a block scalar. */
  readonly indent: number;
  readonly anchors: ReadonlyMap<string, YamlNode>;
}

export function readScalar(text: string, { at, lineEnd, indent, anchors }: ScalarPlace): YamlScalar {
  const first = text[at];
  const line = text.slice(at, lineEnd);
  if ((first === '|' || first === '>') && /^[|>][-+\d]{0,2}[ \t]*(?:#.*)?$/.test(line))
    return readBlock(text, at, indent);
  if (first === '"' || first === "'") return readQuoted(text, at, lineEnd);
  const written = /^.*?(?=[ \t]+#|[ \t]*$)/.exec(line)?.[0] ?? '';
  if (first === '*') {
    const target = anchors.get(written.slice(1));
    const meant = target?.type === 'scalar' ? target : null;
    const end = at + written.length;
    return {
      type: 'scalar',
      style: 'alias',
      start: at,
      end,
      value: meant?.value ?? '',
      content: meant?.content ?? null,
    };
  }
  return plainScalar(written, at);
}

export function plainScalar(written: string, at: number): YamlScalar {
  const end = at + written.length;
  return { type: 'scalar', style: 'plain', start: at, end, value: written, content: EmbeddedText.of(written, at) };
}

/** To the closing quote, which is looked for in the line only: a quote that nothing closes takes no other lines along. */
export function readQuoted(text: string, at: number, lineEnd: number): YamlScalar {
  const quote = text[at]!;
  let end = at + 1;
  while (end < lineEnd && text[end] !== quote) {
    if (quote === '"' && text[end] === '\\') end++;
    else if (quote === "'" && text.startsWith("''", end)) end++;
    end++;
  }
  // In single quotes a quote is written twice.
  while (quote === "'" && text[end] === quote && text[end + 1] === quote) {
    end += 2;
    while (end < lineEnd && text[end] !== quote) end++;
  }
  const inner = text.slice(at + 1, Math.min(end, lineEnd));
  const isPlain = quote === '"' ? !inner.includes('\\') : !inner.includes("''");
  const value = isPlain ? inner : quote === "'" ? inner.replaceAll("''", "'") : unescape(inner);
  const content = isPlain ? EmbeddedText.of(inner, at + 1) : null;
  return { type: 'scalar', style: 'quoted', start: at, end: Math.min(end + 1, lineEnd), value, content };
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}

function readBlock(text: string, at: number, indent: number): YamlScalar {
  const lines: { inner: number; outer: number; length: number }[] = [];
  const parts: string[] = [];
  let inner = 0;
  let column = -1;
  let end = at + 1;
  for (let from = nextLine(text, at); from < text.length || (from === text.length && text[from - 1] === '\n');) {
    const stop = lineEndOf(text, from);
    const blanks = /^ */.exec(text.slice(from, stop))![0].length;
    const isBlank = blanks === stop - from;
    if (!isBlank && blanks <= indent) break;
    if (isBlank && from >= text.length) break;
    if (column < 0 && !isBlank) column = blanks;
    const cut = Math.min(column < 0 ? blanks : column, blanks);
    const line = text.slice(from + cut, stop);
    lines.push({ inner, outer: from + cut, length: line.length });
    parts.push(line);
    inner += line.length + 1;
    if (!isBlank || blanks > indent) end = stop;
    from = nextLine(text, from);
    if (from === stop) break;
  }
  const value = `${parts.join('\n')}\n`;
  return { type: 'scalar', style: 'block', start: at, end, value, content: new EmbeddedText(value, lines) };
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length + 1 : end + 1;
}

function lineEndOf(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  const stop = end < 0 ? text.length : end;
  return stop > from && text[stop - 1] === '\r' ? stop - 1 : stop;
}
