/** The `errors` module and its objects (spec/lua-base §6). */
import { ownValue } from '../../../base/own.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { ErrorKind, type Details, type Failure } from '../../../contract/errors.ts';
import { errorsSpec } from '../../../contract/lua-modules/errors.ts';
import { WriterFull } from '../../../wit/codec.ts';
import { createErrorObject, errorAt, luaFrames, pushErrorObject, pushFailure, wrapError } from '../error-object.ts';
import { plainOfCell } from '../plain-lua.ts';
import { pushPlain } from '../push-plain.ts';
import { treeSize } from '../tree-size.ts';
import * as call from '../vm/call.ts';
import { cellOf } from '../vm/cells.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineModule } from './module.ts';

const CONSTANTS: Readonly<Record<string, string>> = errorsSpec.constants;

/** Bytes are more than any world may hold; so many values are copied within a few milliseconds. */
const LIMITS = { bytes: 2 ** 29, values: 20_000 };

const KNOWN_KINDS = new Set<string>([...Object.keys(CONSTANTS), ...Object.values(CONSTANTS)]);

/** The kind that a constant's name or value spells. */
function kindOf(text: string): string {
  return ownValue(CONSTANTS, text) ?? text;
}

export const errorsModule = defineModule(errorsSpec, () => ({
  new: (L) => {
    pushFailure(L, newFailure(L));
    return 1;
  },
  wrap: (L) => {
    const context = call.checkText(L, 2, 'wrap');
    const inner = errorAt(L, 1);
    if (inner) pushErrorObject(L, wrapError(inner, context), { from: 1 });
    else {
      const failure: Failure = {
        kind: ErrorKind.unknown,
        message: call.checkText(L, 1, 'wrap'),
        retryable: null,
        details: null,
      };
      pushErrorObject(L, wrapError(createErrorObject(failure, luaFrames(L)), context));
    }
    return 1;
  },
  is: (L) => {
    const error = errorAt(L, 1);
    const kind = stack.typeName(L, 2) === 'string' ? stack.toText(L, 2) : null;
    stack.pushBoolean(L, error !== null && error.failure.kind === kind);
    return 1;
  },
  call_stack: (L) => {
    const error = errorAt(L, 1);
    if (!error) stack.pushNil(L);
    else
      pushPlain(L, {
        thread: '',
        frames: error.frames.map(({ level, source, line, name, type }) => ({ level, source, line, name, type })),
      });
    return 1;
  },
}));

function newFailure(L: LuaState): Failure {
  const type = stack.typeName(L, 1);
  if (type === 'string') {
    const text = stack.toText(L, 1);
    // A deliberate deviation (spec/lua-base §9): the documented `errors.new(KIND, message)` does what it says.
    if (KNOWN_KINDS.has(text) && stack.typeName(L, 2) === 'string')
      return { kind: kindOf(text), message: stack.toText(L, 2), retryable: null, details: null };
    return { kind: ErrorKind.unknown, message: text, retryable: null, details: null };
  }
  if (type !== 'table') return call.raise(L, 'expected string or table');
  const message = field(L, 'message');
  if (message === null) return call.raise(L, 'message field is required');
  if (typeof message !== 'string') return call.raise(L, 'message must be a string');
  const kind = field(L, 'kind');
  const retryable = field(L, 'retryable');
  return {
    kind: typeof kind === 'string' ? kind : ErrorKind.unknown,
    message,
    retryable: typeof retryable === 'boolean' ? retryable : null,
    details: detailsField(L),
  };
}

/** The part of the value that the error keeps; raises before there would be too much of it. */
function field(L: LuaState, name: string): PlainValue {
  stack.rawGetField(L, 1, name);
  const { bytes, values } = treeSize(cellOf(L, -1), LIMITS);
  if (values > LIMITS.values) return call.raise(L, `${name} holds more than ${LIMITS.values} values`);
  makeRoom(L, bytes);
  const value = copyAt(L);
  stack.pop(L, 1);
  return value === undefined ? call.raise(L, `${name} is nested too deep, or inside of itself`) : value;
}

/** The value on top; undefined where it has no end. */
function copyAt(L: LuaState): PlainValue | undefined {
  try {
    return plainOfCell(cellOf(L, -1), Infinity);
  } catch (error) {
    if (error instanceof WriterFull) return undefined;
    throw error;
  }
}

function detailsField(L: LuaState): Details | null {
  const details = field(L, 'details');
  const isMap =
    details !== null && typeof details === 'object' && !Array.isArray(details) && !(details instanceof Uint8Array);
  return isMap ? (details as Details) : null;
}
