/** What entries ask of each other and of the project's folders, and their order (spec/registry §3.3, §4.1). */
import type { EntryId } from '../../contract/api.ts';
import { internal, invalid, notFound } from '../../contract/errors.ts';
import { rejectEntry } from './decode.ts';
import type { DirectoryEntry, Entry, LuaFunctionEntry, LuaLibraryEntry, WasmFunctionEntry } from './entries.ts';
import { filesystemNotFound, formatId, parseId } from './ids.ts';
import { ingredientsOf } from './fingerprint.ts';
import { nearest } from '../../base/nearest.ts';
import { orderByDependency } from './order.ts';
import { resolvePath } from './project.ts';
import type { Report } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';

export interface Linked {
  /** In boot order. Those whose needs are not met have become failed ones. */
  readonly entries: readonly Entry[];
  readonly ok: boolean;
}

/** `folders`: every folder of the project, without slash at the end. */
export function linkEntries(decoded: readonly Entry[], folders: ReadonlySet<string>, report: Report): Linked {
  const byId = new Map<EntryId, Entry>(decoded.map((entry) => [entry.id, entry]));
  const checked = decoded.map((entry) => {
    if (isLua(entry)) return checkImports(entry, byId, report);
    if (entry.type === 'function.wasm') return checkFilesystem(entry, byId, report);
    return entry.type === 'fs.directory' ? checkFolder(entry, folders, report) : entry;
  });
  const ordered = orderByDependency(checked, ingredientsOf);
  if (!ordered.cycle) return { entries: ordered.items, ok: !checked.some((entry) => entry.type === 'failed') };
  const cycle = ordered.cycle;
  const message = `import cycle: ${cycle.join(' -> ')}`;
  const entries = ordered.items.map((entry) => {
    if (!isLua(entry) || !cycle.includes(entry.id)) return entry;
    const next = entry.config.imports.find((item) => cycle.includes(item.target));
    report.add(next?.place ?? entry.place, 'import-cycle', message, { entry: entry.id });
    return rejectEntry(entry, invalid(message));
  });
  return { entries, ok: false };
}

export function isLua(entry: Entry): entry is LuaFunctionEntry | LuaLibraryEntry {
  return entry.type === 'function.lua' || entry.type === 'library.lua';
}

/** Every import that is not there is reported; the first makes the entry fail. */
function checkImports(
  entry: LuaFunctionEntry | LuaLibraryEntry,
  byId: ReadonlyMap<EntryId, Entry>,
  report: Report,
): Entry {
  let result: Entry = entry;
  for (const { target, place } of entry.config.imports) {
    const found = byId.get(target);
    if (found && (isLua(found) || found.type === 'failed')) continue;
    const { namespace, name } = parseId(target);
    const own = formatId({ namespace: parseId(entry.id).namespace, name });
    const guess = namespace === '' && byId.has(own) ? own : nearest(target, byId.keys());
    const hint = found
      ? `${target} is of kind ${found.kind}, only Lua entries can be imported`
      : guess
        ? didYouMean(guess)
        : undefined;
    const message = `imported entry not found: ${target}`;
    report.add(place, 'import-not-found', message, { entry: entry.id, hint });
    if (result === entry) result = rejectEntry(entry, notFound(message));
  }
  return result;
}

/** The first step of spec/wasm §3. A filesystem that was rejected itself is found all the same: its own reason says more. */
function checkFilesystem(entry: WasmFunctionEntry, byId: ReadonlyMap<EntryId, Entry>, report: Report): Entry {
  const { fs, places } = entry.config;
  const found = byId.get(fs);
  if (found?.type === 'fs.directory' || (found?.type === 'failed' && found.kind === 'fs.directory')) return entry;
  const { namespace, name } = parseId(fs);
  const message = filesystemNotFound(fs);
  const own = formatId({ namespace: parseId(entry.id).namespace, name });
  const filesystems = [...byId.values()].flatMap((one) => (one.kind === 'fs.directory' ? [one.id] : []));
  const guess = namespace === '' && filesystems.includes(own) ? own : nearest(fs, filesystems);
  const hint = found
    ? `${fs} is of kind ${found.kind}`
    : guess
      ? didYouMean(guess)
      : 'add an entry of kind fs.directory';
  report.add(places.fs, 'filesystem-not-found', message, { entry: entry.id, hint });
  return rejectEntry(entry, notFound(message));
}

/** A folder exists when a file lies in it; where modules lie is not known here. */
function checkFolder(entry: DirectoryEntry, folders: ReadonlySet<string>, report: Report): Entry {
  const { directory, base, autoInit, places } = entry.config;
  if (autoInit || base === 'module') return entry;
  const path = resolvePath('', directory);
  if (path !== null && folders.has(path)) return entry;
  const message = `failed to create filesystem: failed to open directory: open ${directory}: no such file or directory`;
  const guess = nearest(
    directory,
    [...folders].filter((folder) => folder !== ''),
  );
  report.add(places.directory, 'folder-not-found', message, {
    entry: entry.id,
    hint: guess === null ? 'put a file into the folder, or set auto_init: true' : didYouMean(guess),
  });
  return rejectEntry(entry, internal(message));
}
