/** Calls in Lua texts whose target is written out, against the entries there are (spec/lua-modules §1). */
import type { Diagnostic, EntryId } from '../../contract/api.ts';
import type { LuaCall, LuaFacts } from '../../lua-text/index.ts';
import { defaultHostOf } from '../kinds/entry-options.ts';
import type { Entry, EntryIn } from '../kinds/index.ts';
import { formatId, parseId } from '../registry/ids.ts';
import { nearest } from '../../base/nearest.ts';
import { formatFunction } from '../../wit/print.ts';
import type { FunctionType } from '../../wit/types.ts';
import { TextPlaces } from './text-places.ts';
import { didYouMean } from '../../base/suggestion.ts';

export interface CallTarget {
  readonly entry: Entry;
  /** null when it takes anything, or when that is not known. */
  readonly type: FunctionType | null;
}

type Targets = ReadonlyMap<EntryId, CallTarget>;
type Finding = Pick<Diagnostic, 'code' | 'message' | 'hint'>;

const CALLEES: ReadonlySet<string> = new Set(['funcs.call', 'funcs.async']);

/** The function registry is asked when the call is made, so all of these are warnings. */
export function checkCalls(entry: EntryIn<'lua'>, facts: LuaFacts, targets: Targets): Diagnostic[] {
  const places = new TextPlaces(entry.config.source);
  return facts.calls.flatMap((call) => {
    if (!CALLEES.has(call.callee) || call.target === null) return [];
    const target = checkTarget(call.target, entry.id, targets);
    if (target)
      return [
        { ...places.of(call.targetRange ?? call.range), ...target, severity: 'warning' as const, entry: entry.id },
      ];
    const arity = checkArity(call, targets.get(call.target as EntryId)?.type ?? null);
    return arity ? [{ ...places.of(call.range), ...arity, severity: 'warning' as const, entry: entry.id }] : [];
  });
}

function checkTarget(target: string, caller: EntryId, targets: Targets): Finding | null {
  const { namespace, name } = parseId(target);
  const wrong = (message: string, hint?: string): Finding => ({
    code: 'call-target',
    message: `the call will fail: ${message}`,
    ...(hint ? { hint } : {}),
  });
  if (target === '') return wrong('function ID required');
  if (namespace === '') {
    const own = formatId({ namespace: parseId(caller).namespace, name });
    return wrong(
      'namespace required in function ID',
      targets.has(own) ? didYouMean(own) : 'write it as "namespace:name"',
    );
  }
  if (name === '') return wrong('name required in function ID');
  const found = targets.get(target as EntryId)?.entry;
  if (!found) {
    const guess = nearest(target, callable(targets));
    return wrong(`no handler registered for target: ${target}`, guess ? didYouMean(guess) : undefined);
  }
  // What the playground only stores says so at its own place.
  if (mayBeCalled(found)) return null;
  return wrong(
    `no handler registered for target: ${target}`,
    isProcess(found)
      ? `${target} is a process: spawn it, or name its host in meta.default_host`
      : `${target} is of kind ${found.kind}, only functions can be called`,
  );
}

/** Trailing nils fill up nothing and too many of them do no harm, so a count is wrong only where the texts say both. */
function checkArity(call: LuaCall, type: FunctionType | null): Finding | null {
  if (!type || call.argumentCount === null) return null;
  const wanted = type.parameters.length;
  // What is missing counts as nil, which options at the end take (spec/wit-mapping §7).
  const least = type.parameters.findLastIndex((parameter) => parameter.type.kind !== 'option') + 1;
  if (call.argumentCount >= least && call.argumentCount <= wanted) return null;
  return {
    code: 'call-arity',
    message: `the call will fail: expected ${wanted} ${wanted === 1 ? 'argument' : 'arguments'}, got ${call.argumentCount}`,
    hint: formatFunction(type),
  };
}

function callable(targets: Targets): EntryId[] {
  return [...targets].flatMap(([id, { entry }]) => (mayBeCalled(entry) ? [id] : []));
}

function mayBeCalled(entry: Entry): boolean {
  const { description, meta } = entry;
  return description === null || description.calls !== null || (isProcess(entry) && defaultHostOf(meta) !== null);
}

function isProcess({ kind }: Entry): boolean {
  return kind === 'process.lua' || kind === 'process.wasm';
}
