/** Whether what a component links fits together (Canonical ABI): core types, and the options that a signature needs. */
import { flattenTypes, MAX_FLAT_PARAMETERS, MAX_FLAT_RESULTS, parameterTypes } from '../../wit/flatten.ts';
import { partsOf } from '../../wit/measure.ts';
import { formatCoreType } from '../../wit/print.ts';
import type { CoreFunctionType, FunctionType, WitType } from '../../wit/types.ts';
import { reasonOf } from '../../wit/unsupported.ts';
import { Malformed } from '../cursor.ts';
import type { CoreExtern } from './link-scope.ts';

export const REALLOC_TYPE: CoreFunctionType = { parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] };
export const DESTRUCTOR_TYPE: CoreFunctionType = { parameters: ['i32'], results: [] };
export const HANDLE_TYPE: CoreFunctionType = { parameters: ['i32'], results: ['i32'] };

/** The type that a core function has to have to be lifted to `type`. */
export function liftedType(type: FunctionType): CoreFunctionType {
  return {
    parameters: flattenTypes(parameterTypes(type), MAX_FLAT_PARAMETERS) ?? ['i32'],
    results: type.result ? (flattenTypes([type.result], MAX_FLAT_RESULTS) ?? ['i32']) : [],
  };
}

/** The type of the core function that `type` is lowered to: it takes the address for a result that does not fit. */
export function loweredType(type: FunctionType): CoreFunctionType {
  const lifted = liftedType(type);
  return isSpilled(type.result) ? { parameters: [...lifted.parameters, 'i32'], results: [] } : lifted;
}

function isSpilled(result: WitType | null): boolean {
  return result !== null && flattenTypes([result], MAX_FLAT_RESULTS) === null;
}

/** What of memory and allocator a function needs on the side that lifts it, and on the side that lowers it. */
export function needsOf(type: FunctionType): Readonly<Record<'lift' | 'lower', { memory: boolean; realloc: boolean }>> {
  const parameters = parameterTypes(type);
  const areSpilled = flattenTypes(parameters, MAX_FLAT_PARAMETERS) === null;
  const haveBlocks = parameters.some(hasBlocks);
  const resultHasBlocks = type.result !== null && hasBlocks(type.result);
  const memory = areSpilled || haveBlocks || resultHasBlocks || isSpilled(type.result);
  return {
    lift: { memory, realloc: areSpilled || haveBlocks },
    lower: { memory, realloc: resultHasBlocks },
  };
}

/** Strings and lists of any length. */
function hasBlocks(type: WitType): boolean {
  return some(type, (part) => part.kind === 'string' || (part.kind === 'list' && part.length === null));
}

/** Why no call carries the types of a function; null when all is well. Handles pass between components. */
export function refusalOfTypes(type: FunctionType): string | null {
  if (type.isAsync) return 'async functions are not supported';
  let reason: string | null = null;
  const look = (part: WitType): boolean => {
    if (part.kind !== 'unsupported' || part.handle) return false;
    reason = reasonOf(part);
    return true;
  };
  if ([...parameterTypes(type), ...(type.result ? [type.result] : [])].some((part) => some(part, look))) return reason;
  const isBorrow = (part: WitType): boolean => part.kind === 'unsupported' && part.handle?.mode === 'borrow';
  return type.result && some(type.result, isBorrow) ? 'its result has a borrowed handle' : null;
}

/** Parts that occur more than once are looked at once. */
function some(type: WitType, test: (part: WitType) => boolean, seen = new Set<WitType>()): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return test(type) || partsOf(type).some((part) => some(part, test, seen));
}

export function isSameCoreType(one: CoreFunctionType, other: CoreFunctionType): boolean {
  return isSameList(one.parameters, other.parameters) && isSameList(one.results, other.results);
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

export function checkCoreType(what: string, wanted: CoreFunctionType, { type }: CoreExtern, offset: number): void {
  if (type && isSameCoreType(wanted, type)) return;
  const has = type ? formatCoreType(type) : 'a type of another kind';
  throw new Malformed(`${what} needs ${formatCoreType(wanted)}, the core function has ${has}`, offset);
}
