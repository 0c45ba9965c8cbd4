import { beforeAll, describe, expect, it } from 'vitest';
import { ContiguousTokensStore } from 'monaco-editor/editor/common/tokens/contiguousTokensStore.js';
import { forgetTokensOfEmptyLines } from './line-tokens.ts';

const STYLE = 1;
const at = (
  startLineNumber: number,
  startColumn: number,
  endLineNumber = startLineNumber,
  endColumn = startColumn,
) => ({
  startLineNumber,
  startColumn,
  endLineNumber,
  endColumn,
});

/** Lines as the editor has coloured them last. */
function coloured(...lengths: readonly number[]): ContiguousTokensStore {
  const store = new ContiguousTokensStore({ encodeLanguageId: () => STYLE });
  for (const [line, length] of lengths.entries())
    store.setTokens('lua', line, length, new Uint32Array([length, STYLE]), false);
  return store;
}

function endOf(store: ContiguousTokensStore, line: number, text: string): number {
  const tokens = store.getTokens('lua', line, text);
  return tokens.getEndOffset(tokens.getCount() - 1);
}

beforeAll(forgetTokensOfEmptyLines);

describe('the tokens of a line that was empty reach to its end', () => {
  it('when something was typed into it and the next line joined to it', () => {
    const store = coloured(0, 3);
    store.acceptEdit(at(1, 1), 0, 1);
    store.acceptEdit(at(1, 2, 2, 1), 0, 0);
    expect(endOf(store, 0, 'xfoo')).toBe(4);
  });

  it('when something was typed into it and it was joined to the line before', () => {
    const store = coloured(3, 0);
    store.acceptEdit(at(2, 1), 0, 2);
    store.acceptEdit(at(1, 4, 2, 1), 0, 0);
    expect(endOf(store, 0, 'fooxy')).toBe(5);
  });

  it('and a line that stays empty is joined as before', () => {
    const store = coloured(0, 3);
    store.acceptEdit(at(1, 1, 2, 1), 0, 0);
    expect(endOf(store, 0, 'foo')).toBe(3);
  });
});
