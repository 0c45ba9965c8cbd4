/** What the tools for binaries are doing, in words. */
import type { ToolsState } from '../../contract/api.ts';
import { formatBytes } from './format-bytes.ts';

/** Null while nothing is fetched or at work. */
export function toolsText(tools: ToolsState): string | null {
  if (tools.state === 'idle') return null;
  if (tools.state === 'working') return `${tools.task}…`;
  const { loadedBytes, totalBytes } = tools;
  if (totalBytes === 0) return `Loading component tools ${formatBytes(loadedBytes)}`;
  const [loaded, total] = [formatBytes(Math.min(loadedBytes, totalBytes)), formatBytes(totalBytes)];
  // `1.2 / 2.1 MB`: the unit once where it is the same.
  const unit = / \S+$/.exec(total)?.[0] ?? '';
  return `Loading component tools ${loaded.endsWith(unit) ? loaded.slice(0, -unit.length) : loaded} / ${total}`;
}
