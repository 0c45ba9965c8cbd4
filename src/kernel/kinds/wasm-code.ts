/** From examined WebAssembly to functions and processes. */
import type { Failure } from '../../contract/errors.ts';
import type { EntryIn } from '../../project/kinds/index.ts';
import { formatFunction } from '../../wit/print.ts';
import type { ProcessFactory } from '../processes/processes.ts';
import { CallPool } from '../scheduler/call-pool.ts';
import type { Callable } from '../scheduler/process.ts';
import { RefusedFunction } from '../scheduler/refused.ts';
import { mayBeTried } from '../wasm/self-contained.ts';
import type { WasmLoad } from '../wasm/load-program.ts';
import type { LoweringTime } from '../wasm/long-arguments.ts';
import { WasmFunction, type WasmFunctionOptions } from '../wasm/wasm-function.ts';
import type { WasmTargetOptions } from '../wasm/wasm-process.ts';
import { RefusedProcesses, WasmProcessFactory } from '../wasm/wasm-process-factory.ts';
import { poolOf } from './functions.ts';
import type { Loaded, OpenProject } from './kind.ts';

type WasmEntry = EntryIn<'wat' | 'wasm'>;

export function loadedWasm({ id, config }: WasmEntry, load: WasmLoad): Loaded<Callable> {
  return loaded<Callable>(
    load,
    (error) => new RefusedFunction(id, error),
    (target, project) => {
      const { scheduler } = project;
      return new WasmFunction({ ...target, pool: poolOf(config.pool, project), scheduler, time: timeOf(project) });
    },
    config,
  );
}

/** Any number at a time; each has its own instance. */
export function loadedWasmProcess({ id, config }: WasmEntry, load: WasmLoad): Loaded<ProcessFactory> {
  return loaded<ProcessFactory>(
    load,
    (error) => new RefusedProcesses(id, error),
    (target, project) =>
      new WasmProcessFactory({ ...target, pool: new CallPool(Infinity, project.waits), time: timeOf(project) }),
    config,
  );
}

function timeOf({ ports: { clock }, mayGoOn }: OpenProject): LoweringTime {
  return { nowMs: () => clock.nowMs(), mayGoOn };
}

function loaded<Live>(
  load: WasmLoad,
  refuse: (error: Failure) => Live,
  create: (
    target: Omit<WasmTargetOptions, 'pool'> & Pick<WasmFunctionOptions, 'wasi' | 'source'>,
    project: OpenProject,
  ) => Live,
  config: WasmEntry['config'],
): Loaded<Live> {
  if (load.status === 'rejected') return load;
  const { type, binary, diagnostics } = load;
  const about = { ...(type ? { type, signature: formatFunction(type) } : {}), ...(binary ? { binary } : {}) };
  if (load.status === 'uncallable')
    return { status: 'ready', about, diagnostics, create: () => refuse(load.error), isTransient: load.isTransient };
  return {
    status: 'ready',
    about,
    diagnostics,
    create(project) {
      const { guests, attempts } = project.ports;
      const program = load.program.create();
      const isTried = mayBeTried(program);
      guests.publish(program, isTried);
      if (isTried) attempts.offer(program);
      const { maxExecutionMs } = config.limits;
      return create(
        {
          program,
          maxExecutionMs,
          guests,
          attempts,
          held: project.held,
          worlds: project.worlds,
          wasi: config.wasi,
          source: load.program,
        },
        project,
      );
    },
  };
}
