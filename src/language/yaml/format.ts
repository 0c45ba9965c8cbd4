import type { FileEdit } from '../../contract/help.ts';

/** A line that ends in the header of a block of text, with tag, anchor and comment. */
const blockHeader = /(?:^|[\s:?-])[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?:[ \t]#.*)?\r?$/;
const documentStart = /^---(?=\s)/;

/**
 * Takes the blanks behind lines away. Comments, order and the way of writing stay, and no value changes: blocks of text have theirs, lines
 * of quoted and plain texts are joined without them (YAML 1.2 §7.3), but for one that is escaped.
 */
export function formatYaml(text: string, file: string): FileEdit[] {
  const edits: FileEdit[] = [];
  /** Of the line with the header of the block that is open: what is further in belongs to it. */
  let block: number | null = null;
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const indent = line.search(/[^ ]/);
    const isBlank = line.trim() === '';
    if (block !== null && !isBlank && indent <= block) block = null;
    if (block === null) {
      const blanks = /(?<!\\)[ \t]+(?=\r?$)/.exec(line);
      // Those behind an escaped one are found after the first of them.
      if (blanks && !/\\[ \t]*\r?$/.test(line))
        edits.push({ file, start: start + blanks.index, end: start + blanks.index + blanks[0].length, text: '' });
      if (blockHeader.test(line)) block = documentStart.test(line) ? -1 : indent;
    }
    if (newline < 0) break;
    start = newline + 1;
  }
  return edits;
}
