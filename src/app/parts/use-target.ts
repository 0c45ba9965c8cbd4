import { useMemo } from 'react';
import type { FunctionType } from '../../wit/types.ts';
import type { RegistryEntry } from '../model/registry-entries.ts';
import { useProject, useRun } from '../stores/context.ts';
import { useSettledFiles } from '../stores/use-settled-files.ts';
import { parseSignature, type Signature } from '../model/arguments/signature.ts';
import { takesAnything } from '../model/main-entry.ts';
import { presentReports } from '../model/present-reports.ts';
import { targetOf } from '../model/target.ts';

export interface RunTarget {
  /** What Run calls; null when there is no function. */
  readonly id: string | null;
  /** Null for Lua functions, which declare no parameters. */
  readonly signature: Signature | null;
  /** Known once the project has booted; null for Lua functions. */
  readonly type: FunctionType | null;
  /** Whether its arguments have types, be they known yet or not. */
  readonly hasForm: boolean;
  readonly functions: readonly RegistryEntry[];
}

/** The functions of the project: as the last boot has them, and those that were written since. */
export function useTarget(): RunTarget {
  const files = useSettledFiles();
  const target = useProject((state) => state.target);
  const main = useProject((state) => state.main?.id ?? null);
  const booted = useRun((state) => state.entries);
  const bootedFiles = useRun((state) => state.bootedFiles);

  return useMemo(() => {
    const reports = presentReports(booted, bootedFiles, files);
    const { id, functions } = targetOf({ files, reports, target, main });
    const chosen = functions.find((entry) => entry.id === id);
    const hasForm = chosen !== undefined && !takesAnything(chosen);
    const type = reports?.find((entry) => entry.id === id)?.type ?? null;
    return { id, signature: parseSignature(chosen?.signature ?? undefined), type, hasForm, functions };
  }, [files, target, main, booted, bootedFiles]);
}
