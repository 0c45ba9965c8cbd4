/** `function.wat` (spec/wasm §1, §2). */
import type { WatFunctionConfig } from './entries.ts';
import type { Fields, Problems, Text } from './fields.ts';
import { nearest } from '../../base/nearest.ts';
import { formatToken, matchProfile, profileTokens } from '../../contract/profiles.ts';
import type { Place } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';
import { decodeWasmFields, WASM_FIELDS } from './wasm-fields.ts';

/** The config, or null with at least one error in `problems`. */
export function decodeWatFunction(fields: Fields, entryPlace: Place, problems: Problems): WatFunctionConfig | null {
  const source = fields.string('source');
  fields.noteUnknown([...WASM_FIELDS, 'source']);
  const decoded = decodeWasmFields(fields, entryPlace, problems, {
    required: [{ name: 'source', text: source }],
    resolveProfiles: (imports) => resolveProfiles(imports, problems),
  });
  if (!decoded || !source) return null;
  const { wasiPlace, common } = decoded;
  if (wasiPlace) problems.note(wasiPlace, 'no-effect', 'wasi settings do not reach core modules');
  return { ...common, source: source.node.source!, places: { ...common.places, source: source.place } };
}

/** Core modules may have `wasi1` only. The first item that is refused is reported (spec/hosts §1.5). */
function resolveProfiles(imports: readonly Text[], problems: Problems): 'wasi1'[] | null {
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
