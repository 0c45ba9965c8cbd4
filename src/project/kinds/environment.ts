/** `env.storage.*` and `env.variable` (spec/registry §4.2): values from outside, and where they are kept. */
import { ok } from '../../base/result.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { invalid } from '../../contract/errors.ts';
import { factsOf, type WippyKind } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import type { Problem, Text } from '../registry/fields.ts';
import { flag, id, idList, requiredText, text } from '../registry/field-types.ts';
import { describeKind } from '../registry/kind.ts';
import type { Complaint, Field } from '../registry/schema.ts';
import { toPlain } from '../registry/tree.ts';

export const STORAGES = [
  'env.storage.memory',
  'env.storage.file',
  'env.storage.os',
  'env.storage.static',
  'env.storage.router',
] satisfies WippyKind[];

const CODE = 'invalid-environment';
const NOT_FULL = 'invalid storage ID format, must have both namespace and name';
const onlyFull = (): string => NOT_FULL;
const decoding = ({ message }: Problem): ReturnType<typeof invalid> => invalid(`failed to decode config: ${message}`);

/** Refuses what is no full ID. */
function fullId(given: Text | null, fail: (complaint: Complaint) => null): EntryId | null {
  const colon = given?.value.indexOf(':') ?? -1;
  if (given && colon > 0 && colon < given.value.length - 1) return given.value as EntryId;
  return fail({ code: CODE, message: NOT_FULL, place: given?.place });
}

export const envMemory = describeKind({
  facts: factsOf('env.storage.memory'),
  language: null,
  fields: {},
  decode: () => ({}),
  refusal: decoding,
  fingerprint: (config) => config,
});

export const envOs = describeKind({
  facts: factsOf('env.storage.os'),
  language: null,
  fields: {},
  decode: () => ({}),
  refusal: decoding,
  fingerprint: (config) => config,
});

export const envFile = describeKind({
  facts: factsOf('env.storage.file'),
  language: null,
  fields: {
    file_path: requiredText({
      doc: 'The file, of lines KEY=VALUE; counted from the folder of the project.',
      message: 'file path must not be empty',
    }),
    auto_create: flag({ doc: 'Whether a missing file is made when a value is set.', default: false }),
    file_mode: text({ doc: 'Permissions of a file that is made; without effect here.' }),
    dir_mode: text({ doc: 'Permissions of a folder that is made; without effect here.' }),
  },
  decode: ({ file_path: path, auto_create: isMade }) => ({ path: path.value, isMade }),
  refusal: decoding,
  fingerprint: (config) => config,
});

/** Texts by name; what is no text is left out. */
function valuesField(): Field<PlainValue | undefined, ReadonlyMap<string, string>> {
  return {
    shape: { type: 'anything', doc: 'Values by the names of their variables.' },
    read(fields, name) {
      const node = fields.node.fields.get(name)?.value;
      return node && toPlain(node);
    },
    check: (read) =>
      ok(
        new Map(
          Object.entries(typeof read === 'object' && read !== null ? read : {}).flatMap(([name, value]) =>
            typeof value === 'string' ? [[name, value] as const] : [],
          ),
        ),
      ),
  };
}

export const envStatic = describeKind({
  facts: factsOf('env.storage.static'),
  language: null,
  fields: { values: valuesField() },
  decode: ({ values }) => ({ values }),
  refusal: decoding,
  fingerprint: ({ values }) => [...values],
});

const storagesField: Field<Text[], readonly Text[]> = {
  ...idList({ doc: 'Asked one after the other; the first is written to.', kinds: STORAGES, onlyFull }),
  read: (fields, name) => fields.strings(name),
  check: (read) => ok(read),
};

export const envRouter = describeKind({
  facts: factsOf('env.storage.router'),
  language: null,
  fields: { storages: storagesField },
  decode({ storages }, { fail }) {
    if (storages.length === 0) return fail({ code: CODE, message: 'router storage must have at least one storage' });
    const ids: EntryId[] = [];
    for (const given of storages) {
      const storage = fullId(given, fail);
      if (storage === null) return null;
      ids.push(storage);
    }
    return { storages: ids };
  },
  refusal: decoding,
  fingerprint: (config) => config,
});

export const envVariable = describeKind({
  facts: factsOf('env.variable'),
  language: null,
  fields: {
    variable: text({ doc: 'What it is called besides its ID, by everybody; its key in the storage.' }),
    storage: id({ doc: 'Where its value is.', kinds: STORAGES, onlyFull }),
    default: text({ doc: 'The value where none is stored, or an empty one.' }),
    readonly: flag({ doc: 'Whether it cannot be set.', default: false }),
  },
  decode({ variable, storage: given, default: fallback, readonly }, { fail }) {
    const storage = fullId(given, fail);
    if (storage === null) return null;
    const publicName = variable?.value || null;
    if (publicName !== null && !/^[a-zA-Z0-9_]+$/.test(publicName)) {
      const message =
        'invalid configuration: invalid environment variable name: must only contain alphanumeric characters (a-z, A-Z, 0-9) and underscores';
      return fail({ code: CODE, message, place: variable?.place });
    }
    return { publicName, storage, fallback: fallback?.value ?? null, isReadOnly: readonly };
  },
  refusal: ({ message }) => invalid(`failed to decode variable: ${message}`),
  fingerprint: (config) => config,
});

export type VariableConfig = EntryOf<typeof envVariable>['config'];
