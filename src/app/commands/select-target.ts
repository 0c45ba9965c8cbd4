/** Choosing what Run calls, with the arguments it was last given. */
import type { AppStores } from '../stores/context.ts';
import { formatArguments } from '../model/arguments/arguments.ts';

/** Arguments as they were left, by project and function; for this visit. */
const left = new Map<string, string>();

export function selectTarget({ project, run }: Pick<AppStores, 'project' | 'run'>, id: string): void {
  const { id: projectId, target, main, argumentsText, setTarget, setArguments } = project.getState();
  const before = target ?? main?.id ?? '';
  if (before === id) return;
  left.set(`${projectId}\n${before}`, argumentsText);
  setTarget(id);
  setArguments(left.get(`${projectId}\n${id}`) ?? (main?.id === id ? formatArguments(main.args) : '[]'));
  run.getState().setTyped(null);
}
