/** `function.wasm` (spec/wasm §1, §2). The file it names is looked at when it is loaded. */
import type { EntryId } from '../../contract/api.ts';
import type { MissingHash, WasmFunctionConfig } from './entries.ts';
import type { Fields, Problems, Text } from './fields.ts';
import { matchProfile } from '../../contract/profiles.ts';
import type { Place } from './source.ts';
import { decodeWasmFields, WASM_FIELDS } from './wasm-fields.ts';

export interface DecodedWasmFunction {
  /** null with at least one error in `problems`. */
  readonly config: WasmFunctionConfig | null;
  /** Set when all that is known to be wrong is that there is no hash. */
  readonly missingHash: MissingHash | null;
}

export function decodeWasmFunction(fields: Fields, entryPlace: Place, problems: Problems): DecodedWasmFunction {
  const fs = fields.id('fs');
  const path = fields.string('path');
  const hash = fields.string('hash');
  fields.noteUnknown([...WASM_FIELDS, 'fs', 'path', 'hash']);
  const decoded = decodeWasmFields(fields, entryPlace, problems, {
    required: [
      { name: 'fs', text: fs },
      { name: 'path', text: path },
      { name: 'hash', text: hash },
    ],
    resolveProfiles: (imports) => resolveProfiles(imports, problems),
  });
  if (!decoded || !fs || !path || !hash) {
    const isMissing = problems.errors[0]?.message === 'hash is required' && fs && path;
    const missingHash: MissingHash | null = isMissing
      ? { fs: fs.value as EntryId, path: path.value, place: problems.errors[0]!.place, value: fields.placeOf('hash') }
      : null;
    return { config: null, missingHash };
  }
  const { wasiPlace, common } = decoded;
  return {
    config: {
      ...common,
      fs: fs.value as EntryId,
      path: path.value,
      hash: hash.value,
      places: { ...common.places, fs: fs.place, path: path.place, hash: hash.place, wasi: wasiPlace },
    },
    missingHash: null,
  };
}

/** Each profile once; tokens without a profile stay, to be refused once the file is known (spec/wasm §3). */
function resolveProfiles(imports: readonly Text[], problems: Problems): WasmFunctionConfig['profiles'] {
  const profiles: { profile: string | null; token: string; place: Place }[] = [];
  for (const { value, place } of imports) {
    const match = matchProfile(value);
    const profile = match?.profile ?? null;
    if (match?.oddPrefix) problems.note(place, 'odd-import', `"${value}" is read as ${match.profile}`);
    if (profile === null || !profiles.some((known) => known.profile === profile))
      profiles.push({ profile, token: value, place });
  }
  return profiles;
}
