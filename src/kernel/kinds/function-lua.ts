import { functionLua as description } from '../../project/kinds/function-lua.ts';
import { LuaFunction } from '../lua/lua-function.ts';
import type { Callable } from '../scheduler/process.ts';
import { FUNCTION_LIFE, poolOf } from './functions.ts';
import type { KernelKind } from './kind.ts';
import { loadLua } from './lua-code.ts';

export const functionLua: KernelKind<typeof description, Callable> = {
  description,
  load: (entry, stage) =>
    loadLua(entry, stage, (program, host) => {
      const { scheduler, vm, modules, ports } = host;
      return new LuaFunction({
        program,
        ...poolOf(entry.config.pool, host),
        scheduler,
        clock: ports.clock,
        vm,
        modules,
      });
    }),
  ...FUNCTION_LIFE,
};
