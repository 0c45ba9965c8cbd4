import { processLua as description } from '../../project/kinds/process-lua.ts';
import { LuaProcessFactory } from '../lua/lua-process-factory.ts';
import type { KernelKind } from './kind.ts';
import { loadLua } from './lua-code.ts';

export const processLua: KernelKind<typeof description, LuaProcessFactory> = {
  description,
  load: (entry, stage) =>
    loadLua(
      entry,
      stage,
      (program, { vm, modules, ports }) => new LuaProcessFactory({ program, vm, modules, clock: ports.clock }),
    ),
  add: (factory, { processes }) => processes.addFactory(factory),
  /** New processes run the new code, running ones go on with the old (spec/processes §1). */
  replace: (_before, after, { processes }) => processes.addFactory(after),
  remove: (factory, { processes }) => processes.removeFactory(factory),
};
