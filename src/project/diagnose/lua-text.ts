/** What one Lua entry says by itself: its syntax, and its modules against its `modules` list (spec/lua-base §3), and the names it uses. */
import type { Diagnostic, EntryId, Fix } from '../../contract/api.ts';
import type { LuaFacts, Range } from '../../lua-text/index.ts';
import type { EntryIn } from '../kinds/index.ts';
import { fileNameSlip } from '../registry/file-name.ts';
import { nearest } from '../../base/nearest.ts';
import { hintAndFix, type Place } from '../registry/source.ts';
import { didYouMean } from '../../base/suggestion.ts';
import { checkMethod } from './lua-method.ts';
import {
  ALWAYS_BOUND,
  isPlannedModule,
  MEMBERS,
  MODULE_NAMES,
  STANDARD_GLOBALS,
} from '../../contract/lua-modules/index.ts';
import { TextPlaces } from './text-places.ts';

type LuaEntry = EntryIn<'lua'>;

export function checkLua(entry: LuaEntry, facts: LuaFacts): Diagnostic[] {
  const { source, modules, places: own } = entry.config;
  const places = new TextPlaces(source);
  const slip = facts.problems.length > 0 ? fileNameSlip(source, own.source) : null;
  if (slip)
    return [finding(entry.id, own.source, { severity: 'error', code: 'file-name', message: slip.message }, slip.hint)];
  const syntax = facts.problems.map((problem) => {
    const place = places.of(problem);
    return finding(entry.id, place, { severity: 'error', code: 'lua-syntax', message: problem.message }, problem.hint);
  });
  const missing = modules.filter(isPlannedModule).map((name) => {
    const message = `module "${name}" is not available in the playground yet; its functions answer with an error`;
    return finding(entry.id, own.source, { severity: 'warning', code: 'lua-module-missing', message }, undefined);
  });
  const names = new KnownNames(entry, facts);
  const method = syntax.length === 0 ? checkMethod(entry, facts, places) : null;
  return [
    ...syntax,
    ...missing,
    ...unlisted(entry, names, facts, places),
    ...undefinedNames(entry, names, facts, places),
    ...(method ? [method] : []),
  ];
}

/** Names that a text can use without making them itself. */
class KnownNames {
  /** What the entry lists, in `modules` and `imports`. */
  readonly given: ReadonlySet<string>;
  /** Set by the text itself, somewhere. */
  readonly assigned: ReadonlySet<string>;
  /** The project's own entries, whatever they are called here. */
  readonly #own: ReadonlySet<string>;

  constructor({ config }: LuaEntry, facts: LuaFacts) {
    this.#own = new Set([...config.imports, ...config.moduleAliases].map(({ alias }) => alias));
    this.given = new Set([...config.modules, ...this.#own]);
    this.assigned = new Set(facts.globalsUsed.filter((one) => one.use === 'assigned').map((one) => one.name));
  }

  /** What Lua or Wippy gives under that name, and nobody has put something else in its place. */
  isLibrary(name: string): boolean {
    return this.has(name) && !this.assigned.has(name) && !this.#own.has(name);
  }

  has(name: string): boolean {
    return this.given.has(name) || this.assigned.has(name) || STANDARD_GLOBALS.has(name) || ALWAYS_BOUND.includes(name);
  }
}

/** Modules that the text uses and nobody gives it: each is said once, where it is used first. */
function unlisted(entry: LuaEntry, names: KnownNames, facts: LuaFacts, places: TextPlaces): Diagnostic[] {
  const first = new Map<string, LuaFacts['requires'][number]>();
  for (const use of [...facts.requires, ...facts.globalsUsed]) {
    if (names.has(use.name) || !MODULE_NAMES.has(use.name)) continue;
    const known = first.get(use.name);
    if (!known || use.range.start < known.range.start) first.set(use.name, use);
  }
  return [...first.values()].map(({ name, range }) => {
    const message = `module "${name}" is not listed in modules: of ${entry.id}, so it is not there`;
    const hint = `add it: modules: [${[...entry.config.modules, name].join(', ')}]`;
    const fix = entry.edits.addItem('modules', name, entry.config.method === null ? 'source' : 'method');
    return finding(
      entry.id,
      places.of(range),
      { severity: 'warning', code: 'lua-module-unlisted', message },
      hint,
      fix,
    );
  });
}

/** Other languages' words for what Lua has under another name. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['printf', 'print'],
  ['parseInt', 'tonumber'],
  ['len', 'string.len'],
]);

/** Names that nobody sets and that are called, indexed or required all the same: that fails where it is reached. */
function undefinedNames(entry: LuaEntry, names: KnownNames, facts: LuaFacts, places: TextPlaces): Diagnostic[] {
  const all = [...STANDARD_GLOBALS, ...names.given, ...names.assigned];
  const warn = (range: Range, code: string, message: string, guess: string | null): Diagnostic =>
    finding(
      entry.id,
      places.of(range),
      { severity: 'warning', code, message },
      guess === null ? undefined : didYouMean(guess),
    );
  const required = facts.requires.flatMap(({ name, range }) => {
    if (names.has(name) || MODULE_NAMES.has(name)) return [];
    const guess = nearest(name, [...names.given, ...MODULE_NAMES]);
    return [warn(range, 'lua-require', `module '${name}' not found: require fails`, guess)];
  });
  // Texts that get at the table of globals may set anything.
  if (facts.globalsUsed.some(({ name }) => name === '_ENV' || name === '_G')) return required;
  const asked = new Set(facts.globalsUsed.filter(({ use }) => use === 'read').map(({ name }) => name));
  const calls = facts.globalsUsed.flatMap(({ name, range, use }) => {
    if ((use !== 'called' && use !== 'indexed') || asked.has(name) || names.has(name) || MODULE_NAMES.has(name))
      return [];
    const what = use === 'called' ? 'calling it' : 'a field of it';
    if (facts.localNames.has(name)) {
      return [
        finding(
          entry.id,
          places.of(range),
          { severity: 'warning', code: 'lua-undefined', message: `"${name}" is not defined here: ${what} fails` },
          'a local of that name is declared further down, or within another block',
        ),
      ];
    }
    const guess = FOREIGN.get(name) ?? nearest(name, [...facts.localNames, ...all, ...MODULE_NAMES]);
    return [warn(range, 'lua-undefined', `"${name}" is not defined: ${what} fails`, guess)];
  });
  return [...required, ...calls, ...undefinedMembers(entry, names, facts, places)];
}

/** Fields that no library has, where that fails: called or indexed. A text that only reads one may ask whether it is there. */
function undefinedMembers(entry: LuaEntry, names: KnownNames, facts: LuaFacts, places: TextPlaces): Diagnostic[] {
  const settled = facts.membersUsed.filter(({ use }) => use === 'read' || use === 'assigned');
  const asked = new Set(settled.map(({ of, name }) => `${of}.${name}`));
  return facts.membersUsed.flatMap(({ of, name, range, use }) => {
    const members = names.isLibrary(of) ? MEMBERS.get(of) : undefined;
    if (!members || members.has(name) || (use !== 'called' && use !== 'indexed') || asked.has(`${of}.${name}`))
      return [];
    const message = `"${of}.${name}" is not defined: ${use === 'called' ? 'calling it' : 'a field of it'} fails`;
    const guess = nearest(name, [...members]);
    return [
      finding(
        entry.id,
        places.of(range),
        { severity: 'warning', code: 'lua-undefined', message },
        guess === null ? undefined : didYouMean(guess),
      ),
    ];
  });
}

function finding(
  entry: EntryId,
  place: Place,
  what: Pick<Diagnostic, 'severity' | 'code' | 'message'>,
  hint: string | undefined,
  fix: Fix | null = null,
): Diagnostic {
  return { ...place, ...what, ...hintAndFix(hint), ...(fix ? { fix } : {}), entry };
}
