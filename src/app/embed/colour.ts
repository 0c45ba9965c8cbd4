/** Colours of code without the editor, which is far too large for a poster: by words alone, so that at worst one has no colour. */

export type Look = 'comment' | 'string' | 'number' | 'keyword' | 'key' | null;

export interface Piece {
  readonly text: string;
  readonly look: Look;
}

const luaWords =
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while';
const watWords = 'module func param result local export import memory data global table elem type start then else end';

/** Groups by name of the look. */
const patterns: ReadonlyMap<string, RegExp> = new Map([
  [
    'lua',
    new RegExp(
      String.raw`(?<comment>--\[(?<level>=*)\[[\s\S]*?(?:\]\k<level>\]|$)|--[^\n]*)|(?<string>"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|\[(?<long>=*)\[[\s\S]*?(?:\]\k<long>\]|$))|(?<number>\b(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\b)|\b(?<keyword>${luaWords.replaceAll(' ', '|')})\b`,
      'g',
    ),
  ],
  [
    'wat',
    new RegExp(
      String.raw`(?<comment>;;[^\n]*|\(;[\s\S]*?(?:;\)|$))|(?<string>"(?:\\[\s\S]|[^"\\\n])*"?)|(?<key>\$[\w.-]+)|(?<number>(?<![\w.$])[+-]?(?:0x[\da-fA-F]+|\d+(?:\.\d+)?)\b)|(?<![\w.$])(?<keyword>${watWords.replaceAll(' ', '|')})(?![\w.])`,
      'g',
    ),
  ],
  [
    'yaml',
    /(?<comment>(?<![^\s])#[^\n]*)|(?<key>(?<=^|\n)[ ]*(?:- )*[\w.-]+(?=:(?:\s|$)))|(?<string>"(?:\\[\s\S]|[^"\\\n])*"?|'[^'\n]*'?)|(?<number>(?<=: |[[,] ?)-?\d+(?:\.\d+)?\b)/g,
  ],
]);

/** All of the text, in order. Linear in its length. */
export function colourPieces(text: string, language: string): readonly Piece[] {
  const pattern = patterns.get(language);
  if (!pattern) return text === '' ? [] : [{ text, look: null }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), look: null });
    pieces.push({ text: match[0], look: lookOf(match.groups ?? {}) });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), look: null });
  return pieces;
}

function lookOf(groups: Readonly<Record<string, string | undefined>>): Look {
  return (
    (['comment', 'string', 'number', 'keyword', 'key'] as const).find((look) => groups[look] !== undefined) ?? null
  );
}
