/** All texts of a project in one, for taking them elsewhere when the page cannot show them any more. */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';

/** One text as it is; of several, each below its path. Binaries are named. */
export function projectText(files: ProjectFiles): string {
  const paths = Object.keys(files).toSorted();
  const only = paths.length === 1 ? ownValue(files, paths[0] ?? '') : undefined;
  if (typeof only === 'string') return only;
  return paths.map((path) => `==== ${path} ====\n${contentOf(ownValue(files, path))}`).join('\n');
}

function contentOf(content: string | Uint8Array | undefined): string {
  if (typeof content !== 'string') return `(${content?.length ?? 0} bytes, not text)\n`;
  return content.endsWith('\n') ? content : `${content}\n`;
}
