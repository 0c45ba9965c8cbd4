/** An engine that takes every proposal the tools know, whatever the one at hand takes. For tests. */
import { componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { engineRefusal, type EngineRefusal } from '../engine-refusal.ts';
import { compileWat, type WatCompilation } from '../wat-compiler.ts';
import { readByWasmTools, type SecondReading } from '../wat-wasm-tools.ts';

const AT_OFFSET = /\s*\(at offset 0x[\da-f]+\)/;

/** What fails to become a component for its imports alone is taken. Offsets are not told. */
export async function modernEngine(bytes: Uint8Array<ArrayBuffer>): Promise<EngineRefusal | null> {
  if ((await engineRefusal(bytes)) === null) return null;
  try {
    await componentNew(bytes, undefined);
    return null;
  } catch (error) {
    const report = String((error as { readonly payload?: unknown }).payload);
    if (!AT_OFFSET.test(report)) return null;
    return {
      message: report
        .slice(report.lastIndexOf('\n') + 1)
        .replace(AT_OFFSET, '')
        .trim(),
      offset: null,
    };
  }
}

export interface Tried {
  readonly compiled: WatCompilation;
  /** How often the second compiler was asked. */
  readonly asked: number;
}

/** Compiles for such an engine. */
export async function compileModern(
  source: string,
  readAgain: (source: string) => Promise<SecondReading> = readByWasmTools,
): Promise<Tried> {
  let asked = 0;
  const compiled = await compileWat(source, {
    engineRefusal: modernEngine,
    readAgain: (text) => {
      asked++;
      return readAgain(text);
    },
  });
  return { compiled, asked };
}
