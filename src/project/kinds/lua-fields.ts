/** What all kinds with Lua code share (spec/registry §4.5, spec/lua-base §3). */
import type { EntryId } from '../../contract/api.ts';
import { ErrorKind, failure, invalid, type Failure } from '../../contract/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { didYouMean } from '../../base/suggestion.ts';
import type { AnyEntry, Reference, ReferenceRule } from '../registry/entries.ts';
import type { Problem, Text } from '../registry/fields.ts';
import { parseId } from '../registry/ids.ts';
import type { Decoding } from '../registry/kind.ts';
import { idMap, requiredText, texts, type NamedId } from '../registry/field-types.ts';
import { type ValuesOf } from '../registry/schema.ts';
import type { Place, SourceText } from '../registry/source.ts';
import { unpacking } from './unpacking.ts';

export interface LuaConfig {
  readonly source: SourceText;
  readonly modules: readonly string[];
  /** In the order of the file. */
  readonly imports: readonly LuaImport[];
  /** Imports that give a built-in module another name (spec/registry §2). */
  readonly moduleAliases: readonly ModuleAlias[];
  /** What a call runs; null for a library, which gives its importers what it returns. */
  readonly method: string | null;
  readonly places: { readonly source: Place; readonly method: Place | null };
}

export interface LuaImport {
  readonly alias: string;
  readonly target: EntryId;
  readonly place: Place;
}

export interface ModuleAlias {
  readonly alias: string;
  readonly module: string;
}

export const LUA_SOURCE = {
  source: requiredText({ doc: 'The Lua text, or the file it is in: file://NAME.lua.' }),
};

export const LUA_METHOD = {
  method: requiredText({ doc: 'The function that a call runs, of the table that the text returns.' }),
};

export const LUA_NAMES = {
  imports: idMap({
    doc: 'Libraries that the text uses, by the names it has for them.',
    kinds: ['library.lua', 'function.lua'],
    check: ({ name, keyPlace, target }) => {
      if (name.trim() === '')
        return { place: keyPlace, code: 'invalid-import', message: 'import alias cannot be empty' };
      return !target || target.value === '' || target.value.endsWith(':')
        ? { place: target?.place ?? keyPlace, code: 'invalid-import', message: 'import :name cannot be empty' }
        : null;
    },
  }),
  modules: texts({
    doc: 'Built-in modules that the text uses.',
    check: ({ value, place }) => {
      if (value.trim() === '') return { place, code: 'invalid-module', message: 'module cannot be empty' };
      return value.includes(':') ? { place, code: 'invalid-module', message: 'module cannot have a namespace' } : null;
    },
  }),
};

type Values = ValuesOf<typeof LUA_SOURCE & typeof LUA_NAMES>;

/** The rows that follow those of single fields; null with an error reported. A library has no `method`. */
export function decodeLua<Method extends Text | null>(
  { source, imports, modules }: Values,
  method: Method,
  { luaModules, fail }: Decoding,
): (Omit<LuaConfig, 'method' | 'places'> & Methods<Method>) | null {
  const names = modules.map((module) => module.value);
  const conflict = imports.find(({ name }) => names.includes(name));
  if (conflict) {
    const { name, keyPlace, target } = conflict;
    return fail({
      place: keyPlace,
      code: 'import-conflict',
      message: `import alias "${name}" is taken by the module "${name}" (new target ${target?.value ?? ''})`,
      details: { alias: name, existing_target: name, new_target: target?.value ?? '' },
    });
  }
  const unknown = luaModules && modules.find((module) => !luaModules.has(module.value));
  if (unknown) return fail(unknownModule(unknown, luaModules));
  return {
    source: source.node.source!,
    modules: [...new Set(names)],
    ...resolveImports(imports, luaModules),
    ...methods(method, source.place),
  };
}

/** A config's `method` with the places, whose types tell whether there is one. */
type Methods<Method extends Text | null> = Method extends Text
  ? { readonly method: string; readonly places: { readonly source: Place; readonly method: Place } }
  : { readonly method: null; readonly places: { readonly source: Place; readonly method: null } };

function methods<Method extends Text | null>(method: Method, source: Place): Methods<Method> {
  return { method: method?.value ?? null, places: { source, method: method?.place ?? null } } as Methods<Method>;
}

function resolveImports(
  all: readonly NamedId[],
  luaModules: ReadonlySet<string> | null,
): Pick<LuaConfig, 'imports' | 'moduleAliases'> {
  const imports: LuaImport[] = [];
  const moduleAliases: ModuleAlias[] = [];
  for (const { name: alias, target } of all) {
    if (!target) throw new Error('an import was not checked');
    const { namespace, name } = parseId(target.value);
    if (namespace === '' && luaModules?.has(name)) moduleAliases.push({ alias, module: name });
    else imports.push({ alias, target: target.value as EntryId, place: target.place });
  }
  return { imports, moduleAliases };
}

function unknownModule(
  module: Text,
  known: ReadonlySet<string>,
): { place: Place; code: string; message: string; hint: string | undefined } {
  const code = 'unknown-module';
  const message = `failed to add dependency ${module.value}: node with ID ${module.value} not found`;
  const joined = joinedItem(module);
  if (joined) {
    const hint = 'this line goes on with the item above it: its dash has too many blanks in front';
    return { place: joined, code, message, hint };
  }
  const guess = nearest(module.value, known);
  return { place: module.place, code, message, hint: guess ? didYouMean(guess) : undefined };
}

/** Where an item that is indented too deep became part of the one above, which YAML allows. */
function joinedItem({ value, node, place }: Text): Place | null {
  const dash = value.indexOf(' - ');
  if (dash < 0 || place.line === place.endLine || !node.source) return null;
  return { ...place, ...node.source.locate(1, dash + 2) };
}

/** The texts of a chain, outermost first: what cannot be decoded is `Internal` at the outside. */
export function luaRefusal(kind: string): (first: Problem) => Failure {
  return ({ code, message, details }) => {
    switch (code) {
      case 'wrong-type':
        return unpacking(kind, message);
      case 'import-conflict':
        return invalid(message, details);
      case 'not-available':
        return invalid(message);
      case 'unknown-module':
        return failure(ErrorKind.internal, message);
      default:
        return unpacking(kind, `invalid configuration: ${message}`);
    }
  };
}

export function luaFingerprint({ source, imports, places: _places, ...rest }: LuaConfig): unknown {
  return { ...rest, source: source.text, imports: imports.map(({ alias, target }) => [alias, target]) };
}

export function luaReferences({ imports }: LuaConfig): Reference[] {
  return imports.map(({ target, place }) => ({ target, place, rule: IMPORT }));
}

const IMPORT: ReferenceRule = {
  code: 'import-not-found',
  missing: (target) => `imported entry not found: ${target}`,
  accepts: (found: AnyEntry) => found.type === 'failed' || found.description?.language === 'lua',
  otherKind: (found) => `${found.id} is of kind ${found.kind}, only Lua entries can be imported`,
  isCandidate: () => true,
};
