/** A signature for a core function that has none yet. */
import { MAX_FLAT_PARAMETERS } from './flatten.ts';
import { formatFunction, formatName } from './print.ts';
import type { CoreFunctionType, CoreType, ScalarName, ScalarType } from './types.ts';

/**
 * WIT text for a core function: i32 as `s32`, i64 as `s64`, floats as themselves, several results as a tuple. null when WIT
 * cannot say it (vectors, references, a name that is no WIT name, more parameters than are passed flat).
 */
export function suggestSignature(name: string, type: CoreFunctionType): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$/.test(name) || type.parameters.length > MAX_FLAT_PARAMETERS)
    return null;
  const parameters = scalarsOf(type.parameters);
  const results = scalarsOf(type.results);
  if (!parameters || !results) return null;
  const names = parameterNames(parameters.length);
  return formatFunction({
    name,
    parameters: parameters.map((scalar, index) => ({ name: names(index), type: scalar })),
    result: results.length > 1 ? { kind: 'tuple', items: results } : (results[0] ?? null),
  });
}

/** `a`, `b`, `c`; `p1` … when the letters do not suffice. */
function parameterNames(count: number): (index: number) => string {
  return (index) => (count <= 26 ? formatName(String.fromCharCode(97 + index)) : `p${index + 1}`);
}

function scalarsOf(types: readonly CoreType[]): ScalarType[] | null {
  const scalars = types.map(scalarOf);
  return scalars.every((scalar) => scalar !== undefined) ? scalars : null;
}

function scalarOf(core: CoreType): ScalarType | undefined {
  const names: { readonly [K in CoreType]?: ScalarName } = { i32: 's32', i64: 's64', f32: 'f32', f64: 'f64' };
  const name = names[core];
  return name && { kind: 'scalar', name };
}
