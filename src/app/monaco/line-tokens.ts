import {
  ContiguousTokensEditing,
  EMPTY_LINE_TOKENS,
} from 'monaco-editor/editor/common/tokens/contiguousTokensEditing.js';

/**
 * Monaco 0.57 goes on taking a line for empty after something was typed into it, until it is coloured anew. Joined to another
 * line before that, the two have fewer tokens than text, and the next look at them is an error on the page ("Token length and
 * text length do not match!"). Here such a line is one of which nothing is known yet. Can go when Monaco's own does.
 */
export function forgetTokensOfEmptyLines(): void {
  const { insert } = ContiguousTokensEditing;
  ContiguousTokensEditing.insert = (tokens, index, length) =>
    tokens === EMPTY_LINE_TOKENS && length > 0 ? null : insert(tokens, index, length);
}
