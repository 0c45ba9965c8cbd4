/** A project as a zip file, there and back. */
import { err, ok, type Result } from '../base/result.ts';
import { importNamed, type ImportedProject } from './import-files.ts';
import type { ImportProblem } from './import-problem.ts';
import { LIMITS, limitProblem } from './limits.ts';
import { checkPath, findFolderConflict } from './names.ts';
import { sortedFiles, type ProjectInput } from './project.ts';
import { layOutForWippy } from './wippy-layout.ts';
import { textOrBytes } from './text.ts';
import { zipFiles } from './zip-files.ts';
import { readZipDirectory, readZipEntry } from './zip-reader.ts';

/**
 * A zip that `wippy run` takes, unpacked into an empty folder. With a `wippy.lock` the files go in as they are. Without
 * one it is added, and sources go below `src/` unless they are there; folders that a definition mounts by `fs.directory`
 * stay outside of it, since Wippy counts these paths from the folder that holds `wippy.lock` (wippy-layout has the
 * rules). `importZip` takes that back. Name, `main` and `open` are not in a zip.
 *
 * Byte-identical for the same files in any order. Throws for names that `checkPath` refuses: the caller let them in.
 */
export function exportZip(project: ProjectInput): Uint8Array {
  const encoder = new TextEncoder();
  // Text or bytes as `importZip` will see it, or it could not take the layout back.
  const files = new Map(
    sortedFiles(project.files).map(([path, content]) => [
      path,
      textOrBytes(typeof content === 'string' ? encoder.encode(content) : content),
    ]),
  );
  for (const path of files.keys()) {
    const checked = checkPath(path);
    if (!checked.ok) throw new Error(`not a path of a project: ${checked.error}`);
  }
  const conflict = findFolderConflict(files.keys());
  if (conflict !== null) throw new Error(`not the files of a project: ${conflict}`);
  const packed = sortedFiles(layOutForWippy(files)).map(
    ([path, content]) => [path, typeof content === 'string' ? encoder.encode(content) : content] as const,
  );
  return zipFiles(packed);
}

/**
 * The project in a zip, made by {@link exportZip} or by anything else. One folder around everything is taken off; what
 * tools leave behind (`.git/`, `.DS_Store` …) and symbolic links are skipped and listed. Names, counts and claimed sizes
 * are checked before anything is inflated, real sizes while it is, checksums after it. UTF-8 without NUL becomes text.
 * Never throws.
 */
export function importZip(bytes: Uint8Array, nowMs: () => number = Date.now): Result<ImportedProject, ImportProblem> {
  if (bytes.length > LIMITS.zipBytes) return err(limitProblem('zipBytes', bytes.length));
  // Node's Buffer is a Uint8Array whose `slice` does not copy.
  const directory = readZipDirectory(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  if (!directory.ok) return directory;
  const files = directory.value.filter((entry) => !entry.isFolder && !entry.isSymbolicLink);
  const deadlineMs = nowMs() + LIMITS.importMs;
  const imported = importNamed(
    files.map((entry) => ({
      path: entry.name,
      sizeBytes: entry.sizeBytes,
      read: (maximumBytes) => readZipEntry(entry, { maximumBytes, deadlineMs, nowMs }),
    })),
  );
  if (!imported.ok) return imported;
  const links = directory.value.filter((entry) => entry.isSymbolicLink).map((entry) => entry.name.toWellFormed());
  return ok({ ...imported.value, skipped: [...imported.value.skipped, ...links] });
}
