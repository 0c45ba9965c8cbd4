/** Core text by the parser of wasm-tools, which knows every proposal. */
import type { Diagnostic } from '../contract/api.ts';
import { ToolRefusal, withWasmTools } from './component-tools.ts';
import { parseProblem } from './tool-diagnostics.ts';

/** What wasm-tools make of a text. */
export type SecondReading =
  | { readonly status: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly status: 'refused'; readonly problem: Diagnostic }
  /** They could not be loaded, or broke down. */
  | { readonly status: 'unavailable'; readonly message: string };

/** Does not validate. Never rejects; after a breakdown this thread's tools answer nothing any more (`areToolsSpent`). */
export async function readByWasmTools(source: string): Promise<SecondReading> {
  try {
    return { status: 'read', bytes: (await withWasmTools((tools) => tools.parse(source))).slice() };
  } catch (error) {
    if (error instanceof ToolRefusal)
      return { status: 'refused', problem: parseProblem(error.message, source, 'wat-syntax') };
    return {
      status: 'unavailable',
      message: error instanceof Error && error.message !== '' ? error.message : 'it broke down',
    };
  }
}
