/** The `json` module (spec/lua-modules §8). Object keys keep the order in which Lua made them. */
import { ErrorKind, failure, invalid } from '../../../contract/errors.ts';
import { jsonSpec } from '../../../contract/lua-modules/json.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { DecodeError, JsonDecoder } from './json-decoder.ts';
import { EncodeError, JsonEncoder } from './json-encoder.ts';
import { defineModule } from './module.ts';

/** The same input fails the same way again. */
const FINAL = { retryable: false } as const;

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
}));

/** What the user's value or text is refused for becomes `nil, err`. */
function attempt<T>(L: LuaState, refusal: new () => Error, work: () => T): T | number {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof refusal)) throw error;
    return returnFailure(L, failure(ErrorKind.internal, error.message, FINAL));
  }
}
