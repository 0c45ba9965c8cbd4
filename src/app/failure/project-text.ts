/** All texts of a project in one, for taking them elsewhere when the page cannot show them any more. */
import type { ProjectFiles } from '../../kernel/api.ts';

/** One text as it is; of several, each below its path. Binaries are named. */
export function projectText(files: ProjectFiles): string {
  const paths = Object.keys(files).toSorted();
  const [only] = paths;
  if (paths.length === 1 && only !== undefined && typeof files[only] === 'string') return files[only];
  return paths.map((path) => `==== ${path} ====\n${contentOf(files[path])}`).join('\n');
}

function contentOf(content: string | Uint8Array | undefined): string {
  if (typeof content !== 'string') return `(${content?.length ?? 0} bytes, not text)\n`;
  return content.endsWith('\n') ? content : `${content}\n`;
}
