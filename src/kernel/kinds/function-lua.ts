import { functionLua as description } from '../../project/kinds/function-lua.ts';
import type { Callable } from '../scheduler/process.ts';
import { FUNCTION_LIFE, poolOf } from './functions.ts';
import type { KernelKind } from './kind.ts';
import { loadLua } from './lua-code.ts';

export const functionLua: KernelKind<typeof description, Callable> = {
  description,
  load: (entry, stage) =>
    loadLua(entry, stage, (program, project) => {
      const { lua, scheduler } = project;
      return lua.engine.createFunction(program, { pool: poolOf(entry.config.pool, project), scheduler });
    }),
  ...FUNCTION_LIFE,
};
