/** `fs.directory` (spec/registry §4.1). */
import type { DirectoryConfig } from './entries.ts';
import type { Fields, Problems } from './fields.ts';
import type { Place } from './source.ts';

const FIELDS = ['directory', 'mode', 'base', 'auto_init', 'meta', 'name', 'kind', 'security'];
const DEFAULT_MODE = 0o755;
const MAX_MODE = 0xffff_ffff;

/** The config, or null with at least one error in `problems`: wrong types are all reported, of the rest the first. */
export function decodeDirectory(fields: Fields, entryPlace: Place, problems: Problems): DirectoryConfig | null {
  const directory = fields.string('directory');
  const mode = fields.string('mode', 'write it with quotes: "0755"');
  const base = fields.string('base');
  const autoInit = fields.boolean('auto_init') ?? false;
  fields.noteUnknown(FIELDS);
  if (problems.errors.length > 0) return null;

  const fail = (place: Place | null | undefined, code: string, message: string, hint?: string): null => {
    problems.error(place ?? entryPlace, code, message, hint);
    return null;
  };
  if (!directory?.value) return fail(fields.keyPlaceOf('directory'), 'missing-field', 'directory path is required');
  const bits = mode?.value ? parseMode(mode.value) : DEFAULT_MODE;
  if (bits === null)
    return fail(mode?.place, 'invalid-mode', 'invalid file mode format', 'an octal number, such as "0755"');
  const baseName = base?.value || 'project';
  if (baseName !== 'project' && baseName !== 'module') {
    return fail(base?.place, 'invalid-base', 'invalid directory base', '"project" or "module"');
  }
  return { directory: directory.value, mode: bits, base: baseName, autoInit, places: { directory: directory.place } };
}

/** Octal digits only, of 32 bits at most. */
function parseMode(text: string): number | null {
  if (!/^[0-7]+$/.test(text)) return null;
  const value = Number.parseInt(text, 8);
  return value <= MAX_MODE ? value : null;
}
