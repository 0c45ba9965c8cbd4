import type { Place, SourceText } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';

const FILE_NAME = /^[\w./-]+\.(?:wat|wit|lua|wasm)$/i;

/** What is wrong with a text that is no more than the name of a file; null for any other, and for what came out of a file. */
export function fileNameSlip({ text, file }: SourceText, place: Place): { readonly message: string; readonly hint: string } | null {
  const name = text.trim();
  if (file !== place.file || !FILE_NAME.test(name)) return null;
  return { message: `"${name}" is taken for the text itself, not for the name of a file`, hint: didYouMean(`file://${name}`) };
}
