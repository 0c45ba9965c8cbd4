import type { Place, SourceText } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';

/** With what was meant to be `file://` in front, or without. */
const FILE_NAME = /^(?:file:\/{0,2})?([\w./-]+\.(?:wat|wit|lua|wasm))$/i;

/** What is wrong with a text that is no more than the name of a file; null for any other, and for what came out of a file. */
export function fileNameSlip(
  { text, file }: SourceText,
  place: Place,
): { readonly message: string; readonly hint: string } | null {
  const written = text.trim();
  const name = file === place.file ? FILE_NAME.exec(written)?.[1] : undefined;
  if (name === undefined) return null;
  return {
    message: `"${written}" is taken for the text itself, not for the name of a file`,
    hint: didYouMean(`file://${name}`),
  };
}
