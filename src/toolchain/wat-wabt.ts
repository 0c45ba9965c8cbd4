/** The only door to wabt. */
import { errorText } from '../base/error-text.ts';
import loadWabt from 'wabt';
import type { Diagnostic } from '../contract/api.ts';
import { parseWabtErrors, WAT_FILE, watDiagnostic } from './wat-errors.ts';
import { WAT_FEATURES } from './wat-features.ts';

export interface WabtReading {
  /** Null where not even a wrong module could be written. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  /** `syntax`: it could not be read; `meaning`: what was read is not valid; `crash`: wabt broke down. */
  readonly problem: 'syntax' | 'meaning' | 'crash' | null;
  readonly diagnostics: readonly Diagnostic[];
}

type Wabt = Awaited<ReturnType<typeof loadWabt>>;
type WabtModule = ReturnType<Wabt['parseWat']>;
/** What the package's own types leave out. */
type Loader = (options: { print: (text: string) => void; printErr: (text: string) => void }) => Promise<Wabt>;
type Validate = (features: typeof WAT_FEATURES) => void;

let loading: Promise<Wabt> | null = null;

export async function warmUpWabt(): Promise<void> {
  await load();
}

/** Of a text that it survives (`wat-scan.ts`). Never rejects for any text. Blocks. */
export async function readByWabt(source: string): Promise<WabtReading> {
  const wabt = await load();
  let module: WabtModule | null = null;
  try {
    try {
      // A string would be cut to Latin-1 by wabt.
      module = wabt.parseWat(WAT_FILE, new TextEncoder().encode(source), WAT_FEATURES);
    } catch (error) {
      return { bytes: null, problem: 'syntax', diagnostics: explain(error, source, 'wat-syntax') };
    }
    let diagnostics: readonly Diagnostic[] = [];
    try {
      (module.validate as Validate)(WAT_FEATURES);
    } catch (error) {
      diagnostics = explain(error, source, 'wat-invalid');
    }
    return { bytes: write(module), problem: diagnostics.length > 0 ? 'meaning' : null, diagnostics };
  } catch (error) {
    // Its memory is no longer to be trusted; the next text gets a new one.
    loading = null;
    module = null;
    if (!isCrash(error)) throw error;
    return {
      bytes: null,
      problem: 'crash',
      diagnostics: [watDiagnostic(1, 1, 2, 'wat-limit', 'the text is too large or too deeply nested for the compiler')],
    };
  } finally {
    module?.destroy();
  }
}

/** null when a module that is not valid cannot even be written. */
function write(module: WabtModule): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(module.toBinary({ write_debug_names: true }).buffer);
  } catch (error) {
    if (isCrash(error)) throw error;
    return null;
  }
}

function explain(error: unknown, source: string, code: 'wat-syntax' | 'wat-invalid'): readonly Diagnostic[] {
  if (isCrash(error)) throw error;
  const message = errorText(error);
  const found = parseWabtErrors(message, source, code);
  return found.length > 0 ? found : [watDiagnostic(1, 1, 2, code, message)];
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
