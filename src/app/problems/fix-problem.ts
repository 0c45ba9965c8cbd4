import { ownValue } from '../../base/own.ts';
import type { Diagnostic } from '../../contract/api.ts';
import { prepareUndo } from '../monaco/loader.ts';
import type { AppStores } from '../stores/context.ts';
import { applyFix, fixedFile } from './apply-fix.ts';

/** Does what the fix of a diagnostic says, as one step to undo, and goes to where it was done. The list of problems and the editor both call this. */
export function fixProblem({ project, view }: Pick<AppStores, 'project' | 'view'>, diagnostic: Diagnostic): void {
  const { files, access, edit } = project.getState();
  const path = fixedFile(diagnostic);
  const text = ownValue(files, path);
  const fixed = access === 'write' && typeof text === 'string' ? applyFix(text, diagnostic) : null;
  if (fixed === null) return;
  prepareUndo([path]);
  edit(path, fixed);
  const { line, column } = diagnostic.fix?.at ?? diagnostic;
  view.getState().reveal({ file: path, line, column });
}
