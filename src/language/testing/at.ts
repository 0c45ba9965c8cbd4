import type { ProjectFiles } from '../../contract/api.ts';
import type { HelpAnswer, HelpTopic, HelpTopics } from '../../contract/help.ts';
import { Assistant } from '../assistant.ts';

/** Where the question is asked: a bar in one of the texts, which has none otherwise. */
const BAR = '¦';

export interface Asked {
  readonly files: ProjectFiles;
  readonly file: string;
  readonly offset: number;
}

/** The files without the bar, and where it stood. */
export function at(files: Readonly<Record<string, string>>): Asked {
  const [file, marked] = Object.entries(files).find(([, text]) => text.includes(BAR)) ?? [];
  if (file === undefined || marked === undefined) throw new Error('no text has a bar');
  return { files: { ...files, [file]: marked.replace(BAR, '') }, file, offset: marked.indexOf(BAR) };
}

export function ask<T extends HelpTopic>(
  topic: T,
  files: Readonly<Record<string, string>>,
  more: Partial<HelpTopics[T]['question']> = {},
): HelpAnswer<T> {
  const { files: plain, file, offset } = at(files);
  return new Assistant().answer(plain, { topic, file, offset, ...more } as never) as HelpAnswer<T>;
}

export function labels(files: Readonly<Record<string, string>>): string[] {
  return ask('complete', files).map(({ label }) => label);
}

/** The text of the file once a completion is taken, with what else changes. */
export function taken(files: Readonly<Record<string, string>>, label: string): string {
  const asked = at(files);
  const found = ask('complete', files).find((one) => one.label === label);
  if (!found) throw new Error(`${label} is not offered`);
  const text = asked.files[asked.file] as string;
  return text.slice(0, found.replace.start) + found.insert + text.slice(found.replace.end);
}

/** The stretches of text that ranges of an answer name. */
export function shown(
  files: Readonly<Record<string, string>>,
  ranges: readonly { readonly file: string; readonly start: number; readonly end: number }[],
): string[] {
  const { files: plain } = at(files);
  return ranges.map(({ file, start, end }) => `${file}: ${(plain[file] as string).slice(start, end)}`);
}

/** The text as formatting leaves it. */
export function formatted(file: string, text: string): string {
  const edits = new Assistant().answer({ [file]: text }, { topic: 'format', file });
  return edits.toReversed().reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);
}
