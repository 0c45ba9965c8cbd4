/** Arguments of the functions about processes. */
import { internal } from '../../../contract/errors.ts';
import type { ProcessIdentity } from '../../scheduler/process.ts';
import type { Running } from '../running.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';

/** No ID, PID, name or topic that means anything is longer. */
const MAX_BYTES = 4096;
const decoder = new TextDecoder();

/** The text at `index`; of one that is too long to be anything the beginning. */
export function textAt(L: LuaState, index: number, name: string): string {
  return decoder.decode(call.checkBytes(L, index, name).subarray(0, MAX_BYTES));
}

export function isNothing(L: LuaState, index: number): boolean {
  const type = stack.typeName(L, index);
  return type === 'none' || type === 'nil';
}

/** A field of the table at `index`, null where it has none. */
export function booleanField(L: LuaState, index: number, field: string, name: string): boolean | null {
  call.checkTable(L, index, name);
  stack.rawGetField(L, index, field);
  const type = stack.typeName(L, -1);
  if (type !== 'nil' && type !== 'boolean')
    return call.argumentError(L, index, name, `${field}: boolean expected, got ${type}`);
  const value = type === 'nil' ? null : stack.toBoolean(L, -1);
  stack.pop(L, 1);
  return value;
}

/** Whose code runs. */
export function selfOf({ process }: Running): ProcessIdentity {
  if (!process) throw new Error(internal('a native is called and no process runs').message);
  return process;
}
