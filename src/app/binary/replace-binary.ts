/** Another binary in the place of one. */
import { errorText } from '../../base/error-text.ts';
import { LIMITS } from '../../share/limits.ts';
import { tooLarge } from '../model/dropped-paths.ts';
import { pickFile } from '../commands/pick-files.ts';
import type { AppStores } from '../stores/context.ts';
import { baseName } from '../model/project-files.ts';
import { hashWords, putFiles } from '../commands/put-files.ts';

export async function replaceBinary(stores: AppStores, path: string): Promise<void> {
  const { notify } = stores.view.getState();
  const file = await pickFile('.wasm');
  if (!file) return;
  const refusal = tooLarge(stores.project.getState().files, [{ path, sizeBytes: file.size }], LIMITS.importBytes);
  if (refusal !== null) return notify(refusal);
  try {
    const { hashes, undo } = await putFiles(stores, { [path]: new Uint8Array(await file.arrayBuffer()) });
    notify(`Replaced “${baseName(path)}”${hashWords(hashes)}`, { label: 'Undo', run: undo });
  } catch (error) {
    notify(`Not replaced: ${errorText(error)}`);
  }
}
