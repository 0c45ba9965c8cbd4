/** The `json` module (spec/lua-modules §8). Object keys keep the order in which Lua made them. */
import { ErrorKind, failure, invalid } from '../../../contract/errors.ts';
import { jsonSpec } from '../../../contract/lua-modules/json.ts';
import { pushFailure, returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import { cellOf } from '../vm/cells.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { JsonDecoder } from './json-decoder.ts';
import { DecodeError } from './json-mistakes.ts';
import { EncodeError, JsonEncoder } from './json-encoder.ts';
import { jsonOf, SchemaError, validate } from './json-schema.ts';
import { defineModule } from './module.ts';

/** The same input fails the same way again. */
const FINAL = { retryable: false } as const;
/** What a schema and a value take while they are held against each other: at most so many bytes a value, besides their texts. */
const SCHEMA_BYTES = 4 << 20;

export const jsonModule = defineModule(jsonSpec, () => ({
  encode: (L) =>
    attempt(L, EncodeError, () => {
      const encoder = new JsonEncoder(L, 1);
      return call.inPieces(L, () =>
        attempt(L, EncodeError, () => {
          return encoder.work() ? encoder.push() : null;
        }),
      );
    }),
  decode: (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid('string expected'));
    const bytes = stack.toBytes(L, 1);
    if (bytes.length === 0) return returnFailure(L, invalid('empty string is not valid JSON'));
    const decoder = new JsonDecoder(L, bytes);
    return call.inPieces(L, () => attempt(L, DecodeError, () => (decoder.work() ? 1 : null)));
  },
  validate: (L) => {
    if (isNil(L, 1)) return refuse(L, 'schema is required');
    if (isNil(L, 2)) return refuse(L, 'data is required');
    return held(L, false);
  },
  validate_string: (L) => {
    if (isNil(L, 1)) return refuse(L, 'schema is required');
    if (stack.typeName(L, 2) !== 'string') return refuse(L, 'data must be a JSON string');
    return held(L, true);
  },
}));

function isNil(L: LuaState, index: number): boolean {
  const type = stack.typeName(L, index);
  return type === 'nil' || type === 'none';
}

/** What the user's value or text is refused for becomes `nil, err`. */
function attempt<T>(L: LuaState, refusal: new () => Error, work: () => T): T | number {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof refusal)) throw error;
    return returnFailure(L, failure(ErrorKind.internal, error.message, FINAL));
  }
}

/** Holds argument 2, a value or a JSON text, against argument 1, a schema as a table or a text. */
function held(L: LuaState, isText: boolean): number {
  const type = stack.typeName(L, 1);
  if (type !== 'string' && type !== 'table') return refuse(L, 'schema must be a string or table');
  stack.setTop(L, 2);
  const texts = [1, ...(isText ? [2] : [])].filter((index) => stack.typeName(L, index) === 'string');
  let decoder: JsonDecoder | null = null;
  return call.inPieces(L, () => {
    try {
      for (;;) {
        if (decoder && !decoder.work()) return null;
        const [next] = texts;
        if (decoder && next !== undefined) {
          stack.replace(L, next);
          stack.setTop(L, 2);
          texts.shift();
        }
        const [text] = texts;
        if (text === undefined) break;
        decoder = new JsonDecoder(L, stack.toBytes(L, text));
      }
      makeRoom(L, SCHEMA_BYTES);
      validate(jsonOf(cellOf(L, 1)), jsonOf(cellOf(L, 2)));
      stack.pushBoolean(L, true);
      return 1;
    } catch (error) {
      if (!(error instanceof DecodeError || error instanceof SchemaError)) throw error;
      return refuse(L, error.message);
    }
  });
}

/** `false, err` */
function refuse(L: LuaState, message: string): number {
  stack.pushBoolean(L, false);
  pushFailure(L, invalid(message));
  return 2;
}
