/** The fields of a module's text and whether its parentheses match, as far as a reader of tokens can tell. */
import { WatLexer } from './wat-lexer.ts';

export interface WatOutline {
  /** Every parenthesis that opens closes, and nothing else does. */
  readonly isBalanced: boolean;
  readonly fields: readonly WatField[];
  /** Offset of the first word: `module`, mostly. */
  readonly wordOffset: number;
}

export interface WatField {
  /** Of its parenthesis, in UTF-16 units. */
  readonly offset: number;
  /** `func`, `memory`, … */
  readonly head: string;
  /** `(func (import "m" "f"))` */
  isImport: boolean;
}

/** Linear in the text; reads up to the first thing that is no token. */
export function outlineOf(text: string): WatOutline {
  const lexer = new WatLexer(text);
  const fields: WatField[] = [];
  const opens: number[] = [];
  let isBalanced = true;
  let fieldDepth = 1;
  let wordOffset = -1;
  let isAfterOpen = false;
  while (lexer.next()) {
    const isHead = isAfterOpen;
    isAfterOpen = lexer.kind === 'open';
    if (lexer.kind === 'open' || lexer.kind === 'annotation') {
      opens.push(lexer.start);
    } else if (lexer.kind === 'close') {
      isBalanced &&= opens.length > 0;
      opens.pop();
    } else if (isHead && lexer.kind === 'word' && lexer.annotationDepth === 0) {
      const { word } = lexer;
      if (wordOffset < 0) {
        wordOffset = lexer.start;
        fieldDepth = word === 'module' ? 2 : 1;
      }
      if (opens.length === fieldDepth && word !== 'module')
        fields.push({ offset: opens[opens.length - 1]!, head: word, isImport: false });
      const field = fields[fields.length - 1];
      if (field && word === 'import' && opens.length === fieldDepth + 1) field.isImport = true;
    }
  }
  return {
    isBalanced: isBalanced && opens.length === 0 && lexer.problem === null,
    fields,
    wordOffset: Math.max(0, wordOffset),
  };
}
