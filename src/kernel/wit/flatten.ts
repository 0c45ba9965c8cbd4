/** Canonical ABI flattening and the check of a signature against a core module (spec/wit-mapping §10). */
import { assertNever } from '../../base/assert-never.ts';
import type { Failure } from '../errors.ts';
import { invalid, notFound } from '../errors.ts';
import { flagsWords, layoutOf, MAX_BLOCK_BYTES } from './layout.ts';
import { unsupportedType } from './parser.ts';
import { formatCoreType, formatFunction, formatName, formatType } from './print.ts';
import type { CoreFunctionType, CoreType, FunctionType, ScalarName, ScalarType, WitType } from './types.ts';

/** More flat parameters than this go to memory as one tuple, and its address is the only parameter. */
export const MAX_FLAT_PARAMETERS = 16;
/** More flat results than this are left in memory, and the function returns their address. */
export const MAX_FLAT_RESULTS = 1;

/** Names under which a module may export its allocator, the one that is taken first. */
export const ALLOCATORS = ['cabi_realloc', 'canonical_abi_realloc', 'allocate', 'alloc'] as const;
/** `cabi_post_<name>` lets a guest free what its result lies in. */
export const POST_RETURN_PREFIX = 'cabi_post_';

/** The core type that the export must have; null while a type of the signature is unsupported. */
export function flattenFunction(type: FunctionType): CoreFunctionType | null {
  if (unsupportedType(type)) return null;
  return {
    parameters: flattenTypes(parameterTypes(type), MAX_FLAT_PARAMETERS) ?? ['i32'],
    results: type.result ? (flattenTypes([type.result], MAX_FLAT_RESULTS) ?? ['i32']) : [],
  };
}

/** The core values that stand for values of these types, or null when they are more than `max`. */
export function flattenTypes(types: readonly WitType[], max: number): CoreType[] | null {
  const flat: CoreType[] = [];
  for (const type of types) if (!flattenInto(type, flat, max)) return null;
  return flat;
}

/** The core type of a slot that holds the one or the other. */
export function joinSlots(one: CoreType, other: CoreType): CoreType {
  if (one === other) return one;
  return one !== 'i64' && one !== 'f64' && other !== 'i64' && other !== 'f64' ? 'i32' : 'i64';
}

/** Exported functions of a core module by name. */
export type ExportedFunctions = ReadonlyMap<string, CoreFunctionType>;

/** What a core module exports as `memory`: nothing of that kind, or memory with addresses of 32 or 64 bits. */
export type ExportedMemory = 'none' | 'memory32' | 'memory64';

/**
 * Why calls of this function must fail, or null: an unsupported type, a missing export (`NotFound`, with the exports in
 * `details`), an export of another core type, or memory or an allocator that the signature needs and the module lacks. A
 * function that returns several core values passes too when they are the flat form of its result.
 */
export function checkExport(type: FunctionType, exports: ExportedFunctions, memory: ExportedMemory): Failure | null {
  const unsupported = unsupportedType(type);
  if (unsupported) return invalid(unsupported);
  const actual = exports.get(type.name);
  if (!actual) return missingExport(type.name, exports);
  const needs = requirementsOf(type, actual);
  const problem =
    tooLargeProblem(type) ??
    addressProblem(needs, memory) ??
    coreTypeProblem(type, actual) ??
    memoryProblem(needs, exports, memory) ??
    postReturnProblem(type, actual, exports);
  return problem === null ? null : invalid(`export "${type.name}": ${problem}`);
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
 * WIT text for a core function: i32 as `s32`, i64 as `s64`, floats as themselves, several results as a tuple. null when WIT
 * cannot say it (vectors, references, a name that is no WIT name, more parameters than are passed flat).
 */
export function suggestSignature(name: string, type: CoreFunctionType): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$/.test(name) || type.parameters.length > MAX_FLAT_PARAMETERS) return null;
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

function parameterTypes(type: FunctionType): WitType[] {
  return type.parameters.map((parameter) => parameter.type);
}

/** A type whose every value would be more than memory may hold in one piece. */
function tooLargeProblem(type: FunctionType): string | null {
  const large = [...parameterTypes(type), ...(type.result ? [type.result] : [])].find((part) => firstLarge(part) !== null);
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
  return actual.results.length > MAX_FLAT_RESULTS ? hasBlocks(result) : flattenTypes([result], MAX_FLAT_RESULTS) === null;
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

function postReturnProblem(type: FunctionType, actual: CoreFunctionType, exports: ExportedFunctions): string | null {
  const name = `${POST_RETURN_PREFIX}${type.name}`;
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

/** The types that a type is made of. */
function partsOf(type: WitType): readonly WitType[] {
  switch (type.kind) {
    case 'list':
      return [type.element];
    case 'tuple':
      return type.items;
    case 'option':
      return [type.some];
    case 'result':
      return [type.ok, type.err].filter((part) => part !== null);
    case 'record':
      return type.fields.map((field) => field.type);
    case 'variant':
      return type.cases.flatMap((item) => (item.type ? [item.type] : []));
    default:
      return [];
  }
}

/** Appends; false as soon as there are more than `max`. */
function flattenInto(type: WitType, flat: CoreType[], max: number): boolean {
  switch (type.kind) {
    case 'scalar':
      return push(flat, max, coreOf(type.name));
    case 'string':
      return push(flat, max, 'i32') && push(flat, max, 'i32');
    case 'list':
      if (type.length === null) return push(flat, max, 'i32') && push(flat, max, 'i32');
      return repeatInto(type.element, type.length, flat, max);
    case 'tuple':
      return type.items.every((item) => flattenInto(item, flat, max));
    case 'record':
      return type.fields.every((field) => flattenInto(field.type, flat, max));
    case 'option':
      return casesInto([type.some], flat, max);
    case 'result':
      return casesInto([type.ok, type.err], flat, max);
    case 'variant':
      return casesInto(
        type.cases.map((item) => item.type),
        flat,
        max,
      );
    case 'enum':
      return push(flat, max, 'i32');
    case 'flags': {
      for (let words = flagsWords(type); words > 0; words--) if (!push(flat, max, 'i32')) return false;
      return true;
    }
    case 'unsupported':
      throw new Error(`type ${type.text} is not supported and should have been refused`);
    default:
      return assertNever(type);
  }
}

function push(flat: CoreType[], max: number, core: CoreType): boolean {
  if (flat.length >= max) return false;
  flat.push(core);
  return true;
}

/** `list<T, N>`: ends early, so that a huge N costs nothing. */
function repeatInto(element: WitType, count: number, flat: CoreType[], max: number): boolean {
  if (count === 0) return true;
  const one = flattenTypes([element], max - flat.length);
  if (!one) return false;
  if (one.length * count > max - flat.length) return false;
  if (one.length > 0) for (let left = count; left > 0; left--) flat.push(...one);
  return true;
}

function casesInto(payloads: readonly (WitType | null)[], flat: CoreType[], max: number): boolean {
  if (!push(flat, max, 'i32')) return false;
  const joined: CoreType[] = [];
  for (const payload of payloads) {
    if (!payload) continue;
    const slots = flattenTypes([payload], max - flat.length);
    if (!slots) return false;
    slots.forEach((slot, index) => {
      joined[index] = index < joined.length ? joinSlots(joined[index]!, slot) : slot;
    });
  }
  flat.push(...joined);
  return true;
}

function coreOf(name: ScalarName): CoreType {
  switch (name) {
    case 's64':
    case 'u64':
      return 'i64';
    case 'f32':
    case 'f64':
      return name;
    default:
      return 'i32';
  }
}
