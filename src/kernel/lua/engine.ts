/** All that makes Lua run, behind one import: whoever is not Lua gets here through `project-lua.ts`. */
import type { EntryId } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Clock } from '../../contract/ports.ts';
import { READY_MODULES } from '../../contract/lua-modules/names.ts';
import { PlainReader } from '../../contract/plain.ts';
import type { CallPool } from '../scheduler/call-pool.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { LuaCode } from './code.ts';
import { LuaLoader } from './load-chunk.ts';
import { LuaFunction } from './lua-function.ts';
import { LuaProcessFactory } from './lua-process-factory.ts';
import { Modules } from './modules/index.ts';
import type { ModuleHost } from './modules/module.ts';
import type { NativeModules } from './modules/native-modules.ts';
import { LuaProcess } from './process.ts';
import type { LuaProgram } from './program.ts';
import type { Vm, VmOptions } from './vm/types.ts';
import { createVm } from './vm/vm.ts';
import { LuaWorld } from './world.ts';

export interface EngineOptions {
  readonly clock: Clock;
  readonly vm: Omit<VmOptions, 'extensions'>;
  readonly host: Omit<ModuleHost, 'running'>;
}

/** The Lua of one project: a VM, the natives it has, and what is made of its programs. Whoever made it disposes of it. */
export class LuaEngine {
  readonly #vm: Vm;
  readonly #modules: Modules;
  readonly #clock: Clock;

  constructor({ clock, vm, host }: EngineOptions, natives: NativeModules) {
    this.#vm = createVm({ ...vm, extensions: Modules.extensions });
    this.#modules = new Modules(host, natives);
    this.#clock = clock;
  }

  /** Of all its Lua worlds, by the VM's estimate. */
  get memoryBytes(): number {
    return this.#vm.memoryBytes;
  }

  /** For the entries of one load; see {@link LuaLoader}. */
  createLoader(giveWay: () => Promise<void>, lacking: ReadonlyMap<string, Failure>): LuaLoader {
    return new LuaLoader(this.#vm, giveWay, lacking);
  }

  createFunction(
    program: LuaProgram,
    options: { readonly pool: CallPool; readonly scheduler: Scheduler },
  ): LuaFunction {
    return new LuaFunction({ program, ...options, clock: this.#clock, vm: this.#vm, modules: this.#modules });
  }

  createFactory(program: LuaProgram): LuaProcessFactory {
    return new LuaProcessFactory({ program, vm: this.#vm, modules: this.#modules, clock: this.#clock });
  }

  /** Runs `source` in a world of its own with every module. */
  createChunk(id: EntryId, source: string): LuaProcess {
    const program = { id, code: new LuaCode(this.#vm, id, source), modules: READY_MODULES, imports: [], method: null };
    const world = new LuaWorld(this.#vm, this.#modules, program);
    return new LuaProcess({
      world,
      clock: this.#clock,
      args: new PlainReader([]),
      body: { kind: 'chunk' },
      closed: () => world.release(),
    });
  }

  dispose(): void {
    this.#vm.dispose();
  }
}
