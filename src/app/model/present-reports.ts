/** What the last boot said of entries that are still there. */
import type { EntryReport, ProjectFiles } from '../../contract/api.ts';
import { definitionsOf } from './definitions.ts';

/**
 * `reports` without the entries that were written down in `bootedFiles` and are not in `files`. What only the registry's own reader
 * finds stays until the next boot.
 */
export function presentReports(
  reports: readonly EntryReport[] | null,
  bootedFiles: ProjectFiles | null,
  files: ProjectFiles,
): readonly EntryReport[] | null {
  if (!reports || !bootedFiles || bootedFiles === files) return reports;
  const present = new Set(definitionsOf(files).map(({ id }) => id));
  const gone = new Set(
    definitionsOf(bootedFiles)
      .map(({ id }) => id)
      .filter((id) => !present.has(id)),
  );
  return gone.size === 0 ? reports : reports.filter(({ id }) => !gone.has(id));
}
