/** What native Wippy does otherwise with a project: the notes of the checks, and what entries ask for that is told apart by their text. */
import type { Diagnostic, ProjectFiles } from '../../contract/api.ts';
import { ownValue } from '../../base/own.ts';
import { definitionsOf, type Definition } from '../model/definitions.ts';

export interface Difference {
  /** How bad: it does not boot or calls fail there, or it behaves in another way. */
  readonly weight: 'fails' | 'differs';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly entry: string | null;
  /** A sentence. */
  readonly text: string;
}

/** Of diagnostics, those that speak of native Wippy (`DIFFERENCES.md`). */
const nativeCode = 'native-wippy';

/** Why a check has looked at nothing; null where it has. */
export function checkFailure(diagnostics: readonly Diagnostic[]): string | null {
  return diagnostics.find(({ code }) => code === 'toolchain')?.message ?? null;
}

/**
 * Of a check with its notes on native Wippy. Errors of the project itself are none of this: they are in Problems. In the order of
 * files and lines, what fails first.
 */
export function differencesOf(files: ProjectFiles, diagnostics: readonly Diagnostic[]): readonly Difference[] {
  const noted = diagnostics
    .filter(({ code }) => code === nativeCode)
    .map(({ file, line, column, message, entry = null }): Difference => {
      return { weight: 'fails', file, line, column, entry, text: sentence(message) };
    });
  return [...noted, ...writtenEntries(files).flatMap(differencesOfEntry)].toSorted(
    (a, b) =>
      weights.indexOf(a.weight) - weights.indexOf(b.weight) ||
      a.file.localeCompare(b.file, 'en') ||
      a.line - b.line ||
      a.column - b.column,
  );
}

const weights: readonly Difference['weight'][] = ['fails', 'differs'];

interface Rule {
  /** Of one entry's own lines. */
  readonly pattern: RegExp;
  readonly kinds?: RegExp;
  readonly text: string;
}

const rules: readonly Rule[] = [
  {
    pattern: /^\s*(?:-\s+)?max_execution_ms\s*:/,
    text: 'Native Wippy looks at max_execution_ms between steps only: a loop without an end is not stopped there.',
  },
  {
    pattern: /^\s*(?:-\s+)?(?:imports|hosts)\s*:.*\bwasi1\b|^\s*-\s+wasi1\b/,
    kinds: /^(?:function|process)\.(?:wat|wasm)$/,
    text: 'Native Wippy discards what a core module writes, gives it the clock of its engine, and neither arguments nor mounts.',
  },
  {
    pattern: /^\s*(?:-\s+)?kind\s*:\s*["']?env\.storage\.os\b/,
    text: 'Native Wippy has the variables of the machine here; the values given in Environment… stay in this browser.',
  },
  {
    pattern: /^\s*(?:-\s+)?kind\s*:\s*["']?http\.service\b/,
    text: 'Native Wippy listens at the address; here it is reached from within the page.',
  },
  {
    pattern: /\bhttp_client\b/,
    kinds: /\.lua$/,
    text: 'Native Wippy reaches any address; here a page of another origin has to allow it, without cookies.',
  },
  {
    pattern: /^\s*(?:-\s+)?type\s*:\s*["']?adaptive\b|\btype\s*:\s*["']?adaptive\b/,
    text: 'In native Wippy an adaptive pool rests after workers that did not help; here it grows to its maximum.',
  },
];

interface WrittenEntry extends Pick<Definition, 'id' | 'kind' | 'file'> {
  /** Its own lines without comments, with their numbers counted from 1. */
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

function writtenEntries(files: ProjectFiles): readonly WrittenEntry[] {
  const all = definitionsOf(files);
  return all.map(({ id, kind, file, line }) => {
    const content = ownValue(files, file);
    const next = all.filter((other) => other.file === file && other.line > line).map((other) => other.line);
    const lines = (typeof content === 'string' ? content.split('\n') : [])
      .map((text, index) => ({ number: index + 1, text }))
      .slice(line - 1, Math.min(...next, Infinity) - 1)
      .filter(({ text }) => !/^\s*#/.test(text));
    return { id, kind, file, lines };
  });
}

function differencesOfEntry({ file, lines, id, kind }: WrittenEntry): readonly Difference[] {
  return rules.flatMap(({ pattern, kinds, text }) => {
    if (kinds && !kinds.test(kind)) return [];
    const found = lines.find((line) => pattern.test(line.text));
    if (!found) return [];
    const column = found.text.search(/[^\s-]/) + 1;
    return [{ weight: 'differs' as const, file, line: found.number, column, entry: id, text }];
  });
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
}
