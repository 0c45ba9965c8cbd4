import { functionLua as description } from '../../project/kinds/function-lua.ts';
import { LuaFunction } from '../lua/lua-function.ts';
import type { Callable } from '../scheduler/process.ts';
import { FUNCTION_LIFE, poolOf } from './functions.ts';
import type { KernelKind } from './kind.ts';
import { loadLua } from './lua-code.ts';

export const functionLua: KernelKind<typeof description, Callable> = {
  description,
  load: (entry, stage) =>
    loadLua(entry, stage, (program, project) => {
      const { scheduler, vm, modules, ports } = project;
      return new LuaFunction({
        program,
        pool: poolOf(entry.config.pool, project),
        scheduler,
        clock: ports.clock,
        vm,
        modules,
      });
    }),
  ...FUNCTION_LIFE,
};
