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

/** Texts that were asked for last: loops come with the same strings again and again, the bytes of which never change. */
const known: { readonly bytes: Uint8Array; readonly text: string }[] = [];
const MAX_KNOWN = 4;
/** No PID and hardly a name is longer; what is would be kept for nothing. */
const MAX_KNOWN_BYTES = 256;

/** The text at `index`; of one that is too long to be anything the beginning. */
export function textAt(L: LuaState, index: number, name: string): string {
  const bytes = call.checkBytes(L, index, name);
  for (const one of known) if (one.bytes === bytes) return one.text;
  const text = decoder.decode(bytes.subarray(0, MAX_BYTES));
  if (bytes.length > MAX_KNOWN_BYTES) return text;
  if (known.length >= MAX_KNOWN) known.shift();
  known.push({ bytes, text });
  return text;
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
