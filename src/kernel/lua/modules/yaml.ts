/** The `yaml` module (spec/lua-modules §15). */
import { ErrorKind, failure, invalid } from '../../../contract/errors.ts';
import { yamlSpec } from '../../../contract/lua-modules/yaml.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { DecodeError } from './json-mistakes.ts';
import { EncodeError } from './json-encoder.ts';
import { defineModule } from './module.ts';
import { isNothing } from './process-arguments.ts';
import { decodeYaml } from './yaml-decoder.ts';
import { YamlEncoder } from './yaml-encoder.ts';

/** Names in `field_order`. */
const MAX_ORDER = 1000;

export const yamlModule = defineModule(yamlSpec, () => ({
  encode: (L) => {
    if (stack.typeName(L, 1) !== 'table') return returnFailure(L, invalid('table expected'));
    const encoder = new YamlEncoder(L, 1, fieldOrder(L, 2));
    return call.inPieces(L, () =>
      attempt(L, EncodeError, () => {
        return encoder.work() ? encoder.push() : null;
      }),
    );
  },
  decode: (L) => {
    if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid('string expected'));
    const bytes = stack.toBytes(L, 1);
    if (bytes.length === 0) return returnFailure(L, invalid('input cannot be empty'));
    return (
      attempt(L, DecodeError, () => {
        decodeYaml(L, bytes);
        return 1;
      }) ?? 0
    );
  },
}));

/** Fields are in the order of their names anyway, so `sort_unordered` asks for nothing more. */
function fieldOrder(L: LuaState, index: number): string[] {
  if (isNothing(L, index)) return [];
  call.checkTable(L, index, 'encode');
  const names: string[] = [];
  stack.rawGetField(L, index, 'field_order');
  if (stack.typeName(L, -1) === 'table') {
    const length = Math.min(stack.rawLength(L, -1), MAX_ORDER);
    for (let position = 1; position <= length; position++) {
      stack.rawGetIndex(L, -1, position);
      if (stack.typeName(L, -1) === 'string') names.push(stack.toText(L, -1));
      stack.pop(L, 1);
    }
  }
  stack.pop(L, 1);
  return names;
}

function attempt(L: LuaState, refusal: new () => Error, work: () => number | null): number | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof refusal)) throw error;
    return returnFailure(L, failure(ErrorKind.internal, error.message, { retryable: false }));
  }
}
