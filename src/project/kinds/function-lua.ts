/** `function.lua` (spec/registry §4.5). */
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
import { choosePool, poolField, type PoolConfig } from './pool-field.ts';

export interface LuaFunctionConfig extends LuaConfig {
  readonly method: string;
  readonly pool: PoolConfig;
  readonly places: { readonly source: Place; readonly method: Place };
}

const facts = factsOf('function.lua');

export const functionLua = describeKind({
  facts,
  language: 'lua',
  fields: { ...LUA_SOURCE, ...LUA_METHOD, ...LUA_NAMES, pool: poolField },
  decode({ method, pool, ...values }, decoding): LuaFunctionConfig | null {
    const common = decodeLua(values, method, decoding);
    return common && { ...common, pool: choosePool(pool) };
  },
  refusal: luaRefusal(facts.name),
  fingerprint: luaFingerprint,
  references: luaReferences,
});

export type LuaFunctionEntry = EntryOf<typeof functionLua>;
