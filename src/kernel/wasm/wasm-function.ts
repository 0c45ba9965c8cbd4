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
import { LongArguments, type LoweringTime } from './long-arguments.ts';
import { WasmProcess, type WasmTarget, type WasmTargetOptions } from './wasm-process.ts';

export interface WasmFunctionOptions extends WasmTargetOptions {
  readonly scheduler: Scheduler;
  /** null where the entry sets nothing. */
  readonly wasi: WasiConfig | null;
  /** What its program was made of. */
  readonly source: ProgramSource;
  readonly time: LoweringTime;
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
    const { scheduler, time, held, wasi, worlds } = this.options;
    // Everything is checked before a guest is woken, so a bad argument has no side effect (spec/wit-mapping §1).
    staging.clear();
    this.#encoded = null;
    const misfit = this.mapper.lowerAtOnce(call.args, staging, time.mayGoOn);
    if (misfit && misfit !== 'too long') {
      staging.clear();
      call.done(failed(misfit));
      return () => {};
    }
    if (!misfit) this.#encoded = staging.written;
    const refusal = wasi && worlds.begin(call.frame, wasi);
    if (refusal) {
      staging.clear();
      call.done(failed(refusal));
      return () => {};
    }
    const long = misfit && new LongArguments(this.mapper, call.args, held, time);
    const pid = scheduler.launch(new WasmProcess(this, long && { prepare: () => long }), call);
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
