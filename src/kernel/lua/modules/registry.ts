/** The `registry` module, for reading (spec/lua-modules §12). */
import { isDue, spend, spendBytes } from '../../../base/effort.ts';
import { ErrorKind, failure, notFound } from '../../../contract/errors.ts';
import { registrySpec } from '../../../contract/lua-modules/registry.ts';
import { sizeOfPlain } from '../../../contract/plain-size.ts';
import { returnFailure } from '../error-object.ts';
import { plainOfCell } from '../plain-lua.ts';
import { pushPlain } from '../push-plain.ts';
import * as call from '../vm/call.ts';
import { cellBytes, cellOf, cellType, entryCount, firstEntry } from '../vm/cells.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { WriterFull } from '../../../wit/codec.ts';
import { defineModule, type RegistryEntry } from './module.ts';
import { denied } from '../../security/permissions.ts';
import { may } from './identity.ts';
import { conditionOf, FilterError, parseId, type Condition } from './registry-filter.ts';

const MAX_ID_BYTES = 4096;
/** Conditions of one filter, and values that each asks for. */
const MAX_CONDITIONS = 100;
const MAX_VALUES = 100;
const decoder = new TextDecoder();

export const registryModule = defineModule(registrySpec, ({ entries, running, permissions }) => ({
  get: (L) => {
    const bytes = call.checkBytes(L, 1, 'get');
    const id = decoder.decode(bytes.subarray(0, MAX_ID_BYTES));
    if (!may({ running, permissions }, 'registry.get', id))
      return returnFailure(L, denied(`not allowed to access registry entry: ${id}`));
    const entry = bytes.length > MAX_ID_BYTES ? undefined : entries().find((one) => one.id === id);
    spend(entries().length >> 3);
    if (!entry) return returnFailure(L, notFound(`entry not found: ${id}`));
    pushEntry(L, entry);
    return 1;
  },
  find: (L) => {
    call.checkTable(L, 1, 'find');
    let conditions: readonly Condition[];
    try {
      conditions = conditionsAt(L, 1);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      return returnFailure(L, failure(ErrorKind.internal, error.message, { retryable: false }));
    }
    const all = entries();
    stack.createTable(L);
    const list = stack.getTop(L);
    let next = 0;
    let count = 0;
    return call.inPieces(L, () => {
      for (; next < all.length; next++) {
        if (isDue()) return null;
        const entry = all[next];
        if (!entry || !conditions.every((holds) => holds(entry))) continue;
        if (!may({ running, permissions }, 'registry.get', entry.id)) continue;
        pushEntry(L, entry);
        stack.rawSetIndex(L, list, ++count);
      }
      stack.setTop(L, list);
      return 1;
    });
  },
  parse_id: (L) => {
    const bytes = call.checkBytes(L, 1, 'parse_id');
    call.reserve(L, bytes.length);
    spendBytes(4 * bytes.length);
    pushPlain(L, parseId(stack.toText(L, 1)));
    return 1;
  },
}));

function pushEntry(L: LuaState, { id, kind, meta, data }: RegistryEntry): void {
  const entry = { id, kind, meta, data };
  const bytes = sizeOfPlain(entry);
  makeRoom(L, bytes);
  spendBytes(bytes);
  pushPlain(L, entry, 'bare');
}

/** Throws {@link FilterError}. */
function conditionsAt(L: LuaState, index: number): Condition[] {
  const cell = cellOf(L, index);
  if (entryCount(cell) > MAX_CONDITIONS) throw new FilterError(`find failed: more than ${MAX_CONDITIONS} conditions`);
  const conditions: Condition[] = [];
  for (let entry = firstEntry(cell); entry; entry = entry.n) {
    if (cellType(entry.key) !== 'string') continue;
    const bytes = cellBytes(entry.key);
    if (bytes.length > MAX_ID_BYTES || cellBytes(entry.value).length > MAX_ID_BYTES)
      throw new FilterError('find failed: a condition is too long');
    const condition = conditionOf(decoder.decode(bytes), valueOf(entry.value));
    if (condition) conditions.push(condition);
  }
  return conditions;
}

function valueOf(cell: Parameters<typeof plainOfCell>[0]): ReturnType<typeof plainOfCell> {
  try {
    return plainOfCell(cell, MAX_VALUES);
  } catch (error) {
    if (error instanceof WriterFull) throw new FilterError('find failed: a condition asks for too many values');
    throw error;
  }
}
