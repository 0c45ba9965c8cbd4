/** `function.wat` (spec/wasm §1, §2). */
import { factsOf } from '../../contract/kinds.ts';
import type { ProfileName } from '../../contract/profile-table.ts';
import { CORE_PROFILES, formatToken, isCoreProfile, matchProfile, profileTokens } from '../../contract/profiles.ts';
import type { EntryOf } from '../registry/entries.ts';
import type { Problems, Text } from '../registry/fields.ts';
import { describeKind } from '../registry/kind.ts';
import { requiredText } from '../registry/field-types.ts';
import type { Place, SourceText } from '../registry/source.ts';
import { nearest } from '../../base/nearest.ts';
import { didYouMean } from '../../base/suggestion.ts';
import { withoutEffect } from './wasi-field.ts';
import { decodeWasm, WASM_FIELDS, wasmRefusal, type WasmConfig } from './wasm-fields.ts';

export interface WatFunctionConfig extends WasmConfig<
  /** Names of spec/hosts §1, without aliases and duplicates. */ readonly ProfileName[]
> {
  readonly source: SourceText;
  readonly places: WasmConfig<unknown>['places'] & { readonly source: Place };
}

const facts = factsOf('function.wat');

export const functionWat = describeKind({
  facts,
  language: 'wat',
  fields: {
    source: requiredText({ doc: 'The module as WebAssembly text, or the file it is in: file://NAME.wat.' }),
    ...WASM_FIELDS,
  },
  decode({ source, ...values }, decoding): WatFunctionConfig | null {
    const { problems } = decoding;
    const common = decodeWasm(values, decoding, (imports) => resolveProfiles(imports, problems));
    if (!common) return null;
    const unread = withoutEffect(common.profiles);
    if (common.places.wasi && unread) problems.note(common.places.wasi, 'no-effect', unread);
    return { ...common, source: source.node.source!, places: { ...common.places, source: source.place } };
  },
  refusal: wasmRefusal(facts.name),
  fingerprint: ({ source, wit, places: _places, ...rest }) => ({
    ...rest,
    source: source.text,
    wit: wit?.text ?? null,
  }),
});

export type WatFunctionEntry = EntryOf<typeof functionWat>;

/** Core modules may have few of them. The first item that is refused is reported (spec/hosts §1.5). */
function resolveProfiles(imports: readonly Text[], problems: Problems): ProfileName[] | null {
  const profiles = new Set<ProfileName>();
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
    if (!isCoreProfile(match.profile)) {
      problems.error(
        item.place,
        'import-requires-component',
        `wasm host import requires component module: ${formatToken(item.value)}`,
        `core modules can have ${CORE_PROFILES.join(', ')} only`,
      );
      return null;
    }
    if (match.oddPrefix) problems.note(item.place, 'odd-import', `"${item.value}" is read as ${match.profile}`);
    profiles.add(match.profile);
  }
  return [...profiles];
}
