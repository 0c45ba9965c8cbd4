/**
 * WebAssembly in a file: what `function.wasm` and `process.wasm` say (spec/wasm §1, §2). The file they name is looked at when it is
 * loaded; whether its bytes are a module or a component shows only then.
 */
import type { EntryId } from '../../contract/api.ts';
import { factsOf } from '../../contract/kinds.ts';
import type { ProfileName } from '../../contract/profile-table.ts';
import { matchProfile } from '../../contract/profiles.ts';
import type { DescribedEntry, EntryKind } from '../registry/entries.ts';
import type { Problems, Text } from '../registry/fields.ts';
import { describeKind } from '../registry/kind.ts';
import { requiredId, requiredText } from '../registry/field-types.ts';
import type { Place } from '../registry/source.ts';
import { FILESYSTEM } from './fs-directory.ts';
import { decodeWasm, WASM_FIELDS, wasmRefusal, type WasmConfig } from './wasm-fields.ts';

/** Names of spec/hosts §1, without aliases and duplicates, with the token as written; null = no profile has this token. */
type Profiles = readonly { readonly profile: ProfileName | null; readonly token: string; readonly place: Place }[];

export interface WasmFunctionConfig extends WasmConfig<Profiles> {
  readonly fs: EntryId;
  /** As written; a leading `/` counts for nothing. */
  readonly path: string;
  /** As written; checked when the file is read. */
  readonly hash: string;
  readonly places: WasmConfig<unknown>['places'] & {
    readonly fs: Place;
    readonly path: Place;
    readonly hash: Place;
  };
}

const NO_HASH = 'hash is required';

type BinaryKind = 'function.wasm' | 'process.wasm';
export type WasmBinaryEntry =
  | DescribedEntry<'function.wasm', WasmFunctionConfig>
  | DescribedEntry<'process.wasm', WasmFunctionConfig>;

export const describeBinary = <const Name extends BinaryKind>(
  name: Name,
): EntryKind<Name, WasmFunctionConfig> & { readonly language: 'wasm' } =>
  describeKind({
    facts: factsOf(name),
    language: 'wasm',
    fields: {
      fs: requiredId({ doc: 'The filesystem that the file is in.', kinds: ['fs.directory'] }),
      path: requiredText({ doc: 'The file, within the filesystem.' }),
      hash: requiredText({ doc: "The SHA-256 of the file's bytes: sha256:HEX.", message: NO_HASH }),
      ...WASM_FIELDS,
    },
    decode({ fs, path, hash, ...values }, decoding): WasmFunctionConfig | null {
      const common = decodeWasm(values, decoding, (imports) => resolveProfiles(imports, decoding.problems));
      return (
        common && {
          ...common,
          fs: fs.value as EntryId,
          path: path.value,
          hash: hash.value,
          places: { ...common.places, fs: fs.place, path: path.place, hash: hash.place },
        }
      );
    },
    missingHash: ({ fs, path }, first, fields) =>
      first.message === NO_HASH && fs && path
        ? { fs: fs.value as EntryId, path: path.value, place: first.place, value: fields.placeOf('hash') }
        : null,
    refusal: wasmRefusal(name),
    // The hash stands for the bytes: no entry loads whose file has another (spec/wasm §4.5).
    fingerprint: ({ wit, profiles, places: _places, ...rest }) => ({
      ...rest,
      profiles: profiles.map(({ profile }) => profile),
      wit: wit?.text ?? null,
    }),
    references: ({ fs, places }) => [{ target: fs, place: places.fs, rule: FILESYSTEM }],
  });

/** Each profile once; tokens without a profile stay, to be refused once the file is known (spec/wasm §3). */
function resolveProfiles(imports: readonly Text[], problems: Problems): Profiles {
  const profiles: Profiles[number][] = [];
  for (const { value, place } of imports) {
    const match = matchProfile(value);
    const profile = match?.profile ?? null;
    if (match?.oddPrefix) problems.note(place, 'odd-import', `"${value}" is read as ${match.profile}`);
    if (profile === null || !profiles.some((known) => known.profile === profile))
      profiles.push({ profile, token: value, place });
  }
  return profiles;
}
