/** What Run calls: the function chosen, else the project's own, else the likeliest. */
import type { EntryId, EntryReport, ProjectFiles } from '../../contract/api.ts';
import { definitionsOf } from './definitions.ts';
import { registryEntries, type RegistryEntry } from './registry-entries.ts';
import { chooseMainEntry, isCallable } from './main-entry.ts';

export interface TargetOptions {
  readonly files: ProjectFiles;
  /** As the last boot had them; null before the first. */
  readonly reports: readonly EntryReport[] | null;
  /** Chosen by hand. */
  readonly target: string | null;
  /** Named by the project. */
  readonly main: string | null;
}

export interface FoundTarget {
  /** Null when there is no function. */
  readonly id: string | null;
  readonly functions: readonly RegistryEntry[];
}

/** The functions of the project, as the last boot has them and those written since, and the one that Run calls. */
export function targetOf({ files, reports, target, main }: TargetOptions): FoundTarget {
  const functions = registryEntries(definitionsOf(files), reports ?? [])
    .flatMap((group) => group.entries)
    .filter(isCallable);
  const written = functions.filter((entry) => entry.status === 'written').map(unbooted);
  const id =
    chooseMainEntry([...(reports ?? []), ...written], [target, main]) ?? (reports === null ? (target ?? main) : null);
  return { id, functions };
}

/** What is only written may become ready with the next boot. */
function unbooted({ id, kind, signature }: RegistryEntry): EntryReport {
  return { id: id as EntryId, kind, status: 'ready', ...(signature === null ? {} : { signature }) };
}
