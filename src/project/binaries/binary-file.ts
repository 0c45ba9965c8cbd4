/** The file behind a `function.wasm`: found, read and held against its hash (spec/wasm §3, the first steps). */
import type { Result } from '../../base/result.ts';
import { err } from '../../base/result.ts';
import type { Diagnostic, EntryId, ProjectFiles } from '../../contract/api.ts';
import { ErrorKind, failure, internal, invalid, notFound, type Failure } from '../../contract/errors.ts';
import { isDirectory, type DirectoryConfig } from '../kinds/fs-directory.ts';
import type { WasmBinaryEntry } from '../kinds/wasm-binary.ts';
import type { AnyEntry, FailedEntry } from '../registry/entries.ts';
import { filesystemNotFound } from '../registry/ids.ts';
import { nearest } from '../../base/nearest.ts';
import { hintAndFix, type Place } from '../registry/source.ts';
import { didYouMean } from '../../base/suggestion.ts';
import { Filesystem, type OpenedFile } from '../vfs/filesystem.ts';
import type { Rejection } from './rejection.ts';

const ALGORITHM = 'sha256';

/** Filesystems by ID, as far as their entries are good. */
export type Filesystems = ReadonlyMap<EntryId, DirectoryConfig>;

export function filesystemsOf(entries: readonly AnyEntry[]): Filesystems {
  return new Map(entries.flatMap((entry) => (isDirectory(entry) ? [[entry.id, entry.config] as const] : [])));
}

export function openBinary(
  entry: WasmBinaryEntry,
  filesystems: Filesystems,
  files: ProjectFiles,
): Result<OpenedFile, Rejection> {
  const { fs, path, places } = entry.config;
  const config = filesystems.get(fs);
  // Whoever linked the entries has said what is wrong with the filesystem.
  if (!config) return err({ status: 'rejected', error: notFound(filesystemNotFound(fs)), diagnostics: [] });
  const filesystem = new Filesystem(config, files);
  const opened = filesystem.read(path);
  if (opened.ok) return opened;
  switch (opened.error) {
    case 'missing':
      return err(
        refuse(entry, places.path, 'file-not-found', notFound(`failed to open file: ${path}`), {
          hint: fileHint(filesystem, path),
        }),
      );
    case 'denied':
      return err(
        refuse(
          entry,
          places.fs,
          'file-denied',
          failure(ErrorKind.permissionDenied, 'permission denied', { retryable: false, details: { path } }),
          {
            hint: `the mode of ${fs} does not allow reading`,
          },
        ),
      );
    case 'folder':
      return err(
        refuse(
          entry,
          places.path,
          'file-not-found',
          internal('failed to read wasm module from filesystem', { cause: `${path} is a folder` }),
        ),
      );
  }
}

/** null when `digest` (lower-case hex of the SHA-256) is what the entry asks for. */
export function checkHash(entry: WasmBinaryEntry, digest: string): Rejection | null {
  const { hash, places } = entry.config;
  const problem = hashProblem(hash, digest);
  if (problem === null) return null;
  return refuse(entry, places.hash, 'hash-mismatch', invalid(`hash verification failed: ${problem}`), {
    fix: hashFix(digest),
  });
}

/** As `hash` fields have it. */
export function formatDigest(digest: string): string {
  return `${ALGORITHM}:${digest}`;
}

/** What an entry without a hash should have; null when its file cannot be read. */
export async function offerHash(
  entry: FailedEntry,
  filesystems: Filesystems,
  files: ProjectFiles,
  sha256: (bytes: Uint8Array) => Promise<string>,
): Promise<Diagnostic | null> {
  const { missingHash } = entry;
  const config = missingHash && filesystems.get(missingHash.fs);
  if (!missingHash || !config) return null;
  const opened = new Filesystem(config, files).read(missingHash.path);
  if (!opened.ok) return null;
  const digest = await sha256(opened.value.bytes);
  return {
    ...(missingHash.value ?? missingHash.place),
    severity: 'info',
    code: 'hash-offer',
    message: `the hash of ${opened.value.file} is ${formatDigest(digest)}`,
    hint: `add hash: "${formatDigest(digest)}"`,
    ...(missingHash.value ? { fix: hashFix(digest) } : {}),
    entry: entry.id,
  };
}

function hashProblem(hash: string, digest: string): string | null {
  const colon = hash.indexOf(':');
  if (colon < 0) return `invalid hash format: ${hash}`;
  const algorithm = hash.slice(0, colon);
  if (algorithm !== ALGORITHM) return `unsupported hash algorithm: ${algorithm}`;
  const expected = hash.slice(colon + 1);
  return expected === digest ? null : `hash mismatch: expected ${expected}, got ${digest}`;
}

function hashFix(digest: string): { title: string; replacement: string } {
  return { title: 'Update the hash', replacement: formatDigest(digest) };
}

/** The file that was probably meant, written as the path is. */
function fileHint(filesystem: Filesystem, path: string): string {
  const files = filesystem.list();
  const slash = path.startsWith('/') ? '/' : '';
  const wanted = path.slice(slash.length);
  const base = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
  const guess = nearest(wanted, files) ?? files.find((file) => base(file) === base(wanted));
  if (guess !== undefined) return didYouMean(slash + guess);
  const binaries = files.filter((file) => file.endsWith('.wasm'));
  return binaries.length > 0 ? `there are ${binaries.slice(0, 5).join(', ')}` : 'add the file to the project';
}

export function refuse(
  entry: WasmBinaryEntry,
  place: Place,
  code: string,
  error: Failure,
  shown: Pick<Diagnostic, 'hint' | 'fix'> = {},
): Rejection {
  const cause = error.details?.['cause'];
  const message = typeof cause === 'string' ? `${error.message}: ${cause}` : error.message;
  return {
    status: 'rejected',
    error,
    diagnostics: [
      {
        ...place,
        severity: 'error',
        code,
        message,
        ...hintAndFix(shown.hint),
        ...(shown.fix ? { fix: shown.fix } : {}),
        entry: entry.id,
      },
    ],
  };
}
