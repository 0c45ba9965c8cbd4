import { err, ok, type Result } from '../../base/result.ts';
import type { Diagnostic } from '../../contract/api.ts';
import { boundModule } from '../../binary/bound-module.ts';
import { meterInSlices } from '../../binary/metered-module.ts';
import { formatMs, type Log } from '../../contract/log.ts';
import { pairModules } from '../../contract/module-meter.ts';
import type { Clock, CompiledModule, Compiler } from '../../contract/ports.ts';
import type { KernelJob, KernelToPage, ToolReply } from '../../protocol/messages.ts';
import type { ToolchainJobs } from '../../protocol/toolchain-messages.ts';

export interface RemoteCompilerOptions {
  readonly post: (message: KernelToPage, transfer: Transferable[]) => void;
  readonly compile: (bytes: Uint8Array) => Promise<WebAssembly.Module>;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets others have the thread. */
  readonly giveWay: () => Promise<void>;
}

/** Larger modules have no meter: it would take too long to put it in, about 20 ns for each byte. */
const MAX_METERED_BYTES = 4 * 2 ** 20;
/** So much of a module is metered in one go. */
const SLICE_BYTES = 64 * 1024;

type Answer<Name extends KernelJob> = ToolchainJobs[Name]['answer'];

/** Compiles texts by asking the page's toolchain; the engine compiles the modules here. */
export class RemoteCompiler implements Compiler {
  readonly #options: RemoteCompilerOptions;
  readonly #waiting = new Map<number, { readonly job: KernelJob; readonly resolve: (answer: never) => void }>();
  #requests = 0;

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
    const metered = await this.#meter(bounded);
    try {
      return ok(
        await this.#timed(
          () => `the engine compiled a module of ${bytes.length} bytes`,
          metered ? this.#compileBoth(metered, bounded) : this.#options.compile(bounded),
        ),
      );
    } catch (error) {
      return err(bounded === bytes ? textOf(error) : await this.#refusalOf(bytes, error));
    }
  }

  /** With a meter in it; null where it can have none. */
  async #meter(bounded: Uint8Array): Promise<Uint8Array | null> {
    if (bounded.length > MAX_METERED_BYTES) return this.#withoutMeter(bounded, 'it is large');
    const slices = meterInSlices(bounded, SLICE_BYTES);
    for (;;) {
      const { done, value } = slices.next();
      if (done) return value.ok ? value.value : this.#withoutMeter(bounded, value.error);
      await this.#options.giveWay();
    }
  }

  /**
   * The metered one, or the other where the engine does not take it: it may be at a limit of the engine. Both are compiled, since what
   * is no module must not become one by what is put into it: its code could reach its meter. Throws what the engine says of the other.
   */
  async #compileBoth(metered: Uint8Array, bounded: Uint8Array): Promise<WebAssembly.Module> {
    const { compile } = this.#options;
    const [checked, plain] = await Promise.allSettled([compile(metered), compile(bounded)]);
    if (plain.status === 'rejected') throw plain.reason;
    if (checked.status === 'fulfilled') {
      pairModules(checked.value, plain.value);
      return checked.value;
    }
    this.#withoutMeter(bounded, textOf(checked.reason));
    return plain.value;
  }

  #withoutMeter({ length }: Uint8Array, reason: string): null {
    this.#options.log('toolchain', () => `a module of ${length} bytes has no meter: ${reason}`);
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
  return error instanceof Error ? error.message : String(error);
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
