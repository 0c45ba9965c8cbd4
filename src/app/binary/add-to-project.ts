/** Entries for functions of a binary, put into the registry as one step that can be undone. */
import { ownValue } from '../../base/own.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { BinaryDescription, BinaryExport } from '../../contract/binaries.ts';
import { toArguments } from '../model/arguments/draft-values.ts';
import { defaultDraft } from '../model/arguments/draft.ts';
import { prepareUndo } from '../monaco/loader.ts';
import { luaCall } from '../model/arguments/lua-call.ts';
import type { AppStores } from '../stores/context.ts';
import { appendEntries, entriesText } from '../model/append-entries.ts';
import { newRegistryText, planEntries } from '../model/plan-entries.ts';

export interface AddRequest {
  readonly binary: string;
  readonly description: BinaryDescription;
  readonly exports: readonly BinaryExport[];
  /** The registry file; made when it is not there. */
  readonly file: string;
}

export type AddResult =
  | { readonly ok: true; readonly ids: readonly string[] }
  /** The file is written in a way that nothing can be added to; the entries are for copying. */
  | { readonly ok: false; readonly text: string };

export function addToProject(
  { project, view }: Pick<AppStores, 'project' | 'view'>,
  { binary, description, exports, file }: AddRequest,
): AddResult {
  const { files, addFiles, remove } = project.getState();
  const { entries, ids } = planEntries({ files, binary, description, exports, file });
  const before = ownValue(files, file);
  const text = typeof before === 'string' ? before : newRegistryText;
  const added = appendEntries(text, entries);
  if (!added) return { ok: false, text: entriesText(entries) };
  prepareUndo([file]);
  addFiles({ [file]: added.text });
  const { openFile, notify } = view.getState();
  // The change is in sight where there is room for both; the focus stays with the binary.
  openFile(file);
  openFile(binary);
  notify(`Added ${ids.length === 1 ? ids[0] : `${ids.length} functions`} to ${file}`, {
    label: 'Undo',
    run() {
      if (ownValue(project.getState().files, file) !== added.text) return notify(`${file} has been changed since`);
      if (before === undefined) remove([file]);
      else addFiles({ [file]: before });
    },
  });
  return { ok: true, ids };
}

/** A call with the plainest arguments, for taking into Lua. */
export function exampleCall(id: string, { type }: BinaryExport): string {
  const values: readonly PlainValue[] =
    type === null
      ? []
      : toArguments(
          type,
          type.parameters.map((parameter) => defaultDraft(parameter.type)),
        );
  return luaCall(id, values);
}
