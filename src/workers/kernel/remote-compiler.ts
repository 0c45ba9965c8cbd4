import { err, ok, type Result } from '../../base/result.ts';
import type { Diagnostic } from '../../contract/api.ts';
import { boundModule } from '../../binary/bound-module.ts';
import { isMetered, meterModule } from '../../binary/metered-module.ts';
import { formatMs, type Log } from '../../contract/log.ts';
import type { Clock, CompiledModule, Compiler, MeteredModule } from '../../contract/ports.ts';
import { ATTEMPT_FUEL } from './attempts.ts';
import type { KernelJob, KernelToPage, ToolReply } from '../../protocol/messages.ts';
import type { ToolchainJobs } from '../../protocol/toolchain-messages.ts';

export interface RemoteCompilerOptions {
  readonly post: (message: KernelToPage, transfer: Transferable[]) => void;
  readonly compile: (bytes: Uint8Array) => Promise<WebAssembly.Module>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Metering takes about 20 ns for each byte, in one go. */
const MAX_METERED_BYTES = 128 * 1024;

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
    try {
      return ok(
        await this.#timed(
          () => `the engine compiled a module of ${bytes.length} bytes`,
          this.#options.compile(bounded),
        ),
      );
    } catch (error) {
      return err(bounded === bytes ? textOf(error) : await this.#refusalOf(bytes, error));
    }
  }

  async compileMetered(bytes: Uint8Array): Promise<MeteredModule | null> {
    const metered =
      bytes.length > MAX_METERED_BYTES ? { reason: 'it is large' } : meterModule(boundModule(bytes), ATTEMPT_FUEL);
    if (!isMetered(metered)) {
      this.#options.log('toolchain', () => `a module of ${bytes.length} bytes is not metered: ${metered.reason}`);
      return null;
    }
    const { fuelExport, isStateless } = metered;
    try {
      return { module: await this.#options.compile(metered.bytes), fuelExport, isStateless };
    } catch (error) {
      // At a limit of the engine, as far as we know: guests run it as it came.
      this.#options.log('toolchain', () => `a metered module of ${bytes.length} bytes is refused: ${textOf(error)}`);
      return null;
    }
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
