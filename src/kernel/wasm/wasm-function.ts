import type { Dispose } from '../../base/disposable.ts';
import type { EntryId } from '../../contract/api.ts';
import type { ValueSource } from '../../contract/values.ts';
import { failed, type Callable, type CallStart } from '../scheduler/process.ts';
import type { WasiConfig } from '../../project/kinds/wasi-field.ts';
import type { CallPool } from '../scheduler/call-pool.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { FunctionMapper } from '../values/mapper.ts';
import { StagingWriter } from '../values/staging.ts';
import type { ProgramSource } from './load-program.ts';
import { WasmProcess, type WasmTarget, type WasmTargetOptions } from './wasm-process.ts';

export interface WasmFunctionOptions extends WasmTargetOptions {
  readonly scheduler: Scheduler;
  /** null where the entry sets nothing. */
  readonly wasi: WasiConfig | null;
  /** What its program was made of. */
  readonly source: ProgramSource;
  /** Asked while large arguments are checked; false ends the call as canceled. */
  readonly mayGoOn: () => boolean;
}

/** A `function.wat` or `function.wasm` whose module is compiled and published to the guests. */
export class WasmFunction implements Callable, WasmTarget {
  readonly id: EntryId;
  readonly options: WasmFunctionOptions;
  readonly mapper: FunctionMapper;
  /** Arguments of the call that begins. */
  readonly staging = new StagingWriter();
  #encoded: Uint8Array | null = null;

  constructor(options: WasmFunctionOptions) {
    this.id = options.program.entry;
    this.options = options;
    this.mapper = new FunctionMapper(options.program.type);
  }

  start(call: CallStart): Dispose {
    const { staging } = this;
    const { scheduler, mayGoOn, wasi, worlds } = this.options;
    // Everything is checked before a guest is woken, so a bad argument has no side effect (spec/wit-mapping §1).
    staging.clear();
    this.#encoded = null;
    const misfit = this.mapper.lowerArguments(call.args, staging, mayGoOn);
    if (misfit) {
      staging.clear();
      call.done(failed(misfit));
      return () => {};
    }
    this.#encoded = staging.written;
    const refusal = wasi && worlds.begin(call.frame, wasi);
    if (refusal) {
      staging.clear();
      call.done(failed(refusal));
      return () => {};
    }
    const pid = scheduler.launch(new WasmProcess(this), call);
    staging.clear();
    return () => scheduler.terminate(pid);
  }

  encodedArguments(): ValueSource | null {
    return this.#encoded && this.mapper.argumentsIn(this.#encoded);
  }

  info(): CallPool['info'] {
    return this.options.pool.info;
  }

  /** Lets running calls end, then the guests forget the program. */
  close(): void {
    this.options.pool.close();
    this.options.attempts.withdraw(this.options.program.id);
    this.options.guests.retract(this.options.program.id);
  }
}
