/** Pieces of Markdown as help is made of. */

/** Code in its own lines, coloured as its language is. */
export function codeBlock(language: 'wat' | 'lua' | 'wit' | 'yaml', code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

/** What the user wrote, in the middle of a sentence. */
export function inlineCode(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;
}

/** What the user wrote as text: none of its marks mean anything. */
export function plainText(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|~-]/g, (mark) => `\\${mark}`);
}

export function paragraphs(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n\n');
}
