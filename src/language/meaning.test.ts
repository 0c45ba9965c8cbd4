/** That order and names are all that order and renaming change, in every text that is shipped. */
import { describe, expect, it } from 'vitest';
import type { ProjectFiles } from '../contract/api.ts';
import type { FileEdit } from '../contract/help.ts';
import { examples } from '../examples/index.ts';
import { readBinary } from '../examples/testing/read-binary.ts';
import { Assistant } from './assistant.ts';
import { formatted } from './testing/at.ts';

/** Comments, strings, words and signs of a language, told apart by other means than the helps'. */
const PIECES: Readonly<Record<string, RegExp>> = {
  lua: /--\[(=*)\[[\s\S]*?\]\1\]|--[^\n]*|\[(=*)\[[\s\S]*?\]\2\]|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[A-Za-z_]\w*|\S/g,
  wat: /\(;[\s\S]*?;\)|;;[^\n]*|"(?:\\[\s\S]|[^"\\])*"|[^\s()";]+|[()]/g,
  wit: /\/\*[\s\S]*?\*\/|\/\/[^\n]*|[\w%-]+|\S/g,
};
const NEW_NAMES: Readonly<Record<string, string>> = { lua: 'renamed_here', wat: '$renamed_here', wit: 'renamed-here' };
/** No multiple of what lines are made of. */
const STEP = process.env['EVERY_PLACE'] === undefined ? 23 : 1;

const languageOf = (file: string): string => file.slice(file.lastIndexOf('.') + 1);
const piecesOf = (file: string, text: string): string[] =>
  (text.match(PIECES[languageOf(file)]!) ?? []).map((piece) => piece.trimEnd());

async function textsOf(example: (typeof examples)[number]): Promise<{ files: ProjectFiles; own: [string, string][] }> {
  const files = await example.files(readBinary);
  const own = Object.entries(files).filter(
    (one): one is [string, string] => typeof one[1] === 'string' && languageOf(one[0]) in PIECES,
  );
  return { files, own };
}

/** Pieces of a text that edits change, before and after. */
function changesOf(file: string, text: string, edits: readonly FileEdit[]): [string, string][] {
  if (edits.length === 0) return [];
  const before = piecesOf(file, text);
  const after = piecesOf(
    file,
    edits
      .toSorted((a, b) => b.start - a.start)
      .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text),
  );
  expect(after, file).toHaveLength(before.length);
  return before.flatMap((piece, index): [string, string][] => (after[index] === piece ? [] : [[piece, after[index]!]]));
}

/** As somebody types who does not care. */
function untidy(text: string): string {
  return text
    .split('\n')
    .map((line, index) => `${' '.repeat((index * 7) % 5)}${line}${index % 3 === 0 ? '  ' : ''}`)
    .join('\n');
}

describe.each(examples)('in the example $id', (example) => {
  it('order changes blanks alone, and nothing once it is there', async () => {
    const { files, own } = await textsOf(example);
    for (const [file, text] of own)
      for (const before of [text, untidy(text)]) {
        const after = formatted(file, before);
        expect(piecesOf(file, after), file).toEqual(piecesOf(file, before));
        expect(formatted(file, after), file).toBe(after);
      }
    for (const [file, text] of Object.entries(files)) {
      if (typeof text !== 'string' || !file.endsWith('.yaml')) continue;
      const after = formatted(file, text);
      expect(after.split('\n').map((line) => line.trimEnd())).toEqual(text.split('\n').map((line) => line.trimEnd()));
      expect(formatted(file, after)).toBe(after);
    }
  });

  it('a name is changed where it is that name, in no comment, and in no string but IDs of entries', async () => {
    const { files, own } = await textsOf(example);
    const assistant = new Assistant();
    for (const [file, text] of own) {
      const newName = NEW_NAMES[languageOf(file)]!;
      for (let offset = 0; offset <= text.length; offset += STEP) {
        const answer = assistant.answer(files, { topic: 'rename', file, offset, newName });
        if (!answer.ok || answer.edits.length === 0) continue;
        const place = `${file}:${offset}`;
        for (const [changedFile, before] of own) {
          const edits = answer.edits.filter((edit) => edit.file === changedFile);
          const changes = changesOf(changedFile, before, edits);
          expect(changes.length, place).toBe(edits.length);
          for (const [index, [piece, after]] of changes.entries()) {
            const { start, end, text: put } = edits.toSorted((a, b) => a.start - b.start)[index]!;
            const oldName = before.slice(start, end);
            // Within a string an ID has its namespace in front, or its name behind.
            if (piece !== oldName) expect(piece, place).toMatch(/^["'][\w.:-]+["']$/);
            expect(after, place).toBe(piece.replace(oldName, put));
          }
        }
      }
    }
  });
});
