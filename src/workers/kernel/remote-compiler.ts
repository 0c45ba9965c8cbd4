import { errorText } from '../../base/error-text.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Diagnostic } from '../../contract/api.ts';
import { boundModule } from '../../binary/bound-module.ts';
import { meterInSlices } from '../../binary/metered-module.ts';
import type { Rewritten } from '../../binary/module-rewriting.ts';
import { stoppableInSlices } from '../../binary/stoppable-module.ts';
import { formatMs, type Log } from '../../contract/log.ts';
import { pairModules } from '../../contract/module-stop.ts';
import type { Clock, CompiledModule, Compiler } from '../../contract/ports.ts';
import type { KernelJob, KernelToPage, ToolReply } from '../../protocol/messages.ts';
import type { ToolchainJobs } from '../../protocol/toolchain-messages.ts';

export interface RemoteCompilerOptions {
  readonly post: (message: KernelToPage, transfer: Transferable[]) => void;
  readonly compile: (bytes: Uint8Array) => Promise<WebAssembly.Module>;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether guests can be told to stop while they compute: they share memory with the kernel. */
  readonly canStop: () => boolean;
  /** Where they cannot, but are suspended: has modules give their thread back now and then (`binary/pausable-module.ts`). */
  readonly pausing: () => ((bytes: Uint8Array, sliceBytes: number) => Generator<void, Rewritten>) | null;
  /** Lets others have the thread. */
  readonly giveWay: () => Promise<void>;
}

/** Larger modules are not rewritten: it would take too long, about 50 ns for each byte. */
const MAX_REWRITTEN_BYTES = 4 * 2 ** 20;
/** So much of a module is rewritten in one go. */
const SLICE_BYTES = 64 * 1024;
/** `(module (memory 0) (memory 0))` */
const SEVERAL_MEMORIES = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 5, 2, 0, 0, 0, 0);

type Answer<Name extends KernelJob> = ToolchainJobs[Name]['answer'];

/** Compiles texts by asking the page's toolchain; the engine compiles the modules here. */
export class RemoteCompiler implements Compiler {
  readonly #options: RemoteCompilerOptions;
  readonly #waiting = new Map<number, { readonly job: KernelJob; readonly resolve: (answer: never) => void }>();
  #requests = 0;
  #severalMemories: boolean | null = null;

  constructor(options: RemoteCompilerOptions) {
    this.#options = options;
  }

  async compileWat(source: string): Promise<Result<CompiledModule, readonly Diagnostic[]>> {
    const compiled = await this.#timed(
      () => `the toolchain compiled ${source.length} characters of text`,
      this.#ask('compileWat', { source }),
    );
    if (!compiled.ok) return compiled;
    const { bytes } = compiled.value;
    const module = await this.compileModule(bytes);
    return module.ok ? ok({ module: module.value, bytes }) : err([engineRefusal(module.error)]);
  }

  async compileModule(bytes: Uint8Array): Promise<Result<WebAssembly.Module, string>> {
    const bounded = boundModule(bytes);
    const metered = await this.#rewrite('meter', meterInSlices(bounded, SLICE_BYTES), bounded);
    const forGuests = this.#forGuests(bounded);
    const looking = forGuests && (await this.#rewrite(forGuests.part, forGuests.slices, bounded));
    try {
      return ok(
        await this.#timed(
          () => `the engine compiled a module of ${bytes.length} bytes`,
          this.#compileAll(bounded, metered, looking, forGuests?.part ?? ''),
        ),
      );
    } catch (error) {
      return err(bounded === bytes ? textOf(error) : await this.#refusalOf(bytes, error));
    }
  }

  /** The module with a `part` put in; null where it can have none. */
  async #rewrite(part: string, slices: Generator<void, Rewritten>, { length }: Uint8Array): Promise<Uint8Array | null> {
    if (length > MAX_REWRITTEN_BYTES) return this.#without(part, length, 'it is large');
    for (;;) {
      const { done, value } = slices.next();
      if (done) return value.ok ? value.value : this.#without(part, length, value.error);
      await this.#options.giveWay();
    }
  }

  /** By what calls in guests can be ended or suspended while they compute; null = by nothing. */
  #forGuests(bytes: Uint8Array): { readonly part: string; readonly slices: Generator<void, Rewritten> } | null {
    const pausing = this.#options.pausing();
    if (pausing) return { part: 'pause', slices: pausing(bytes, SLICE_BYTES) };
    if (!this.#options.canStop()) return null;
    this.#severalMemories ??= WebAssembly.validate(SEVERAL_MEMORIES);
    const options = { severalMemories: this.#severalMemories, sliceBytes: SLICE_BYTES };
    return { part: 'flag', slices: stoppableInSlices(bytes, options) };
  }

  /**
   * The one for the kernel, with one for guests that goes along. Where the engine does not take what was rewritten, because it is at a
   * limit of the engine, it is as it came. That is always compiled: what is no module must not become one by what is put into it, or its
   * code could reach that. Throws what the engine says of it.
   */
  async #compileAll(
    bounded: Uint8Array,
    metered: Uint8Array | null,
    looking: Uint8Array | null,
    part: string,
  ): Promise<WebAssembly.Module> {
    const { compile } = this.#options;
    const maybe = async (what: string, bytes: Uint8Array | null): Promise<WebAssembly.Module | null> => {
      try {
        return bytes && (await compile(bytes));
      } catch (error) {
        return this.#without(what, bounded.length, textOf(error));
      }
    };
    const [plain, withMeter, withLook] = await Promise.all([
      compile(bounded),
      maybe('meter', metered),
      maybe(part, looking),
    ]);
    const forKernel = withMeter ?? plain;
    pairModules(forKernel, withLook ?? plain);
    return forKernel;
  }

  #without(part: string, length: number, reason: string): null {
    this.#options.log('toolchain', () => `a module of ${length} bytes has no ${part}: ${reason}`);
    return null;
  }

  /** What the engine says of the module as it came: its offsets are those of the file. */
  async #refusalOf(bytes: Uint8Array, refusal: unknown): Promise<string> {
    try {
      await this.#options.compile(bytes);
    } catch (error) {
      return textOf(error);
    }
    return textOf(refusal);
  }

  take({ id, answer }: ToolReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.resolve(answer as never);
  }

  giveUp(): void {
    const ids = [...this.#waiting.keys()];
    if (ids.length > 0) this.#options.post({ type: 'cancel-tools', ids }, []);
  }

  async #timed<T>(what: () => string, work: Promise<T>): Promise<T> {
    const { clock, log } = this.#options;
    const startMs = clock.nowMs();
    try {
      return await work;
    } finally {
      log('toolchain', () => `${what()} in ${formatMs(clock.nowMs() - startMs)}`);
    }
  }

  #ask<Name extends KernelJob>(job: Name, input: ToolchainJobs[Name]['request']): Promise<Answer<Name>> {
    const id = ++this.#requests;
    return new Promise<Answer<Name>>((resolve) => {
      this.#waiting.set(id, { job, resolve });
      this.#options.post({ type: 'tool', id, job, input }, []);
    });
  }
}

function textOf(error: unknown): string {
  return errorText(error);
}

/** The text is good, yet this browser does not take the module. */
function engineRefusal(message: string): Diagnostic {
  return {
    file: '',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    severity: 'error',
    code: 'wasm-compile',
    message: `this browser does not compile the module: ${message}`,
  };
}
