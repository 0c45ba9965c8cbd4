/** What all kinds of WASM functions share: fields, in the order of the rows of spec/wasm §2. */
import { invalid, type Failure } from '../../contract/errors.ts';
import { isEmptyToken } from '../../contract/profiles.ts';
import type { Problem, Text } from '../registry/fields.ts';
import type { Decoding } from '../registry/kind.ts';
import { choiceOr, integer, map, requiredText, text, texts } from '../registry/field-types.ts';
import { type ValuesOf } from '../registry/schema.ts';
import type { Place, SourceText } from '../registry/source.ts';
import { choosePool, poolField, type PoolConfig } from './pool-field.ts';
import { unpacking } from './unpacking.ts';
import { decodeWasi, wasiField, type WasiConfig } from './wasi-field.ts';

export type Transport = 'payload' | 'wasi-http';

export interface WasmConfig<Profiles> {
  readonly wit: SourceText | null;
  readonly method: string;
  readonly profiles: Profiles;
  readonly transport: Transport;
  readonly pool: PoolConfig;
  readonly limits: { /** null = none */ readonly maxExecutionMs: number | null };
  /** null where it sets nothing. */
  readonly wasi: WasiConfig | null;
  readonly places: {
    readonly method: Place;
    readonly wit: Place | null;
    /** null where `wasi` sets nothing. */
    readonly wasi: Place | null;
  };
}

export const WASM_FIELDS = {
  method: requiredText({ doc: 'The export that a call runs.' }),
  wit: text({ doc: "Types of the module's exports, as WIT; a component says its own." }),
  imports: texts({
    doc: 'Host interfaces that the code may use.',
    check: ({ value, place }) =>
      isEmptyToken(value) ? { place, code: 'invalid-import', message: 'import :name cannot be empty' } : null,
  }),
  transport: choiceOr('payload', {
    doc: 'How arguments and results pass.',
    values: ['payload', 'wasi-http'],
    code: 'invalid-transport',
    message: 'invalid transport type',
    hint: '"payload" or "wasi-http"',
  }),
  pool: poolField,
  limits: map({
    doc: 'What a call may use.',
    fields: {
      max_execution_ms: integer({
        doc: 'Milliseconds that a call may take; 0 for no limit.',
        default: 0,
        min: { value: 0, code: 'invalid-limits', message: 'limits.max_execution_ms cannot be negative' },
      }),
    },
  }),
  wasi: wasiField,
};

/** `resolveProfiles`: from the items of `imports`; null with an error reported. */
export function decodeWasm<Profiles>(
  values: ValuesOf<typeof WASM_FIELDS>,
  { fields, place }: Decoding,
  resolveProfiles: (imports: readonly Text[]) => Profiles | null,
): WasmConfig<Profiles> | null {
  const { method, wit, transport, limits, wasi } = values;
  const profiles = resolveProfiles(values.imports);
  if (!profiles) return null;
  return {
    method: method.value,
    profiles,
    wit: wit?.value ? wit.node.source : null,
    transport: transport.value,
    pool: choosePool(values.pool),
    limits: { maxExecutionMs: limits.max_execution_ms.value || null },
    wasi: wasi.isSet ? decodeWasi(wasi) : null,
    places: {
      method: method.place,
      wit: wit?.value ? wit.place : null,
      wasi: wasi.isSet ? (fields.keyPlaceOf('wasi') ?? place) : null,
    },
  };
}

/** The texts of a chain, outermost first (spec/wasm §2): what cannot be decoded is `Internal` at the outside. */
export function wasmRefusal(kind: string): (first: Problem) => Failure {
  return ({ code, message }) => {
    switch (code) {
      case 'wrong-type':
        return unpacking(kind, `failed to unpack wasm config: ${message}`);
      case 'unsupported-import':
      case 'import-requires-component':
      case 'not-available':
        return invalid(message);
      default:
        return unpacking(kind, `invalid configuration: ${message}`);
    }
  };
}
