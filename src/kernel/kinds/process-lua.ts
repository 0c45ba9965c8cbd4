import { processLua as description } from '../../project/kinds/process-lua.ts';
import type { ProcessFactory } from '../processes/processes.ts';
import type { KernelKind } from './kind.ts';
import { loadLua } from './lua-code.ts';

export const processLua: KernelKind<typeof description, ProcessFactory> = {
  description,
  load: (entry, stage) => loadLua(entry, stage, (program, { lua }) => lua.engine.createFactory(program)),
  add: (factory, { processes }) => processes.addFactory(factory),
  /** New processes run the new code, running ones go on with the old (spec/processes §1). */
  replace: (_before, after, { processes }) => processes.addFactory(after),
  remove: (factory, { processes }) => processes.removeFactory(factory),
};
