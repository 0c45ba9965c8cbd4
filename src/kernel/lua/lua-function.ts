import type { Dispose } from '../../base/disposable.ts';
import type { EntryId } from '../../contract/api.ts';
import type { Clock } from '../../contract/ports.ts';
import type { CallPool } from '../scheduler/call-pool.ts';
import { failed, type Callable, type CallStart } from '../scheduler/process.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Modules } from './modules/index.ts';
import { LuaProcess } from './process.ts';
import type { LuaProgram } from './program.ts';
import type { RegistryRef, Vm } from './vm/types.ts';
import { LuaWorld } from './world.ts';

export interface LuaFunctionOptions {
  readonly program: LuaProgram;
  readonly pool: CallPool;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly vm: Vm;
  readonly modules: Modules;
}

/** A Lua world that came up, with the method found in it. */
interface Warm {
  readonly world: LuaWorld;
  method: RegistryRef | null;
}

/** A `function.lua` entry. Its Lua worlds are kept warm and reused, most recently used first. */
export class LuaFunction implements Callable {
  readonly id: EntryId;
  readonly #options: LuaFunctionOptions;
  readonly #idle: Warm[] = [];
  #closed = false;

  constructor(options: LuaFunctionOptions) {
    this.id = options.program.id;
    this.#options = options;
    options.pool.onFewer = (idle) => {
      // Those that ran last are at the end.
      for (const warm of this.#idle.splice(0, Math.max(0, this.#idle.length - idle))) this.#release(warm);
    };
  }

  start(call: CallStart): Dispose {
    const { pool, scheduler } = this.#options;
    let stop: Dispose | null = null;
    const refused = pool.join(call.frame, () => {
      const warm = this.#idle.pop() ?? this.#newWorld();
      const pid = scheduler.spawn(this.#process(warm, call), call);
      stop = () => scheduler.terminate(pid);
    });
    if (refused) call.done(failed(refused));
    return () => {
      if (stop) stop();
      else pool.leave(call.frame);
    };
  }

  info(): CallPool['info'] {
    return this.#options.pool.info;
  }

  close(): void {
    this.#closed = true;
    this.#options.pool.close();
    for (const warm of this.#idle.splice(0)) this.#release(warm);
  }

  #newWorld(): Warm {
    const { vm, modules, program } = this.#options;
    return { world: new LuaWorld(vm, modules, program), method: null };
  }

  #process(warm: Warm, call: CallStart): LuaProcess {
    return new LuaProcess({
      world: warm.world,
      clock: this.#options.clock,
      args: call.args,
      body: { kind: 'method', known: warm.method },
      loaded: (method) => {
        warm.method = method;
      },
      closed: (reusable) => {
        if (reusable && warm.method && !this.#closed) this.#idle.push(warm);
        else this.#release(warm);
        // Last, so that the next call finds this world: a function with one slot has one world.
        this.#options.pool.leave(call.frame);
      },
    });
  }

  #release(warm: Warm): void {
    warm.method?.release();
    warm.world.release();
  }
}
