import type { EntryId } from '../../contract/api.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { Clock } from '../../contract/ports.ts';
import type { Modules } from './modules/index.ts';
import { LuaProcess } from './process.ts';
import type { LuaProgram } from './program.ts';
import type { Vm } from './vm/types.ts';
import { LuaWorld } from './world.ts';

export interface LuaProcessFactoryOptions {
  readonly program: LuaProgram;
  readonly vm: Vm;
  readonly modules: Modules;
  readonly clock: Clock;
}

/** A `process.lua` entry: every process of it has a Lua world of its own, which ends with it. */
export class LuaProcessFactory {
  readonly id: EntryId;
  readonly #options: LuaProcessFactoryOptions;

  constructor(options: LuaProcessFactoryOptions) {
    this.id = options.program.id;
    this.#options = options;
  }

  /**
   * `argsTaken` is called once the arguments are not needed any more, unless it ends before; `isUp` once the chunks have run and the
   * method is found.
   */
  create(args: ValueReader, argsTaken: () => void, isUp: () => void = () => {}): LuaProcess {
    const { program, vm, modules, clock } = this.#options;
    const world = new LuaWorld(vm, modules, program);
    return new LuaProcess({
      world,
      clock,
      args,
      argsTaken,
      body: { kind: 'method', known: null },
      loaded: isUp,
      closed: () => world.release(),
    });
  }
}
