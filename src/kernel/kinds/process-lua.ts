import { processLua as description } from '../../project/kinds/process-lua.ts';
import type { ProcessFactory } from '../processes/processes.ts';
import type { KernelKind } from './kind.ts';
import { loadLua } from './lua-code.ts';
import { loadedProcess, PROCESS_LIFE, type ProcessLive } from './processes.ts';

export const processLua: KernelKind<typeof description, ProcessLive> = {
  description,
  load: async (entry, stage) =>
    loadedProcess(
      entry,
      await loadLua<ProcessFactory>(entry, stage, (program, { lua }) => lua.engine.createFactory(program)),
    ),
  ...PROCESS_LIFE,
};
