/** From what the runtime names to places in the project's files. */
import { ownValue } from '../../base/own.ts';
import type { ConsoleEntry, ProjectFiles } from '../../contract/api.ts';
import { definitionsOf, type Definition } from './definitions.ts';

export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function definitionPlace(files: ProjectFiles, id: string): SourcePlace | null {
  const found = definitionsOf(files).find((item) => item.id === id);
  return found ? { file: found.file, line: found.line, column: found.column } : null;
}

/** The function itself where its source is a file of text, else the entry that names it. */
export function sourcePlace(files: ProjectFiles, id: string): SourcePlace | null {
  const found = definitionsOf(files).find((item) => item.id === id);
  if (!found) return null;
  const text = found.source === null ? undefined : ownValue(files, found.source);
  if (found.source === null || typeof text !== 'string')
    return { file: found.file, line: found.line, column: found.column };
  return { file: found.source, ...methodPlace(text, found) };
}

function methodPlace(text: string, { method, source }: Definition): { readonly line: number; readonly column: number } {
  if (method !== null) {
    const name = method.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const pattern = source?.endsWith('.lua')
      ? `function\\s+(?:[\\w.]+[.:])?${name}\\b|\\b${name}\\s*=\\s*function`
      : `\\(export\\s+"${name}"`;
    const index = text.search(new RegExp(pattern));
    if (index >= 0) {
      const before = text.slice(0, index);
      return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
    }
  }
  return { line: 1, column: 1 };
}

/** Where a row was written: told by the runtime, or worked out from `ns:name:12`. */
export function entryPlace(files: ProjectFiles, entry: ConsoleEntry): SourcePlace | null {
  if (entry.at && Object.hasOwn(files, entry.at.file)) return { ...entry.at, column: 1 };
  if (!entry.location) return null;
  const match = /^(.+:.+):(\d+)$/.exec(entry.location);
  const id = match?.[1] ?? entry.location;
  const found = definitionsOf(files).find((item) => item.id === id);
  if (!found) return null;
  const line = Number(match?.[2] ?? 0);
  // Lines of a source that stands in the entry itself count from where it begins there, which is not known here.
  if (line > 0 && found.source !== null && Object.hasOwn(files, found.source))
    return { file: found.source, line, column: 1 };
  return sourcePlace(files, id);
}
