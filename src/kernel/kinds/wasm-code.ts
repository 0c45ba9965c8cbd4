/** From examined WebAssembly to functions. */
import type { EntryIn } from '../../project/kinds/index.ts';
import { formatFunction } from '../../wit/print.ts';
import type { Callable } from '../scheduler/process.ts';
import { RefusedFunction } from '../scheduler/refused.ts';
import type { WasmLoad } from '../wasm/load-program.ts';
import { WasmFunction } from '../wasm/wasm-function.ts';
import { poolOf } from './functions.ts';
import type { Loaded } from './kind.ts';

export function loadedWasm({ id, config }: EntryIn<'wat' | 'wasm'>, load: WasmLoad): Loaded<Callable> {
  if (load.status === 'rejected') return load;
  const { type, binary, diagnostics } = load;
  const about = { ...(type ? { type, signature: formatFunction(type) } : {}), ...(binary ? { binary } : {}) };
  if (load.status === 'uncallable') {
    const create = (): Callable => new RefusedFunction(id, load.error);
    return { status: 'ready', about, diagnostics, create, isTransient: load.isTransient };
  }
  return {
    status: 'ready',
    about,
    diagnostics,
    create(project) {
      const { ports, scheduler, held, mayGoOn, worlds } = project;
      const program = load.createProgram();
      ports.guests.publish(program);
      ports.attempts.offer(program, () => load.meter(program));
      return new WasmFunction({
        program,
        pool: poolOf(config.pool, project),
        maxExecutionMs: config.limits.maxExecutionMs,
        guests: ports.guests,
        attempts: ports.attempts,
        scheduler,
        held,
        worlds,
        wasi: config.wasi,
        mayGoOn,
      });
    },
  };
}
