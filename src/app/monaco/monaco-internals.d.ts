/** Parts of Monaco that it has no types for. */
declare module 'monaco-editor/editor/common/tokens/contiguousTokensEditing.js' {
  /** Pairs of a token's end and its style; null where they are not known. */
  export type Tokens = Uint32Array | ArrayBuffer | null;
  export const EMPTY_LINE_TOKENS: ArrayBuffer;
  export const ContiguousTokensEditing: {
    insert: (tokens: Tokens, index: number, length: number) => Tokens;
  };
}

declare module 'monaco-editor/editor/common/tokens/contiguousTokensStore.js' {
  interface Range {
    readonly startLineNumber: number;
    readonly startColumn: number;
    readonly endLineNumber: number;
    readonly endColumn: number;
  }
  export class ContiguousTokensStore {
    constructor(codec: { readonly encodeLanguageId: (id: string) => number });
    setTokens(language: string, line: number, length: number, tokens: Uint32Array, isCompared: boolean): boolean;
    acceptEdit(range: Range, lineCount: number, firstLineLength: number): void;
    getTokens(
      language: string,
      line: number,
      text: string,
    ): { getCount(): number; getEndOffset(index: number): number };
  }
}

declare module 'monaco-editor/languages/definitions/yaml/yaml' {
  import type { languages } from 'monaco-editor/editor';
  export const conf: languages.LanguageConfiguration;
  export const language: languages.IMonarchLanguage;
}
