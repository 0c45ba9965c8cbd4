/** Why this engine does not take a core module. The words are the engine's own, without what it says of itself. */
import { errorText } from '../base/error-text.ts';

export interface EngineRefusal {
  readonly message: string;
  /** In bytes from the start of the module; null where the engine names none. */
  readonly offset: number | null;
}

/** null when the engine takes the module. Blocks for as long as it takes to validate it. */
export async function engineRefusal(bytes: Uint8Array<ArrayBuffer>): Promise<EngineRefusal | null> {
  if (WebAssembly.validate(bytes)) return null;
  try {
    // Only this says why.
    await WebAssembly.compile(bytes);
    return null;
  } catch (error) {
    return parseRefusal(errorText(error));
  }
}

/**
 * V8 says `WebAssembly.Module(): Compiling function #0:"f" failed: type error … @+35`, SpiderMonkey
 * `wasm validation error: at offset 35: type mismatch …`, JavaScriptCore
 * `WebAssembly.Module doesn't parse at byte 35: …, in function at index 0 (evaluating 'WebAssembly.compile(bytes)')`.
 */
export function parseRefusal(report: string): EngineRefusal {
  const offset = /@\+(\d+)/.exec(report) ?? /\bat (?:offset|byte) (\d+)/.exec(report);
  const message = report
    .replace(/^WebAssembly\.\w+\(\): /, '')
    .replace(/^Compiling function #\d+(?::"(?:[^"\\]|\\.)*")? failed: /, '')
    .replace(
      /^(?:wasm validation error|CompileError|WebAssembly\.Module doesn't (?:parse|validate)(?: at byte \d+)?): /i,
      '',
    )
    .replace(/\s*@\+\d+/g, '')
    .replace(/^at offset \d+: /, '')
    .replace(/\s*\(evaluating '.*'\)$/, '')
    .trim();
  return { message: message === '' ? 'the module is not valid' : message, offset: offset ? Number(offset[1]) : null };
}
