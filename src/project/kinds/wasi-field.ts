/** `wasi` of WASM entries (spec/wasm §7, rows 12-19 of §2). */
import type { Text } from '../registry/fields.ts';
import { flag, map, maps, requiredId, requiredText, text, texts } from '../registry/field-types.ts';
import { type Complaint, type ValuesOf } from '../registry/schema.ts';
import type { EntryId } from '../../contract/api.ts';
import type { ProfileName } from '../../contract/profile-table.ts';
import { CORE_PROFILES, isCoreProfile } from '../../contract/profiles.ts';

const CODE = 'invalid-wasi';

const ENV_FIELDS = {
  id: requiredId({
    doc: 'The variable.',
    kinds: ['env.variable'],
    message: 'wasi.env[].id is required',
    code: CODE,
    mark: 'value',
  }),
  name: requiredText({
    doc: 'What the guest knows it by.',
    message: 'wasi.env[].name is required',
    code: CODE,
    isTrimmed: true,
    mark: 'value',
  }),
  required: flag({ doc: 'Whether a call fails where the variable has no value.', default: false }),
};

const MOUNT_FIELDS = {
  fs: requiredId({
    doc: 'The filesystem.',
    kinds: ['fs.directory'],
    message: 'wasi.mounts[].fs is required',
    code: CODE,
    mark: 'value',
    onlyFull: (name) => `wasi mount filesystem not found: :${name}`,
  }),
  guest: requiredText({
    doc: 'Where the guest finds it; an absolute path.',
    message: 'wasi.mounts[].guest is required',
    code: CODE,
    isTrimmed: true,
    mark: 'value',
    check: (guest) => (guest.value.trim().startsWith('/') ? null : bad(guest, 'wasi.mounts[].guest must be absolute')),
  }),
  read_only: flag({ doc: 'Whether the guest may only read.', default: false }),
};

/** As a call takes it. */
export interface WasiConfig {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: readonly { readonly id: string; readonly name: string; readonly isRequired: boolean }[];
  readonly mounts: readonly { readonly fs: EntryId; readonly guest: string; readonly isReadOnly: boolean }[];
}

const FIELDS = {
  args: texts({ doc: 'Arguments of the program.' }),
  cwd: text({
    doc: 'The working directory; an absolute path.',
    check: (cwd) => (cwd.value.startsWith('/') ? null : bad(cwd, 'wasi.cwd must be absolute')),
  }),
  env: maps({
    doc: 'Environment variables.',
    fields: ENV_FIELDS,
    checkNext: ({ name }, before) =>
      before.some((one) => one.name.value.trim() === name.value.trim())
        ? bad(name, 'wasi.env[].name must be unique')
        : null,
  }),
  mounts: maps({
    doc: 'Filesystems.',
    fields: MOUNT_FIELDS,
    checkNext: ({ guest }, before) =>
      before.some((one) => cleanPath(one.guest.value) === cleanPath(guest.value))
        ? bad(guest, 'wasi.mounts[].guest must be unique')
        : null,
  }),
};

export const wasiField = map({ doc: 'What the guest sees of a system.', fields: FIELDS });

export function decodeWasi({ args, cwd, env, mounts }: ValuesOf<typeof FIELDS>): WasiConfig {
  return {
    args: args.map(({ value }) => value),
    cwd: cwd?.value || '/',
    env: env.map(({ id, name, required }) => ({ id: id.value, name: name.value.trim(), isRequired: required })),
    mounts: mounts.map((mount) => ({
      fs: mount.fs.value as EntryId,
      guest: cleanPath(mount.guest.value),
      isReadOnly: mount.read_only,
    })),
  };
}

function bad({ place }: Text, message: string): Complaint {
  return { place, code: CODE, message };
}

/** Of an absolute path: no empty, `.` or `..` parts. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.trim().split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Why what entries of core modules set is read by nobody; null where it is read: of them only those with such a profile can ask. */
export function withoutEffect(profiles: readonly ProfileName[]): string | null {
  return profiles.some(isCoreProfile)
    ? null
    : `wasi settings reach only core modules that import ${CORE_PROFILES.join(', ')}`;
}
