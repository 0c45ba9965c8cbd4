/** Canonical ABI flattening and the check of a signature against a core module (spec/wit-mapping §10). */
import type { Failure } from '../errors.ts';
import { invalid, notFound } from '../errors.ts';
import { unsupportedType } from './parser.ts';
import { formatCoreType, formatFunction, formatName } from './print.ts';
import type { CoreFunctionType, CoreType, FunctionType, ScalarName, ScalarType, WitType } from './types.ts';

/** More flat parameters than this go to memory in one piece. */
export const MAX_FLAT_PARAMETERS = 16;

/** The core type that the export must have; null while a type of the signature is unsupported. */
export function flattenFunction(type: FunctionType): CoreFunctionType | null {
  if (unsupportedType(type)) return null;
  const parameters = type.parameters.map((parameter) => flattenScalar(parameter.type));
  return {
    parameters: parameters.length > MAX_FLAT_PARAMETERS ? ['i32'] : parameters,
    results: type.result ? [flattenScalar(type.result)] : [],
  };
}

/** Exported functions of a core module by name. */
export type ExportedFunctions = ReadonlyMap<string, CoreFunctionType>;

/**
 * Why calls of this function must fail, or null: an unsupported type, a missing export (`NotFound`, with the exports in
 * `details`) or an export of another core type.
 */
export function checkExport(type: FunctionType, exports: ExportedFunctions): Failure | null {
  const unsupported = unsupportedType(type);
  if (unsupported) return invalid(unsupported);
  const actual = exports.get(type.name);
  if (!actual) return missingExport(type.name, exports);
  if (type.parameters.length > MAX_FLAT_PARAMETERS) {
    return invalid(`export "${type.name}": more than ${MAX_FLAT_PARAMETERS} parameters are not supported yet`);
  }
  const wanted = formatCoreType(flattenFunction(type)!);
  const found = formatCoreType(actual);
  return wanted === found ? null : invalid(`export "${type.name}": wit needs ${wanted}, module has ${found}`);
}

/** Failure of a call whose `method` is no exported function (spec/wasm §5.3). */
export function missingExport(method: string, exports: ExportedFunctions): Failure {
  return notFound(`failed to call wasm method: ${method}: function ${method} not found`, { exports: [...exports.keys()] });
}

/** Failure of a call of a module without `wit` (spec/wasm §5.6); `details.wit` offers a signature where there is one. */
export function missingSignature(method: string, exports: ExportedFunctions): Failure {
  const actual = exports.get(method);
  if (!actual) return missingExport(method, exports);
  const suggestion = suggestSignature(method, actual);
  return invalid(
    `failed to call wasm method: ${method}: [runtime] invalid_input: Call() requires a component or WIT definitions; ` +
      'use CallWithTypes() for native WASM without WIT',
    suggestion ? { wit: suggestion } : undefined,
  );
}

/**
 * WIT text for a core function: i32 as `s32`, i64 as `s64`, floats as themselves. null when WIT cannot say it (vectors,
 * references, several results, a name that is no WIT name).
 */
export function suggestSignature(name: string, type: CoreFunctionType): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$/.test(name) || type.results.length > 1) return null;
  const names = parameterNames(type.parameters.length);
  const parameters = type.parameters.map((core, index) => ({ name: names(index), type: scalarOf(core) }));
  const result = type.results[0] === undefined ? null : scalarOf(type.results[0]);
  if (result === undefined || parameters.some((parameter) => parameter.type === undefined)) return null;
  return formatFunction({ name, parameters: parameters as { name: string; type: ScalarType }[], result });
}

/** `a`, `b`, `c`; `p1` … when the letters do not suffice. */
function parameterNames(count: number): (index: number) => string {
  return (index) => (count <= 26 ? formatName(String.fromCharCode(97 + index)) : `p${index + 1}`);
}

function scalarOf(core: CoreType): ScalarType | undefined {
  const names: { readonly [K in CoreType]?: ScalarName } = { i32: 's32', i64: 's64', f32: 'f32', f64: 'f64' };
  const name = names[core];
  return name && { kind: 'scalar', name };
}

function flattenScalar(type: WitType): CoreType {
  if (type.kind !== 'scalar') throw new Error(`type ${type.text} is not supported and should have been refused`);
  switch (type.name) {
    case 's64':
    case 'u64':
      return 'i64';
    case 'f32':
    case 'f64':
      return type.name;
    default:
      return 'i32';
  }
}
