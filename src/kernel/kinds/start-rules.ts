import type { EntryId } from '../../contract/api.ts';
import type { StartConfig } from '../../project/kinds/lifecycle-field.ts';
import type { StartRules } from '../scheduler/startable.ts';

export function startRules({ id, config }: { readonly id: EntryId; readonly config: StartConfig }): StartRules {
  return { id, isStarted: config.isStarted, requires: config.requires.map((target) => target.id) };
}
