/** `fs.directory` (spec/registry §4.1): a filesystem over a folder of the project. */
import { internal, invalid } from '../../contract/errors.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { AnyEntry, EntryOf, ReferenceRule } from '../registry/entries.ts';
import { filesystemNotFound } from '../registry/ids.ts';
import { describeKind } from '../registry/kind.ts';
import { resolvePath } from '../registry/project.ts';
import { choiceOr, flag, parsed, requiredText } from '../registry/field-types.ts';
import type { Place } from '../registry/source.ts';
import { nearest } from '../../base/nearest.ts';
import { didYouMean } from '../../base/suggestion.ts';

export interface DirectoryConfig {
  /** As written, relative to what {@link base} says. */
  readonly directory: string;
  /** Permission bits; whoever opens the filesystem adds the execute bits that §4.1 grants. */
  readonly mode: number;
  readonly base: 'project' | 'module';
  /** Whether a missing folder is made. */
  readonly autoInit: boolean;
  readonly places: { readonly directory: Place };
}

const MAX_MODE = 0xffff_ffff;

export const fsDirectory = describeKind({
  facts: factsOf('fs.directory'),
  language: null,
  fields: {
    directory: requiredText({ doc: 'The folder.', message: 'directory path is required' }),
    mode: parsed({
      doc: 'Who may do what, as octal digits; those of the owner count.',
      default: '0755',
      typeHint: 'write it with quotes: "0755"',
      parse: parseMode,
      complaint: {
        code: 'invalid-mode',
        message: 'invalid file mode format',
        hint: 'an octal number, such as "0755"',
      },
    }),
    base: choiceOr('project', {
      doc: 'What the folder is relative to.',
      values: ['project', 'module'],
      code: 'invalid-base',
      message: 'invalid directory base',
      hint: '"project" or "module"',
    }),
    auto_init: flag({ doc: 'Whether a missing folder is made.', default: false }),
  },
  decode: ({ directory, mode, base, auto_init: autoInit }): DirectoryConfig => ({
    directory: directory.value,
    mode,
    base: base.value,
    autoInit,
    places: { directory: directory.place },
  }),
  refusal: ({ message }) => invalid(`failed to decode config: ${message}`),
  fingerprint: ({ places: _places, ...rest }) => rest,
  /** A folder exists when a file lies in it; where modules lie is not known here. */
  check({ directory, base, autoInit, places }, { folders }) {
    if (autoInit || base === 'module') return null;
    const path = resolvePath('', directory);
    if (path !== null && folders.has(path)) return null;
    const message = `failed to create filesystem: failed to open directory: open ${directory}: no such file or directory`;
    const guess = nearest(
      directory,
      [...folders].filter((folder) => folder !== ''),
    );
    return {
      place: places.directory,
      code: 'folder-not-found',
      message,
      hint: guess === null ? 'put a file into the folder, or set auto_init: true' : didYouMean(guess),
      error: internal(message),
    };
  },
});

export type DirectoryEntry = EntryOf<typeof fsDirectory>;

export function isDirectory(entry: AnyEntry): entry is DirectoryEntry {
  return entry.description?.name === fsDirectory.name;
}

/** Be it good or rejected. */
function isFilesystem(entry: AnyEntry): boolean {
  return entry.kind === fsDirectory.name;
}

/** For what needs a filesystem to be there (the first step of spec/wasm §3). */
export const FILESYSTEM: ReferenceRule = {
  code: 'filesystem-not-found',
  missing: filesystemNotFound,
  accepts: isFilesystem,
  otherKind: (found) => `${found.id} is of kind ${found.kind}`,
  isCandidate: isFilesystem,
  absent: 'add an entry of kind fs.directory',
};

/** Octal digits only, of 32 bits at most. */
function parseMode(digits: string): number | null {
  if (!/^[0-7]+$/.test(digits)) return null;
  const value = Number.parseInt(digits, 8);
  return value <= MAX_MODE ? value : null;
}
