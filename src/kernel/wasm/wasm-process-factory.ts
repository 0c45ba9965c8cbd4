/** What `process.wasm` entries make processes with (spec/processes §1, §2). */
import type { EntryId } from '../../contract/api.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { Failure } from '../../contract/errors.ts';
import type { WasiConfig } from '../../project/kinds/wasi-field.ts';
import type { ProcessFactory } from '../processes/processes.ts';
import { failed, type Process } from '../scheduler/process.ts';
import { FunctionMapper } from '../values/mapper.ts';
import { StagingWriter } from '../values/staging.ts';
import { LongArguments, type LoweringTime } from './long-arguments.ts';
import { WasmProcess, type WasmTarget, type WasmTargetOptions } from './wasm-process.ts';

export interface WasmProcessFactoryOptions extends WasmTargetOptions {
  readonly wasi: WasiConfig | null;
  readonly time: LoweringTime;
}

export class WasmProcessFactory implements ProcessFactory, WasmTarget {
  readonly id: EntryId;
  readonly options: WasmProcessFactoryOptions;
  readonly mapper: FunctionMapper;
  readonly staging = new StagingWriter();
  #isClosed = false;
  #running = 0;

  constructor(options: WasmProcessFactoryOptions) {
    this.id = options.program.entry;
    this.options = options;
    this.mapper = new FunctionMapper(options.program.type);
  }

  /** A misfit of the arguments is how the process ends, before any code runs: who spawned it is not told otherwise. */
  create(args: ValueReader, argsTaken: () => void, isUp: () => void = () => {}): Process {
    this.#running++;
    const lowered = (refusal: Failure | null): void => {
      argsTaken();
      if (!refusal) isUp();
    };
    return new WasmProcess(this, {
      prepare: (frame) => {
        const { wasi, worlds, held, time } = this.options;
        const refusal = wasi && worlds.begin(frame, wasi);
        if (refusal) return refusal;
        this.staging.clear();
        const misfit = this.mapper.lowerAtOnce(args, this.staging, time.mayGoOn);
        if (misfit) this.staging.clear();
        if (misfit === 'too long') return new LongArguments(this.mapper, args, held, time);
        lowered(misfit);
        return misfit;
      },
      lowered,
      closed: () => {
        this.#running--;
        this.#retract();
      },
    });
  }

  /** Makes no more; the guests forget the program with its last process. */
  close(): void {
    this.#isClosed = true;
    this.#retract();
  }

  #retract(): void {
    if (!this.#isClosed || this.#running > 0) return;
    const { attempts, guests, program } = this.options;
    attempts.withdraw(program.id);
    guests.retract(program.id);
  }
}

/** Of an entry that cannot be called: each process ends with why. */
export class RefusedProcesses implements ProcessFactory {
  readonly id: EntryId;
  readonly #reason: Failure;

  constructor(id: EntryId, reason: Failure) {
    this.id = id;
    this.#reason = reason;
  }

  create(_args: ValueReader, argsTaken: () => void): Process {
    return {
      begin: () => {},
      step: () => {
        argsTaken();
        return failed(this.#reason);
      },
      complete: () => {},
      close: () => {},
      memoryBytes: () => 0,
    };
  }
}
