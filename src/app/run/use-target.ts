import { useMemo } from 'react';
import type { EntryId, EntryReport } from '../../kernel/api.ts';
import { definitionsOf } from '../registry-view/definitions.ts';
import { registryEntries, type RegistryEntry } from '../registry-view/registry-entries.ts';
import { useProject, useRun } from '../stores/context.ts';
import { useSettledFiles } from '../stores/use-settled-files.ts';
import { chooseMainEntry } from './main-entry.ts';
import { parseSignature, type Signature } from './signature.ts';

export interface RunTarget {
  /** What Run calls; null when there is no function. */
  readonly id: string | null;
  /** Null for Lua functions, which declare no parameters. */
  readonly signature: Signature | null;
  readonly functions: readonly RegistryEntry[];
}

/** The functions of the project: as the last boot has them, and before one as they are written. */
export function useTarget(): RunTarget {
  const files = useSettledFiles();
  const target = useProject((state) => state.target);
  const main = useProject((state) => state.main?.id ?? null);
  const reports = useRun((state) => state.entries);

  return useMemo(() => {
    const written = reports === null ? definitionsOf(files) : [];
    const functions = registryEntries(written, reports ?? [])
      .flatMap((group) => group.entries)
      .filter((entry) => entry.kind.startsWith('function.'));
    const id = chooseMainEntry(reports ?? functions.map(unbooted), [target, main]) ?? (reports === null ? (target ?? main) : null);
    const text = functions.find((entry) => entry.id === id)?.signature;
    return { id, signature: parseSignature(text ?? undefined), functions };
  }, [files, target, main, reports]);
}

function unbooted({ id, kind, signature }: RegistryEntry): EntryReport {
  return { id: id as EntryId, kind, status: 'ready', ...(signature === null ? {} : { signature }) };
}
