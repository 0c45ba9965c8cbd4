import { errorText } from '../../base/error-text.ts';
import { countFetches } from './counting-fetch.ts';
import type { ToolsState } from '../../contract/api.ts';

export type Report = (tools: ToolsState) => void;

/** Fetches each tool once, when it is first needed, and tells how far that has come. */
export class ToolLoader {
  readonly #loaded = new Set<() => Promise<void>>();

  /** Why the tool is not there; null when it is. */
  async load(load: () => Promise<void>, report: Report): Promise<string | null> {
    if (this.#loaded.has(load)) return null;
    report({ state: 'loading', loadedBytes: 0, totalBytes: 0 });
    try {
      await countFetches(load, (loadedBytes, totalBytes) => report({ state: 'loading', loadedBytes, totalBytes }));
      this.#loaded.add(load);
      return null;
    } catch (error) {
      return errorText(error);
    }
  }
}
