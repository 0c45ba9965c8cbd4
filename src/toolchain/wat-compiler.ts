/** WebAssembly Text to binary. The only door to wabt. */
import loadWabt from 'wabt';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { Diagnostic } from '../kernel/api.ts';
import { parseWabtErrors, WAT_FILE, watDiagnostic, type WatProblemCode } from './wat-errors.ts';
import { WAT_FEATURES } from './wat-features.ts';
import { scanWat } from './wat-scan.ts';

export interface CompiledWat {
  /** A core module with a name section; owned by the caller. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Wabt = Awaited<ReturnType<typeof loadWabt>>;
type WabtModule = ReturnType<Wabt['parseWat']>;
/** What the package's own types leave out. */
type Loader = (options: { print: (text: string) => void; printErr: (text: string) => void }) => Promise<Wabt>;
type Validate = (features: typeof WAT_FEATURES) => void;

/** In UTF-16 units. A megabyte takes about 0.15 s. */
export const MAX_WAT_LENGTH = 8 * 1024 * 1024;

let loading: Promise<Wabt> | null = null;

/** Fetches and starts the compiler ahead of the first use. */
export async function warmUpWat(): Promise<void> {
  await load();
}

/**
 * Compiles and validates. Never rejects for any text: mistakes are diagnostics relative to the text (`file` is empty).
 * Syntax errors come all at once, semantic ones when the syntax is right. Blocks the thread while it works, and a text
 * written to harm may block it for good: run it where it can be terminated.
 */
export async function compileWat(source: string): Promise<Result<CompiledWat, readonly Diagnostic[]>> {
  if (source.length > MAX_WAT_LENGTH) {
    return err([watDiagnostic(1, 1, 2, 'wat-limit', `the text has ${source.length} characters, at most ${MAX_WAT_LENGTH} can be compiled`)]);
  }
  const problem = scanWat(source);
  if (problem) {
    const lines = source.slice(0, problem.offset).split('\n');
    const column = lines[lines.length - 1]!.length + 1;
    return err([watDiagnostic(lines.length, column, column + problem.length, 'wat-syntax', problem.message)]);
  }
  const wabt = await load();
  let module: WabtModule | null = null;
  let code: WatProblemCode = 'wat-syntax';
  try {
    // A string would be cut to Latin-1 by wabt.
    module = wabt.parseWat(WAT_FILE, new TextEncoder().encode(source), WAT_FEATURES);
    code = 'wat-invalid';
    (module.validate as Validate)(WAT_FEATURES);
    const { buffer } = module.toBinary({ write_debug_names: true });
    return ok({ bytes: new Uint8Array(buffer) });
  } catch (error) {
    if (isCrash(error)) {
      // Its memory is no longer to be trusted; the next text gets a new one.
      loading = null;
      module = null;
      return err([watDiagnostic(1, 1, 2, 'wat-limit', 'the text is too large or too deeply nested for the compiler')]);
    }
    const message = error instanceof Error ? error.message : String(error);
    const diagnostics = parseWabtErrors(message, source, code);
    return err(diagnostics.length > 0 ? diagnostics : [watDiagnostic(1, 1, 2, code, message)]);
  } finally {
    module?.destroy();
  }
}

function quiet(): void {}

function load(): Promise<Wabt> {
  loading ??= (loadWabt as unknown as Loader)({ print: quiet, printErr: quiet }).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** wabt reports mistakes by plain errors; traps, aborts and a full stack have classes of their own. */
function isCrash(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}
