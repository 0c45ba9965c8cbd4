/**
 * WebAssembly Text to binary. wabt reads it first, being small and saying well what is wrong; what it cannot read, or is known
 * to write wrong, goes to wasm-tools; and the engine has the last word on what either wrote.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { Diagnostic } from '../contract/api.ts';
import { engineRefusal, type EngineRefusal } from './engine-refusal.ts';
import { Places, problemDiagnostic, watDiagnostic, withoutConsequences } from './wat-errors.ts';
import { readByWabt, warmUpWabt, type WabtReading } from './wat-wabt.ts';
import { scanWat, type WatScan } from './wat-scan.ts';
import type { SecondReading } from './wat-wasm-tools.ts';

export interface CompiledWat {
  /** A core module with a name section; owned by the caller. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type WatCompilation = Result<CompiledWat, readonly Diagnostic[]>;

/** What compiling asks of others. */
export interface WatHelp {
  readonly engineRefusal: (bytes: Uint8Array<ArrayBuffer>) => Promise<EngineRefusal | null>;
  /** Asked only for what wabt refuses or writes wrong: it may have megabytes to fetch. */
  readonly readAgain: (source: string) => Promise<SecondReading>;
}

/** In UTF-16 units. A megabyte takes about 0.15 s. */
export const MAX_WAT_LENGTH = 8 * 1024 * 1024;

/** Fetches and starts the first compiler ahead of its first use. */
export async function warmUpWat(): Promise<void> {
  await warmUpWabt();
}

const PLAIN_HELP: WatHelp = {
  engineRefusal,
  readAgain: async (source) => (await import('./wat-wasm-tools.ts')).readByWasmTools(source),
};

/**
 * Compiles and validates. Never rejects for any text: mistakes are diagnostics relative to the text (`file` is empty), one for
 * each. Syntax errors come all at once, semantic ones when the syntax is right. Blocks the thread while it works, and a text
 * written to harm may block it for good: run it where it can be terminated.
 */
export async function compileWat(source: string, help: WatHelp = PLAIN_HELP): Promise<WatCompilation> {
  if (source.length > MAX_WAT_LENGTH) {
    return err([
      watDiagnostic(
        1,
        1,
        2,
        'wat-limit',
        `the text has ${source.length} characters, at most ${MAX_WAT_LENGTH} can be compiled`,
      ),
    ]);
  }
  return compileText(withLineFeeds(source), help);
}

/** Lines that end with a carriage return alone end where the language says; offsets and columns stay as they are. */
function withLineFeeds(source: string): string {
  return source.includes('\r') ? source.replaceAll(/\r(?!\n)/g, '\n') : source;
}

async function compileText(source: string, help: WatHelp): Promise<WatCompilation> {
  const scan = scanWat(source);
  const refusal = refuseUnread(source, scan);
  if (refusal) return err([refusal]);
  const first = scan.isDeep ? null : await readByWabt(source);
  if (first?.bytes && !scan.isMiswritten && (await help.engineRefusal(first.bytes)) === null)
    return ok({ bytes: first.bytes });
  if (first === null || first.problem === 'syntax') {
    const [{ findSlips }, { findUnmatched }] = await Promise.all([
      import('./wat-slips.ts'),
      import('./wat-parentheses.ts'),
    ]);
    const unmatched = findUnmatched(source);
    const slips = [...findSlips(source), ...(unmatched ? [unmatched] : [])].toSorted((a, b) => a.offset - b.offset);
    if (slips.length > 0) {
      const places = new Places(source);
      return err(slips.map((slip) => problemDiagnostic(places, slip)));
    }
  } else if (first.problem === 'meaning' && !scan.isMiswritten) {
    return err(withoutConsequences(first.diagnostics, source));
  }
  return secondOpinion(source, first, help);
}

/** What no compiler needs to see. */
function refuseUnread(source: string, { problem, form, wordOffset }: WatScan): Diagnostic | null {
  const places = new Places(source);
  if (problem) return problemDiagnostic(places, problem);
  if (form === 'empty')
    return watDiagnostic(
      1,
      1,
      2,
      'wat-empty',
      source.trim() === '' ? 'the text is empty' : 'the text has nothing but comments',
    );
  if (form === 'module') return null;
  const hint = 'build it, and give the binary to a function.wasm';
  return problemDiagnostic(
    places,
    {
      message: 'this is a component, and only core modules are compiled from text',
      offset: wordOffset,
      length: 'component'.length,
      hint,
    },
    'wat-component',
  );
}

/** `first`: null of a text that wabt was not asked about. */
async function secondOpinion(source: string, first: WabtReading | null, help: WatHelp): Promise<WatCompilation> {
  const second = await help.readAgain(source);
  if (second.status === 'read') {
    const refusal = await help.engineRefusal(second.bytes);
    if (refusal === null) return ok({ bytes: second.bytes });
    // wabt knows the place to the word.
    if (first?.problem === 'meaning') return err(withoutConsequences(first.diagnostics, source));
    const { placeRefusal } = await import('./wat-refusal-place.ts');
    return err([placeRefusal(source, second.bytes, refusal)]);
  }
  if (second.status === 'unavailable') {
    if (first && first.diagnostics.length > 0) return err(withoutConsequences(first.diagnostics, source));
    return err([
      watDiagnostic(
        1,
        1,
        2,
        'toolchain',
        `this text needs a compiler that is fetched when it is needed: ${second.message}`,
      ),
    ]);
  }
  if (!first || first.problem !== 'syntax') return err([second.problem]);
  const { betterPlaced } = await import('./wat-refusal-place.ts');
  return err(betterPlaced(source, first.diagnostics, second.problem));
}
