/** What one Lua entry says by itself: its syntax, and its modules against its `modules` list (spec/lua-base §3). */
import type { Diagnostic, EntryId } from '../api.ts';
import type { LuaFacts } from '../lua/syntax/index.ts';
import type { LuaFunctionEntry, LuaLibraryEntry } from '../registry/entries.ts';
import type { Place } from '../registry/source.ts';
import { ALWAYS_BOUND, isReadyModule, MODULE_NAMES } from './module-names.ts';
import { TextPlaces } from './text-places.ts';

export function checkLua(entry: LuaFunctionEntry | LuaLibraryEntry, facts: LuaFacts): Diagnostic[] {
  const { source, modules, places: own } = entry.config;
  const places = new TextPlaces(source);
  const syntax = facts.problems.map((problem) => {
    const place = places.of(problem);
    return finding(entry.id, place, { severity: 'error', code: 'lua-syntax', message: problem.message }, problem.hint);
  });
  const missing = modules.filter((name) => !isReadyModule(name)).map((name) => {
    const message = `module "${name}" is not available in the playground yet; its functions answer with an error`;
    return finding(entry.id, own.source, { severity: 'warning', code: 'lua-module-missing', message }, undefined);
  });
  return [...syntax, ...missing, ...unlisted(entry, facts, places)];
}

/** Modules that the text uses and nobody gives it: each is said once, where it is used first. */
function unlisted(entry: LuaFunctionEntry | LuaLibraryEntry, facts: LuaFacts, places: TextPlaces): Diagnostic[] {
  // What the text sets itself is a variable of its own.
  const assigned = facts.globalsUsed.filter((one) => one.use === 'assigned').map((one) => one.name);
  const imported = entry.config.imports.map((item) => item.alias);
  const given = new Set([...entry.config.modules, ...imported, ...assigned, ...ALWAYS_BOUND]);
  const first = new Map<string, LuaFacts['requires'][number]>();
  for (const use of [...facts.requires, ...facts.globalsUsed]) {
    if (given.has(use.name) || !MODULE_NAMES.has(use.name)) continue;
    const known = first.get(use.name);
    if (!known || use.range.start < known.range.start) first.set(use.name, use);
  }
  return [...first.values()].map(({ name, range }) => {
    const message = `module "${name}" is not listed in modules: of ${entry.id}, so it is not there`;
    const hint = `add it: modules: [${[...entry.config.modules, name].join(', ')}]`;
    return finding(entry.id, places.of(range), { severity: 'warning', code: 'lua-module-unlisted', message }, hint);
  });
}

function finding(
  entry: EntryId,
  place: Place,
  what: Pick<Diagnostic, 'severity' | 'code' | 'message'>,
  hint: string | undefined,
): Diagnostic {
  return { ...place, ...what, ...(hint ? { hint } : {}), entry };
}
