/** The check of a signature against a core module (spec/wit-mapping §10). */
import type { ExportedMemory } from '../../binary/core-types.ts';
import type { Failure } from '../../contract/errors.ts';
import { invalid, notFound } from '../../contract/errors.ts';
import {
  ALLOCATORS,
  flattenFunction,
  flattenTypes,
  MAX_FLAT_PARAMETERS,
  MAX_FLAT_RESULTS,
  parameterTypes,
  POST_RETURN_PREFIX,
} from '../../wit/flatten.ts';
import { withoutVersion } from '../../wit/interface-name.ts';
import { layoutOf, MAX_BLOCK_BYTES } from '../../wit/layout.ts';
import { partsOf } from '../../wit/measure.ts';
import { formatCoreType, formatType } from '../../wit/print.ts';
import { suggestSignature } from '../../wit/suggest-signature.ts';
import type { CoreFunctionType, FunctionType, WitType } from '../../wit/types.ts';
import { unsupportedType } from '../../wit/unsupported.ts';
import type { WitFunction } from '../../wit/wit-text.ts';

/** Exported functions of a core module by name. */
export type ExportedFunctions = ReadonlyMap<string, CoreFunctionType>;

/**
 * Why calls of this function must fail, or null: an unsupported type, a missing export (`NotFound`, with the exports in
 * `details`), an export of another core type, or memory or an allocator that the signature needs and the module lacks. A
 * function that returns several core values passes too when they are the flat form of its result. `name`: of the export.
 */
export function checkExport(
  type: FunctionType,
  exports: ExportedFunctions,
  memory: ExportedMemory,
  name: string = type.name,
): Failure | null {
  const unsupported = unsupportedType(type);
  if (unsupported) return invalid(unsupported);
  const actual = exports.get(name);
  if (!actual) return missingExport(name, exports);
  const needs = requirementsOf(type, actual);
  const problem =
    tooLargeProblem(type) ??
    addressProblem(needs, memory) ??
    coreTypeProblem(type, actual) ??
    memoryProblem(needs, exports, memory) ??
    postReturnProblem(name, actual, exports);
  return problem === null ? null : invalid(`export "${name}": ${problem}`);
}

/**
 * The name under which a core module has the function that `method` was found to mean, or null: as `method` says; as
 * `interface#function`, which is how toolchains name the exports of what is to become a component, with the version of the
 * interface or without; or by the bare name of the function.
 */
export function exportNameOf(
  method: string,
  { interface: owner, type }: Pick<WitFunction, 'interface' | 'type'>,
  exports: ExportedFunctions,
): string | null {
  if (exports.has(method)) return method;
  if (owner !== null) {
    const full = `${owner}#${type.name}`;
    if (exports.has(full)) return full;
    const unversioned = `${withoutVersion(owner)}#${type.name}`;
    const [first, ...others] = [...exports.keys()].filter(
      (name) => name.includes('#') && withoutVersionOfInterface(name) === unversioned,
    );
    if (first !== undefined && others.length === 0) return first;
  }
  return exports.has(type.name) ? type.name : null;
}

function withoutVersionOfInterface(name: string): string {
  const hash = name.lastIndexOf('#');
  return withoutVersion(name.slice(0, hash)) + name.slice(hash);
}

/** Failure of a call whose `method` is no exported function (spec/wasm §5.3). */
export function missingExport(method: string, exports: ExportedFunctions): Failure {
  return notFound(`failed to call wasm method: ${method}: function ${method} not found`, {
    exports: [...exports.keys()],
  });
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

/** A type whose every value would be more than memory may hold in one piece. */
function tooLargeProblem(type: FunctionType): string | null {
  const large = [...parameterTypes(type), ...(type.result ? [type.result] : [])].find(
    (part) => firstLarge(part) !== null,
  );
  return large ? `${formatType(firstLarge(large)!)} takes more than ${MAX_BLOCK_BYTES} bytes` : null;
}

function firstLarge(type: WitType): WitType | null {
  for (const part of partsOf(type)) {
    const large = firstLarge(part);
    if (large) return large;
  }
  return layoutOf(type).size > MAX_BLOCK_BYTES ? type : null;
}

/** What a signature asks of a module besides the function itself. */
interface Requirements {
  readonly memory: boolean;
  readonly allocator: boolean;
}

function requirementsOf(type: FunctionType, actual: CoreFunctionType): Requirements {
  const isSpilled = flattenTypes(parameterTypes(type), MAX_FLAT_PARAMETERS) === null;
  const allocator = isSpilled || type.parameters.some((parameter) => hasBlocks(parameter.type));
  return { allocator, memory: allocator || (type.result !== null && isInMemory(type.result, actual)) };
}

/** Whether any part of the result lies in memory: all of it, unless the function returns its slots one by one. */
function isInMemory(result: WitType, actual: CoreFunctionType): boolean {
  return actual.results.length > MAX_FLAT_RESULTS
    ? hasBlocks(result)
    : flattenTypes([result], MAX_FLAT_RESULTS) === null;
}

function addressProblem(needs: Requirements, memory: ExportedMemory): string | null {
  return memory === 'memory64' && needs.memory ? 'wit needs 32-bit memory, module has 64-bit memory (memory64)' : null;
}

function coreTypeProblem(type: FunctionType, actual: CoreFunctionType): string | null {
  const wanted = flattenFunction(type)!;
  const found = formatCoreType(actual);
  if (formatCoreType(wanted) === found) return null;
  if (type.result && actual.results.length > MAX_FLAT_RESULTS) {
    const results = flattenTypes([type.result], actual.results.length);
    if (results && formatCoreType({ ...wanted, results }) === found) return null;
  }
  return `wit needs ${formatCoreType(wanted)}, module has ${found}`;
}

function memoryProblem(needs: Requirements, exports: ExportedFunctions, memory: ExportedMemory): string | null {
  if (needs.memory && memory === 'none') return 'wit needs an exported memory';
  if (!needs.allocator) return null;
  const name = ALLOCATORS.find((candidate) => exports.has(candidate));
  if (!name) return `wit needs an allocator (${ALLOCATORS.slice(0, -1).join(', ')} or ${ALLOCATORS.at(-1)})`;
  const problem = allocatorProblem(exports.get(name)!);
  return problem && `wit needs ${name} ${problem}`;
}

function postReturnProblem(exported: string, actual: CoreFunctionType, exports: ExportedFunctions): string | null {
  const name = `${POST_RETURN_PREFIX}${exported}`;
  const post = exports.get(name);
  if (!post) return null;
  const wanted = formatCoreType({ parameters: actual.results, results: [] });
  const found = formatCoreType(post);
  return wanted === found ? null : `wit needs ${name} ${wanted}, module has ${found}`;
}

/** With four parameters it is `cabi_realloc`, with fewer it is called as alloc(size). */
function allocatorProblem(type: CoreFunctionType): string | null {
  const count = type.parameters.length;
  const isRight = count > 0 && count <= 4 && type.parameters.every((core) => core === 'i32');
  if (isRight && type.results.length === 1 && type.results[0] === 'i32') return null;
  return `${count < 4 ? '(i32) -> i32' : '(i32, i32, i32, i32) -> i32'}, module has ${formatCoreType(type)}`;
}

/** Whether values of the type hold strings or lists, which lie in memory of their own. */
function hasBlocks(type: WitType): boolean {
  return type.kind === 'string' || (type.kind === 'list' && type.length === null) || partsOf(type).some(hasBlocks);
}
