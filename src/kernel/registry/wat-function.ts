/** `function.wat` (spec/wasm §1, §2). */
import type { Profile, Transport, WatFunctionConfig } from './entries.ts';
import type { Fields, Problems, Text } from './fields.ts';
import { nearest } from './nearest.ts';
import { choosePool, readPool, validatePool } from './pool.ts';
import { formatToken, isEmptyToken, matchProfile, profileTokens } from './profiles.ts';
import type { Place } from './source.ts';
import { didYouMean } from './suggestion.ts';

const FIELDS = ['source', 'method', 'transport', 'wit', 'imports', 'pool', 'wasi', 'limits', 'meta', 'name', 'kind', 'security'];

/**
 * The config, or null with at least one error in `problems`. Wrong types are all reported; then the rows of spec/wasm §2
 * are checked in their order and the first failure is reported.
 */
export function decodeWatFunction(fields: Fields, entryPlace: Place, problems: Problems): WatFunctionConfig | null {
  const source = fields.string('source');
  const method = fields.string('method');
  const wit = fields.string('wit');
  const transport = fields.string('transport');
  const imports = fields.strings('imports');
  const pool = readPool(fields, entryPlace);
  const limits = fields.map('limits');
  const maxExecutionMs = limits?.integer('max_execution_ms') ?? 0;
  const wasi = readWasi(fields);
  limits?.noteUnknown(['max_execution_ms']);
  fields.noteUnknown(FIELDS);
  if (problems.errors.length > 0) return null;

  const fail = (place: Place | null | undefined, code: string, message: string, hint?: string): null => {
    problems.error(place ?? entryPlace, code, message, hint);
    return null;
  };
  if (!source?.value) return fail(fields.keyPlaceOf('source'), 'missing-field', 'source is required');
  if (!method?.value) return fail(fields.keyPlaceOf('method'), 'missing-field', 'method is required');
  const empty = imports.find((item) => isEmptyToken(item.value));
  if (empty) return fail(empty.place, 'invalid-import', 'import :name cannot be empty');
  if (transport?.value && transport.value !== 'payload' && transport.value !== 'wasi-http') {
    return fail(transport.place, 'invalid-transport', 'invalid transport type', '"payload" or "wasi-http"');
  }
  if (!validatePool(pool, problems)) return null;
  if (maxExecutionMs < 0) return fail(limits?.placeOf('max_execution_ms'), 'invalid-limits', 'limits.max_execution_ms cannot be negative');
  if (!validateWasi(wasi, fail)) return null;

  const profiles = resolveProfiles(imports, problems);
  if (!profiles) return null;
  const chosen = choosePool(pool, problems);
  if (!chosen) return null;
  if (transport?.value === 'wasi-http') {
    problems.warn(transport.place, 'not-available', 'transport "wasi-http" is not available in the playground yet');
  }
  if (wasi && wasi.fields.node.fields.size > 0) {
    problems.note(fields.keyPlaceOf('wasi') ?? entryPlace, 'no-effect', 'wasi settings do not reach core modules');
  }
  return {
    source: source.node.source!,
    wit: wit?.value ? wit.node.source : null,
    method: method.value,
    profiles,
    transport: (transport?.value || 'payload') as Transport,
    pool: chosen,
    limits: { maxExecutionMs: maxExecutionMs === 0 ? null : maxExecutionMs },
    places: { source: source.place, method: method.place, wit: wit?.value ? wit.place : null },
  };
}

/** Core modules may have `wasi1` only. The first item that is refused is reported (spec/hosts §1.5). */
function resolveProfiles(imports: readonly Text[], problems: Problems): Profile[] | null {
  for (const item of imports) {
    const match = matchProfile(item.value);
    if (!match) {
      const guess = nearest(item.value, profileTokens());
      problems.error(
        item.place,
        'unsupported-import',
        `unsupported wasm host import: ${formatToken(item.value)}`,
        guess ? didYouMean(guess) : undefined,
      );
      return null;
    }
    if (match.profile !== 'wasi1') {
      problems.error(
        item.place,
        'import-requires-component',
        `wasm host import requires component module: ${formatToken(item.value)}`,
        'core modules can have wasi1 only',
      );
      return null;
    }
    if (match.oddPrefix) problems.note(item.place, 'odd-import', `"${item.value}" is read as wasi1`);
  }
  return imports.length > 0 ? ['wasi1'] : [];
}

interface Wasi {
  readonly fields: Fields;
  readonly cwd: Text | null;
  readonly env: readonly { readonly fields: Fields; readonly id: Text | null; readonly name: Text | null }[];
  readonly mounts: readonly { readonly fields: Fields; readonly fs: Text | null; readonly guest: Text | null }[];
}

function readWasi(fields: Fields): Wasi | null {
  const wasi = fields.map('wasi');
  if (!wasi) return null;
  wasi.strings('args');
  wasi.noteUnknown(['args', 'cwd', 'env', 'mounts']);
  const env = wasi.maps('env').map((item) => {
    item.boolean('required');
    item.noteUnknown(['id', 'name', 'required']);
    return { fields: item, id: item.id('id'), name: item.string('name') };
  });
  const mounts = wasi.maps('mounts').map((item) => {
    item.boolean('read_only');
    item.noteUnknown(['fs', 'guest', 'read_only']);
    return { fields: item, fs: item.id('fs'), guest: item.string('guest') };
  });
  return { fields: wasi, cwd: wasi.string('cwd'), env, mounts };
}

type Fail = (place: Place | null | undefined, code: string, message: string) => null;

/** Rows 12-19. */
function validateWasi(wasi: Wasi | null, fail: Fail): boolean {
  if (!wasi) return true;
  const bad = (place: Place | null | undefined, message: string): boolean => {
    fail(place, 'invalid-wasi', message);
    return false;
  };
  if (wasi.cwd?.value && !wasi.cwd.value.startsWith('/')) return bad(wasi.cwd.place, 'wasi.cwd must be absolute');
  const names = new Set<string>();
  for (const { fields, id, name } of wasi.env) {
    if (!id?.value) return bad(id?.place ?? fields.node.place, 'wasi.env[].id is required');
    const trimmed = name?.value.trim() ?? '';
    if (!trimmed) return bad(name?.place ?? fields.node.place, 'wasi.env[].name is required');
    if (names.has(trimmed)) return bad(name?.place, 'wasi.env[].name must be unique');
    names.add(trimmed);
  }
  const guests = new Set<string>();
  for (const { fields, fs, guest } of wasi.mounts) {
    if (!fs?.value) return bad(fs?.place ?? fields.node.place, 'wasi.mounts[].fs is required');
    const trimmed = guest?.value.trim() ?? '';
    if (!trimmed) return bad(guest?.place ?? fields.node.place, 'wasi.mounts[].guest is required');
    if (!trimmed.startsWith('/')) return bad(guest?.place, 'wasi.mounts[].guest must be absolute');
    const clean = cleanPath(trimmed);
    if (guests.has(clean)) return bad(guest?.place, 'wasi.mounts[].guest must be unique');
    guests.add(clean);
  }
  return true;
}

/** Of an absolute path: no empty, `.` or `..` parts. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
