/** `process.lua` (spec/registry §4.5): what `process.spawn` starts. */
import { factsOf } from '../../contract/kinds.ts';
import type { EntryOf } from '../registry/entries.ts';
import { describeKind } from '../registry/kind.ts';
import type { Place } from '../registry/source.ts';
import {
  decodeLua,
  LUA_METHOD,
  LUA_NAMES,
  LUA_SOURCE,
  luaFingerprint,
  luaReferences,
  luaRefusal,
  type LuaConfig,
} from './lua-fields.ts';

export interface LuaProcessConfig extends LuaConfig {
  readonly method: string;
  readonly places: { readonly source: Place; readonly method: Place };
}

const facts = factsOf('process.lua');

export const processLua = describeKind({
  facts,
  language: 'lua',
  fields: { ...LUA_SOURCE, ...LUA_METHOD, ...LUA_NAMES },
  decode: ({ method, ...values }, decoding): LuaProcessConfig | null => decodeLua(values, method, decoding),
  refusal: luaRefusal(facts.name),
  fingerprint: luaFingerprint,
  references: luaReferences,
});

export type LuaProcessEntry = EntryOf<typeof processLua>;
