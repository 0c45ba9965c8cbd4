/** `function.lua` and `library.lua` (spec/registry §4.5, spec/lua-base §3). */
import type { EntryId } from '../../contract/api.ts';
import type { LuaFunctionConfig, LuaImport, LuaLibraryConfig, ModuleAlias } from './entries.ts';
import { emptyFileOf, type Fields, type Problems, type Text } from './fields.ts';
import { parseId } from './ids.ts';
import { nearest } from '../../base/nearest.ts';
import { choosePool, readPool, validatePool, type RawPool } from './pool.ts';
import type { Place } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';

const FIELDS = ['source', 'modules', 'imports', 'meta', 'name', 'kind', 'security'];

export interface LuaOptions {
  /** Names that `modules` may list; null leaves them unchecked. */
  readonly luaModules: ReadonlySet<string> | null;
}

/** null with at least one error in `problems`; wrong types are all reported, of the rest the first. */
export function decodeLuaFunction(
  fields: Fields,
  entryPlace: Place,
  problems: Problems,
  options: LuaOptions,
): LuaFunctionConfig | null {
  const method = fields.string('method');
  const pool = readPool(fields, entryPlace);
  fields.noteUnknown([...FIELDS, 'method', 'pool']);
  const common = decodeCommon(fields, entryPlace, problems, options, { method, pool });
  if (!common || !method) return null;
  const chosen = choosePool(pool, problems);
  return (
    chosen && { ...common, method: method.value, pool: chosen, places: { ...common.places, method: method.place } }
  );
}

export function decodeLuaLibrary(
  fields: Fields,
  entryPlace: Place,
  problems: Problems,
  options: LuaOptions,
): LuaLibraryConfig | null {
  fields.noteUnknown([...FIELDS, 'method']);
  return decodeCommon(fields, entryPlace, problems, options, null);
}

function decodeCommon(
  fields: Fields,
  entryPlace: Place,
  problems: Problems,
  options: LuaOptions,
  own: { readonly method: Text | null; readonly pool: RawPool } | null,
): LuaLibraryConfig | null {
  const source = fields.string('source');
  const modules = fields.strings('modules');
  const importFields = fields.map('imports');
  const imports = [...(importFields?.node.fields ?? [])].map(([alias, field]) => ({
    alias,
    keyPlace: field.keyPlace,
    target: importFields!.id(alias),
  }));
  if (problems.errors.length > 0) return null;

  const fail = (place: Place | null | undefined, code: string, message: string, hint?: string): null => {
    problems.error(place ?? entryPlace, code, message, hint);
    return null;
  };
  const emptyFile = source && emptyFileOf(source);
  if (emptyFile) return fail(emptyFile, 'empty-file', `${emptyFile.file} is empty`);
  if (!source?.value) return fail(fields.keyPlaceOf('source'), 'missing-field', 'source is required');
  if (own && !own.method?.value) return fail(fields.keyPlaceOf('method'), 'missing-field', 'method is required');
  const resolved: LuaImport[] = [];
  const moduleAliases: ModuleAlias[] = [];
  for (const { alias, keyPlace, target } of imports) {
    if (alias.trim() === '') return fail(keyPlace, 'invalid-import', 'import alias cannot be empty');
    if (!target || target.value === '' || target.value.endsWith(':')) {
      return fail(target?.place ?? keyPlace, 'invalid-import', 'import :name cannot be empty');
    }
    const { namespace, name } = parseId(target.value);
    if (namespace === '' && options.luaModules?.has(name)) moduleAliases.push({ alias, module: name });
    else resolved.push({ alias, target: target.value as EntryId, place: target.place });
  }
  for (const module of modules) {
    if (module.value.trim() === '') return fail(module.place, 'invalid-module', 'module cannot be empty');
    if (module.value.includes(':')) return fail(module.place, 'invalid-module', 'module cannot have a namespace');
  }
  if (own && !validatePool(own.pool, problems)) return null;
  const names = modules.map((module) => module.value);
  for (const { alias, keyPlace, target } of imports) {
    if (!names.includes(alias)) continue;
    return fail(
      keyPlace,
      'import-conflict',
      `import alias "${alias}" is taken by the module "${alias}" (new target ${target?.value ?? ''})`,
    );
  }
  const known = options.luaModules;
  const unknown = known && modules.find((module) => !known.has(module.value));
  if (known && unknown) {
    const message = `failed to add dependency ${unknown.value}: node with ID ${unknown.value} not found`;
    const joined = joinedItem(unknown);
    if (joined)
      return fail(
        joined,
        'unknown-module',
        message,
        'this line goes on with the item above it: its dash has too many blanks in front',
      );
    const guess = nearest(unknown.value, known);
    return fail(unknown.place, 'unknown-module', message, guess ? didYouMean(guess) : undefined);
  }
  return {
    source: source.node.source!,
    modules: [...new Set(names)],
    imports: resolved,
    moduleAliases,
    places: { source: source.place },
  };
}

/** Where an item that is indented too deep became part of the one above, which YAML allows. */
function joinedItem({ value, node, place }: Text): Place | null {
  const dash = value.indexOf(' - ');
  if (dash < 0 || place.line === place.endLine || !node.source) return null;
  return { ...place, ...node.source.locate(1, dash + 2) };
}
