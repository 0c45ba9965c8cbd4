/** `wasi` of WASM entries (spec/wasm §7, rows 12-19 of §2). */
import type { Fields, Text } from './fields.ts';
import type { Place } from './source.ts';

export interface Wasi {
  readonly fields: Fields;
  readonly cwd: Text | null;
  readonly env: readonly { readonly fields: Fields; readonly id: Text | null; readonly name: Text | null }[];
  readonly mounts: readonly { readonly fields: Fields; readonly fs: Text | null; readonly guest: Text | null }[];
}

/** Reads the types of the fields only. */
export function readWasi(fields: Fields): Wasi | null {
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

/** Rows 12-19; false when one of them fails and was reported. */
export function validateWasi(wasi: Wasi | null, fail: Fail): boolean {
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
