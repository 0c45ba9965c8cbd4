/** A call of the console's rows, put back into the run bar. */
import type { PlainValue } from '../../contract/api.ts';
import { formatArguments } from '../model/arguments/arguments.ts';
import type { AppStores } from '../stores/context.ts';
import { selectTarget } from './select-target.ts';

type RunStores = Pick<AppStores, 'project' | 'run'>;

/** Chooses the function with these arguments: as they were, also where JSON has no way to write them. */
export function chooseCall(stores: RunStores, id: string, args: readonly PlainValue[]): void {
  selectTarget(stores, id);
  const text = formatArguments(args);
  stores.project.getState().setArguments(text);
  stores.run.getState().setTyped({ target: id, text, values: args, error: null });
}

export async function callAgain(stores: RunStores, id: string, args: readonly PlainValue[]): Promise<void> {
  chooseCall(stores, id, args);
  await stores.run.getState().run();
}
