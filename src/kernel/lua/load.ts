/** From Lua entries to programs: what they import and list exists, and their text compiles (spec/lua-base §3, registry §4.5). */
import type { Diagnostic, EntryId } from '../api.ts';
import { internal, invalid, notFound, type Failure } from '../errors.ts';
import type { Entry, LuaFunctionEntry, LuaImport, LuaLibraryEntry } from '../registry/entries.ts';
import type { Place } from '../registry/source.ts';
import { isModule, isReadyModule } from './modules/index.ts';
import type { LuaProgram } from './program.ts';
import type { Vm } from './vm/types.ts';

type LuaEntry = LuaFunctionEntry | LuaLibraryEntry;

/** Every Lua entry's program, or why it has none. */
export type LinkedLua = ReadonlyMap<EntryId, LuaProgram | { readonly error: Failure; readonly place: Place }>;

/** Resolves imports. A cycle, or an import that is no library, fails the entry that names it and those above it. */
export function linkLibraries(entries: readonly Entry[]): LinkedLua {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const linked = new Map<EntryId, LuaProgram | { error: Failure; place: Place }>();
  const link = (entry: LuaEntry, chain: readonly EntryId[]): LuaProgram | { error: Failure; place: Place } => {
    const known = linked.get(entry.id);
    if (known) return known;
    const imports: { alias: string; library: LuaProgram }[] = [];
    for (const item of entry.config.imports) {
      const library = resolve(item, [...chain, entry.id]);
      if ('error' in library) return library;
      imports.push({ alias: item.alias, library });
    }
    const program: LuaProgram = {
      id: entry.id,
      source: entry.config.source.text,
      modules: entry.config.modules,
      imports,
      method: entry.type === 'function.lua' ? entry.config.method : null,
    };
    return program;
  };
  const resolve = (item: LuaImport, chain: readonly EntryId[]): ReturnType<typeof link> => {
    const { target, place } = item;
    if (chain.includes(target)) return { error: invalid(`import cycle: ${[...chain, target].join(' → ')}`), place };
    const entry = byId.get(target);
    if (!entry)
      return { error: notFound(`unresolved dependencies after retry: ${chain[0] ?? ''}: library not found: ${target}`), place };
    if (entry.type !== 'library.lua') return { error: invalid(`import ${target} is not a library.lua entry`), place };
    return remember(entry, chain);
  };
  const remember = (entry: LuaEntry, chain: readonly EntryId[]): ReturnType<typeof link> => {
    const result = link(entry, chain);
    linked.set(entry.id, result);
    return result;
  };
  for (const entry of entries)
    if ((entry.type === 'function.lua' || entry.type === 'library.lua') && !linked.has(entry.id)) remember(entry, []);
  return linked;
}

export type LuaLoad =
  | { readonly program: LuaProgram; readonly error: null; readonly diagnostics: readonly Diagnostic[] }
  | { readonly program: null; readonly error: Failure; readonly diagnostics: readonly Diagnostic[] };

/** Checks one entry. Its text is compiled only to be looked at; each Lua world compiles its own. */
export function loadLuaEntry(entry: LuaEntry, linked: LinkedLua, vm: Vm): LuaLoad {
  const program = linked.get(entry.id);
  if (!program) throw new Error(`${entry.id} was not linked`);
  if ('error' in program) return refuse(program.error, diagnosticAt(program.place, 'error', 'lua-import', program.error.message, entry.id));
  const { modules, source, places } = entry.config;
  const diagnostics: Diagnostic[] = [];
  for (const name of modules) {
    if (!isModule(name)) {
      const error = internal(`failed to add dependency ${name}: node with ID ${name} not found`);
      return refuse(error, diagnosticAt(places.source, 'error', 'lua-module', `unknown module "${name}"`, entry.id));
    }
    if (!isReadyModule(name)) {
      const message = `module "${name}" is not available in the playground yet; its functions answer with an error`;
      diagnostics.push(diagnosticAt(places.source, 'warning', 'lua-module-missing', message, entry.id));
    }
  }
  const environment = vm.createEnvironment(entry.id);
  const compiled = environment.load(source.text, entry.id);
  environment.release();
  if (compiled.ok) return { program, error: null, diagnostics };
  const { line, text, message } = compiled.error;
  const start = source.locate(Math.max(1, line), 1);
  const place: Place = { ...start, endLine: start.line, endColumn: start.column + lineLength(source.text, line) };
  return refuse(internal(message), diagnosticAt(place, 'error', 'lua-syntax', text, entry.id));
}

function refuse(error: Failure, diagnostic: Diagnostic): LuaLoad {
  return { program: null, error, diagnostics: [diagnostic] };
}

function lineLength(text: string, line: number): number {
  return Math.max(1, text.split('\n')[line - 1]?.trimEnd().length ?? 1);
}

function diagnosticAt(
  place: Place,
  severity: Diagnostic['severity'],
  code: string,
  message: string,
  entry: EntryId,
): Diagnostic {
  return { ...place, severity, code, message, entry };
}
