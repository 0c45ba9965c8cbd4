/** The kinds that are decoded: one file each, and a line here. */
import type { AnyEntry, EntryOf } from '../registry/entries.ts';
import type { KindTable } from '../registry/kind.ts';
import { envFile, envMemory, envOs, envRouter, envStatic, envVariable } from './environment.ts';
import { fsDirectory } from './fs-directory.ts';
import { functionLua } from './function-lua.ts';
import { functionWasm } from './function-wasm.ts';
import { functionWat } from './function-wat.ts';
import { httpEndpoint } from './http-endpoint.ts';
import { httpRouter } from './http-router.ts';
import { httpService } from './http-service.ts';
import { httpStatic } from './http-static.ts';
import { libraryLua } from './library-lua.ts';
import { processHost } from './process-host.ts';
import { processLua } from './process-lua.ts';
import { processService } from './process-service.ts';
import { processWasm } from './process-wasm.ts';
import { storeMemory } from './store-memory.ts';
import { terminalHost } from './terminal-host.ts';
import { securityPolicy, securityPolicyExpr } from './security-policy.ts';
import { tokenStore } from './token-store.ts';
import { NAMED_KINDS } from './named-kinds.ts';

export const KINDS = [
  functionWat,
  functionWasm,
  functionLua,
  libraryLua,
  processLua,
  processWasm,
  processHost,
  processService,
  terminalHost,
  fsDirectory,
  envMemory,
  envOs,
  envStatic,
  envFile,
  envRouter,
  envVariable,
  storeMemory,
  httpService,
  httpRouter,
  httpEndpoint,
  httpStatic,
  securityPolicy,
  securityPolicyExpr,
  tokenStore,
] as const;

export type Kind = (typeof KINDS)[number];
export type Entry = AnyEntry<Kind>;

/** Entries of the kinds whose code is written in `L`. */
export type EntryIn<L extends Kind['language']> = EntryOf<Extract<Kind, { readonly language: L }>>;

export const KIND_TABLE: KindTable<Kind> = { described: KINDS, named: NAMED_KINDS };

/** Whether an entry's code is written in `language`, whatever its kind. */
export function isWrittenIn<L extends NonNullable<Kind['language']>>(
  entry: AnyEntry,
  language: L,
): entry is EntryIn<L> {
  return entry.description?.language === language;
}
