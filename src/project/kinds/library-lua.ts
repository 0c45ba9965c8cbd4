/** `library.lua` (spec/registry §4.5): its importers have what its text returns. */
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { describeKind } from '../registry/kind.ts';
import { ignored } from '../registry/field-types.ts';
import {
  decodeLua,
  LUA_NAMES,
  LUA_SOURCE,
  luaFingerprint,
  luaReferences,
  luaRefusal,
  type LuaConfig,
} from './lua-fields.ts';

const facts = factsOf('library.lua');

export const libraryLua = describeKind({
  facts,
  language: 'lua',
  fields: { ...LUA_SOURCE, ...LUA_NAMES, method: ignored('Nothing: a library is what its text returns.') },
  decode: (values, decoding): LuaConfig | null => decodeLua(values, null, decoding),
  refusal: luaRefusal(facts.name),
  fingerprint: luaFingerprint,
  references: luaReferences,
});

export type LuaLibraryEntry = EntryOf<typeof libraryLua>;
