/** What all kinds of WASM functions share: fields, and the rows of spec/wasm §2 in their order. */
import type { Transport, WasmFunctionConfig } from './entries.ts';
import { emptyFileOf, type Fields, type Problems, type Text } from './fields.ts';
import { choosePool, readPool, validatePool } from './pool.ts';
import { isEmptyToken } from '../../contract/profiles.ts';
import type { Place } from './source.ts';
import { readWasi, validateWasi } from './wasi.ts';

export const WASM_FIELDS: readonly string[] = [
  'method',
  'transport',
  'wit',
  'imports',
  'pool',
  'wasi',
  'limits',
  'meta',
  'name',
  'kind',
  'security',
];

type Common = Pick<WasmFunctionConfig, 'method' | 'wit' | 'transport' | 'pool' | 'limits'> & {
  readonly places: Pick<WasmFunctionConfig['places'], 'method' | 'wit'>;
};

export interface DecodedFields<P> {
  readonly common: Common & { readonly profiles: P };
  /** Of a `wasi` map that sets something. */
  readonly wasiPlace: Place | null;
}

export interface KindRules<P> {
  /** Fields, read already, that the kind asks for before all others (rows 1 to 4). */
  readonly required: readonly { readonly name: string; readonly text: Text | null }[];
  /** From the items of `imports` to profiles; null with an error in `problems`. */
  readonly resolveProfiles: (imports: readonly Text[]) => P | null;
}

/**
 * null with at least one error in `problems`. Wrong types are all reported, those of required fields included; then the rows of spec/wasm §2 are checked in their order and the first failure is reported.
 */
export function decodeWasmFields<P>(
  fields: Fields,
  entryPlace: Place,
  problems: Problems,
  { required, resolveProfiles }: KindRules<P>,
): DecodedFields<P> | null {
  const method = fields.string('method');
  const wit = fields.string('wit');
  const transport = fields.string('transport');
  const imports = fields.strings('imports');
  const pool = readPool(fields, entryPlace);
  const limits = fields.map('limits');
  const maxExecutionMs = limits?.integer('max_execution_ms') ?? 0;
  const wasi = readWasi(fields);
  limits?.noteUnknown(['max_execution_ms']);
  if (problems.errors.length > 0) return null;

  const fail = (place: Place | null | undefined, code: string, message: string, hint?: string): null => {
    problems.error(place ?? entryPlace, code, message, hint);
    return null;
  };
  for (const { name, text } of [...required, { name: 'method', text: method }]) {
    const emptyFile = text && emptyFileOf(text);
    if (emptyFile) return fail(emptyFile, 'empty-file', `${emptyFile.file} is empty`);
    if (!text?.value) return fail(fields.keyPlaceOf(name), 'missing-field', `${name} is required`);
  }
  const empty = imports.find((item) => isEmptyToken(item.value));
  if (empty) return fail(empty.place, 'invalid-import', 'import :name cannot be empty');
  if (transport?.value && transport.value !== 'payload' && transport.value !== 'wasi-http') {
    return fail(transport.place, 'invalid-transport', 'invalid transport type', '"payload" or "wasi-http"');
  }
  if (!validatePool(pool, problems)) return null;
  if (maxExecutionMs < 0)
    return fail(limits?.placeOf('max_execution_ms'), 'invalid-limits', 'limits.max_execution_ms cannot be negative');
  if (!validateWasi(wasi, fail)) return null;

  const profiles = resolveProfiles(imports);
  if (!profiles) return null;
  const chosen = choosePool(pool, problems);
  if (!chosen) return null;
  if (transport?.value === 'wasi-http') {
    problems.warn(transport.place, 'not-available', 'transport "wasi-http" is not available in the playground yet');
  }
  return {
    common: {
      method: method!.value,
      profiles,
      wit: wit?.value ? wit.node.source : null,
      transport: (transport?.value || 'payload') as Transport,
      pool: chosen,
      limits: { maxExecutionMs: maxExecutionMs === 0 ? null : maxExecutionMs },
      places: { method: method!.place, wit: wit?.value ? wit.place : null },
    },
    wasiPlace: wasi && wasi.fields.node.fields.size > 0 ? (fields.keyPlaceOf('wasi') ?? entryPlace) : null,
  };
}
