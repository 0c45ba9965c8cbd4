/** Canonical ABI flattening (spec/wit-mapping §10). */
import { assertNever } from '../base/assert-never.ts';
import { flagsWords } from './layout.ts';
import type { CoreFunctionType, CoreType, FunctionType, ScalarName, WitType } from './types.ts';
import { unsupportedType } from './unsupported.ts';

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

export function parameterTypes(type: FunctionType): WitType[] {
  return type.parameters.map((parameter) => parameter.type);
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
      if (type.handle) return push(flat, max, 'i32');
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
