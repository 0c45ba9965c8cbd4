/** The link to the project as it is now. Loaded on demand. */
import { err, ok, type Result } from '../../base/result.ts';
import { encodeLink } from '../../share/link.ts';
import type { LinkProblem } from '../../share/link-problem.ts';
import type { ProjectState } from '../stores/project-state.ts';

export interface SharedView {
  readonly project: Pick<ProjectState, 'name' | 'files' | 'main'>;
  /** The file in front, which whoever opens the link sees first. */
  readonly activeFile: string | null;
}

export function currentLink({ project: { name, files, main }, activeFile }: SharedView): Result<string, LinkProblem> {
  const open = activeFile !== null && files[activeFile] !== undefined ? { open: activeFile } : {};
  const link = encodeLink({ name, files, ...(main ? { main } : {}), ...open });
  return link.ok ? ok(`${location.origin}${location.pathname}${link.value.fragment}`) : err(link.error);
}
