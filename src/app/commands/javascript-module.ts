/** A component of the project as a JavaScript module, for a page of one's own. */
import type { AppStores } from '../stores/context.ts';
import { baseName } from '../model/project-files.ts';
import { download } from '../parts/download.ts';

/** Hands the zip to the browser's downloads. Answers why there is none; null when there is one, or nobody wants it any more. */
export async function downloadJavaScript(
  { tools, view }: Pick<AppStores, 'tools' | 'view'>,
  { path, bytes, signal }: { readonly path: string; readonly bytes: Uint8Array; readonly signal?: AbortSignal },
): Promise<string | null> {
  const made = await tools.getState().toJavaScript(bytes, baseName(path), signal);
  if (signal?.aborted) return null;
  if (!made.ok) return made.message;
  download(`${made.name}.zip`, made.zip);
  view.getState().notify(`Downloaded ${made.name}.zip, a JavaScript module of “${baseName(path)}”`);
  return null;
}
