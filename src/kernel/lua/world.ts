import type { EntryId } from '../../contract/api.ts';
import type { Modules } from './modules/index.ts';
import type { LuaProgram } from './program.ts';
import type { Running } from './running.ts';
import type { LuaEnvironment, Vm } from './vm/types.ts';

/** One chunk to run while a Lua world comes up, and the globals that get its value. */
export interface LoadStep {
  readonly environment: LuaEnvironment;
  readonly program: LuaProgram;
  readonly binds: { readonly environment: LuaEnvironment; readonly alias: string }[];
}

/**
 * The Lua world of one entry: its own globals and those of the libraries it imports, each library once. Pooled by
 * functions, so locals at module level live from call to call (spec/lua-base §5); whoever holds it releases it.
 */
export class LuaWorld {
  readonly program: LuaProgram;
  readonly main: LuaEnvironment;
  /** What must run, in this order, before the entry's method can be found; the entry's own chunk is the last. */
  readonly steps: readonly LoadStep[];
  /** Set by the process that runs in it. */
  readonly running: Running;
  readonly #environments: LuaEnvironment[] = [];

  constructor(vm: Vm, modules: Modules, program: LuaProgram) {
    const steps: LoadStep[] = [];
    const planned = new Map<EntryId, LoadStep>();
    const plan = (part: LuaProgram): LoadStep => {
      const known = planned.get(part.id);
      if (known) return known;
      const environment = vm.createEnvironment(part.id);
      this.#environments.push(environment);
      modules.bind(environment, part);
      const step: LoadStep = { environment, program: part, binds: [] };
      planned.set(part.id, step);
      for (const { alias, library } of part.imports) plan(library).binds.push({ environment, alias });
      steps.push(step);
      return step;
    };
    this.program = program;
    this.running = modules.running;
    this.main = plan(program).environment;
    this.steps = steps;
  }

  get memoryBytes(): number {
    return this.#environments.reduce((sum, environment) => sum + environment.memoryBytes, 0);
  }

  release(): void {
    for (const environment of this.#environments) environment.release();
  }
}
