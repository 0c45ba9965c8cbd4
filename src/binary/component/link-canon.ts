/** Canonical functions of a component, for its link plan. */
import type { CanonicalOptions, CoreItem } from '../../contract/link-plan.ts';
import type { FunctionType } from '../../wit/types.ts';
import { CANON, readOptions, skipCanon, type CanonOptions } from './canons.ts';
import { Malformed, type Cursor } from '../cursor.ts';
import {
  checkCoreType,
  DESTRUCTOR_TYPE,
  HANDLE_TYPE,
  liftedType,
  loweredType,
  needsOf,
  REALLOC_TYPE,
  refusalOfTypes,
} from './link-checks.ts';
import { typeOf, type PlanMaker } from './link-maker.ts';
import type { LinkScope } from './link-scope.ts';

export function readCanon(cursor: Cursor, scope: LinkScope, maker: PlanMaker): void {
  const { offset } = cursor;
  const code = cursor.byte();
  switch (code) {
    case CANON.lift:
      return lift(cursor, scope, maker, offset);
    case CANON.lower:
      return lower(cursor, scope, maker, offset);
    case CANON.resourceNew:
      return resourceBuiltin('resource.new', cursor, scope, maker, offset);
    case CANON.resourceDrop:
      return resourceBuiltin('resource.drop', cursor, scope, maker, offset);
    case CANON.resourceRep:
      return resourceBuiltin('resource.rep', cursor, scope, maker, offset);
  }
  cursor.seek(offset);
  const name = skipCanon(cursor);
  if (name === null) throw new Malformed(`unknown canonical function 0x${code.toString(16)}`, offset);
  scope.addCore(maker.builtin({ type: 'refused', reason: `${name} is not supported` }, null, offset));
}

function lift(cursor: Cursor, scope: LinkScope, maker: PlanMaker, offset: number): void {
  if (cursor.byte() !== 0x00) throw new Malformed('unknown form of lifting', offset);
  const callee = scope.core('function', cursor.u32(), offset);
  const given = readOptions(cursor);
  const entity = scope.type(cursor.u32(), offset);
  if (entity.kind !== 'func') throw new Malformed('a function is lifted to what is no function type', offset);
  const { signature } = entity;
  const type = typeOf('', signature);
  const refusal = refusalOfTypes(type) ?? refusalOfOptions(given, 'lifting') ?? refusalOfMemory(given, scope, offset);
  let postReturn: CoreItem | null = null;
  if (refusal === null) {
    const wanted = liftedType(type);
    checkCoreType('the lifted type', wanted, callee, offset);
    if (given.postReturn !== undefined) {
      const post = scope.core('function', given.postReturn, offset);
      checkCoreType('post-return', { parameters: wanted.results, results: [] }, post, offset);
      postReturn = post.item;
    }
  }
  const options = optionsOf(given, refusal === null ? type : null, 'lift', scope, maker, offset);
  const source = { from: 'lift', callee: callee.item, options, postReturn, refusal } as const;
  scope.add({ sort: 'func', signature, planned: maker.function({ type, source }, offset) });
}

function lower(cursor: Cursor, scope: LinkScope, maker: PlanMaker, offset: number): void {
  if (cursor.byte() !== 0x00) throw new Malformed('unknown form of lowering', offset);
  const extern = scope.at('func', cursor.u32(), offset);
  const given = readOptions(cursor);
  if (extern.sort !== 'func' || extern.planned === undefined)
    throw new Malformed('the type of a function that is lowered cannot be followed', offset);
  if (given.postReturn !== undefined) throw new Malformed('post-return of a function that is lowered', offset);
  const type = maker.functionType(extern.planned);
  const refusal = refusalOfTypes(type) ?? refusalOfOptions(given, 'lowering') ?? refusalOfMemory(given, scope, offset);
  if (refusal !== null) {
    const reason = type.name === '' ? refusal : `${type.name}: ${refusal}`;
    return scope.addCore(maker.builtin({ type: 'refused', reason }, null, offset));
  }
  const options = optionsOf(given, type, 'lower', scope, maker, offset);
  scope.addCore(maker.builtin({ type: 'lower', function: extern.planned, options }, loweredType(type), offset));
}

function refusalOfOptions(given: CanonOptions, what: string): string | null {
  if (given.isAsync || given.callback !== undefined) return `asynchronous ${what} is not supported`;
  return given.isGc || given.coreType !== undefined ? `${what} with types of the GC proposal is not supported` : null;
}

function refusalOfMemory({ memory }: CanonOptions, scope: LinkScope, offset: number): string | null {
  const isWide = memory !== undefined && scope.core('memory', memory, offset).isWide;
  return isWide ? 'a memory with addresses of 64 bits is not supported' : null;
}

/** `type`: null for a function that is refused anyway. */
function optionsOf(
  given: CanonOptions,
  type: FunctionType | null,
  side: 'lift' | 'lower',
  scope: LinkScope,
  maker: PlanMaker,
  offset: number,
): number {
  const memory = given.memory === undefined ? null : scope.core('memory', given.memory, offset);
  const realloc = given.realloc === undefined ? null : scope.core('function', given.realloc, offset);
  if (realloc && type) checkCoreType('realloc', REALLOC_TYPE, realloc, offset);
  if (type) {
    const needs = needsOf(type)[side];
    if (needs.memory && !memory) throw new Malformed('the option memory is missing', offset);
    if (needs.realloc && !realloc) throw new Malformed('the option realloc is missing', offset);
  }
  const options: CanonicalOptions = {
    instance: scope.instance,
    encoding: given.encoding,
    memory: memory?.item ?? null,
    realloc: realloc?.item ?? null,
  };
  return maker.options(options);
}

function resourceBuiltin(
  type: 'resource.new' | 'resource.drop' | 'resource.rep',
  cursor: Cursor,
  scope: LinkScope,
  maker: PlanMaker,
  offset: number,
): void {
  const entity = scope.type(cursor.u32(), offset);
  if (entity.kind !== 'resource') throw new Malformed(`${type} of what is no resource`, offset);
  const implementer = maker.implementerOf(entity.id, offset);
  if (type !== 'resource.drop' && implementer !== scope.instance)
    throw new Malformed(`${type} of a resource of another component`, offset);
  const builtin = { type, resource: entity.id, instance: scope.instance };
  scope.addCore(maker.builtin(builtin, type === 'resource.drop' ? DESTRUCTOR_TYPE : HANDLE_TYPE, offset));
}
