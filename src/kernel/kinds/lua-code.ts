/** From the Lua text of an entry to a program. */
import type { Diagnostic } from '../../contract/api.ts';
import type { EntryIn } from '../../project/kinds/index.ts';
import { fileNameSlip } from '../../project/registry/file-name.ts';
import { hintAndFix } from '../../project/registry/source.ts';
import type { LuaProgram } from '../lua/program.ts';
import type { OpenProject, Loaded, Stage } from './kind.ts';

/** `create` makes of the program what stands behind the entry; null for a library. */
export async function loadLua<Live>(
  entry: EntryIn<'lua'>,
  { lua }: Stage,
  create: ((program: LuaProgram, project: OpenProject) => Live) | null,
): Promise<Loaded<Live>> {
  const loaded = await lua.load(entry);
  const diagnostics = nameInPlaceOfText(entry, loaded.diagnostics) ?? loaded.diagnostics;
  if (!loaded.program) return { status: 'rejected', error: loaded.error, diagnostics };
  const { program } = loaded;
  return { status: 'ready', diagnostics, create: create && ((project) => create(program, project)) };
}

/** What a text that is no Lua was probably meant to be, in place of what the compiler says of it. */
function nameInPlaceOfText(
  { id, config: { source, places } }: EntryIn<'lua'>,
  found: readonly Diagnostic[],
): Diagnostic[] | null {
  const slip = found.some(({ code }) => code === 'lua-syntax') ? fileNameSlip(source, places.source) : null;
  if (!slip) return null;
  const { message, hint } = slip;
  return [{ ...places.source, severity: 'error', code: 'file-name', message, ...hintAndFix(hint), entry: id }];
}
