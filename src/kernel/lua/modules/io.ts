/** The `io` module: the terminal of a command (spec/lua-modules §15, spec/processes §6.1). */
import { spendBytes } from '../../../base/effort.ts';
import { invalid } from '../../../contract/errors.ts';
import { ioSpec } from '../../../contract/lua-modules/io.ts';
import { readArguments, readInput, readLine } from '../../commands/program.ts';
import { write } from '../../commands/write.ts';
import { issue } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineModule } from './module.ts';

const TAB = Uint8Array.of(0x09);
const LINE_FEED = Uint8Array.of(0x0a);
/** Of one `read` without a number. */
const READ_BYTES = 4096;
const MAX_READ_BYTES = 1024 * 1024;

export const ioModule = defineModule(ioSpec, () => ({
  write: (L) => put(L, 'stdout', argumentsOf(L, [])),
  print: (L) => put(L, 'stdout', [...argumentsOf(L, TAB), LINE_FEED]),
  eprint: (L) => put(L, 'stderr', [...argumentsOf(L, TAB), LINE_FEED]),
  read: (L) => {
    const isGiven = stack.typeName(L, 1) === 'number';
    if (!isGiven && stack.getTop(L) > 0 && stack.typeName(L, 1) !== 'nil')
      return returnFailure(L, invalid('number of bytes expected'));
    const max = isGiven ? Number(stack.toInteger(L, 1)) : READ_BYTES;
    if (!(max >= 1)) return returnFailure(L, invalid('number of bytes must be positive'));
    return issue(L, readInput, { type: 'read input', maxBytes: Math.min(max, MAX_READ_BYTES) });
  },
  readline: (L) => issue(L, readLine, { type: 'read line' }),
  flush: () => 0,
  args: (L) => issue(L, readArguments, { type: 'read arguments' }),
}));

function argumentsOf(L: LuaState, between: Uint8Array | readonly []): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let index = 1, top = stack.getTop(L); index <= top; index++) {
    if (index > 1 && between instanceof Uint8Array) parts.push(between);
    parts.push(call.tostringKept(L, index));
  }
  return parts;
}

/** As one operation, copied. */
function put(L: LuaState, stream: 'stdout' | 'stderr', parts: readonly Uint8Array[]): number {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  spendBytes(bytes.length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes.length === 0 ? 0 : issue(L, write, { type: 'write', stream, bytes });
}
