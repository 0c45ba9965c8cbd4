/** Binaries from text and text from binaries, core modules and components. */
import { errorText } from '../base/error-text.ts';
import type { Result } from '../base/result.ts';
import type { Diagnostic } from '../contract/api.ts';
import type { BuildRequest, BuildResult } from '../contract/binaries.ts';
import { componentProblem, nestedProblem } from './binary-validity.ts';
import { areToolsSpent, ToolCrash, ToolRefusal, withWasmTools } from './component-tools.ts';
import { renameExports } from './rename-exports.ts';
import { buildProblem, clean, diagnosticAt, parseProblem, witProblems, type Stretch } from './tool-diagnostics.ts';
import { readByWasmTools } from './wat-wasm-tools.ts';

export interface BuildWorld {
  readonly wit: string;
  /** Exports of the module that get the names of the world first. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** What building asks of others. */
export interface BuildHelp {
  readonly compileWat: (
    source: string,
  ) => Promise<Result<{ readonly bytes: Uint8Array<ArrayBuffer> }, readonly Diagnostic[]>>;
  /** Places in a WIT text that are wrong, first ones first. */
  readonly findWitProblems: (wit: string) => readonly (Stretch & { readonly message: string })[];
  /** The world of a text that may be none, for this module. */
  readonly worldFor: (wit: string, binary: Uint8Array) => Result<BuildWorld, Stretch & { readonly message: string }>;
  /** Modules that stand for what the module imports, by the name it imports them under. */
  readonly adaptersFor: (binary: Uint8Array) => Promise<readonly (readonly [name: string, bytes: Uint8Array])[]>;
}

/** With the answer: whether the tools are broken from here on, and this thread must not be asked again. */
export interface Job<T> {
  readonly answer: T;
  readonly isSpent: boolean;
}

export type DisassembleAnswer =
  | { readonly ok: true; readonly text: string; readonly isCut: boolean }
  | { readonly ok: false; readonly message: string };

const BROKEN = 'the component tools broke down';

/** Never rejects. */
export async function buildBinary(request: BuildRequest, help: BuildHelp): Promise<Job<BuildResult>> {
  return request.from === 'text' ? buildText(request.source, help) : buildComponent(request, help);
}

/** wasm-tools write what is asked for: unlike wabt they keep all names and custom sections. */
async function buildText(source: string, help: BuildHelp): Promise<Job<BuildResult>> {
  const isComponent = isComponentText(source);
  if (!isComponent) {
    const compiled = await help.compileWat(source);
    if (!compiled.ok) return done({ ok: false, diagnostics: compiled.error });
    const again = await readByWasmTools(source);
    // Folded blocks of the old exceptions only wabt reads.
    const bytes = again.status === 'read' ? again.bytes : compiled.value.bytes.slice();
    return { answer: { ok: true, bytes }, isSpent: areToolsSpent() };
  }
  const parsed = await attempt(
    () => withWasmTools((tools) => tools.parse(source)),
    (report) => [parseProblem(report, source)],
  );
  if (!parsed.ok) return parsed.job;
  // Text that can be parsed need not be valid.
  const problem = await componentProblem(parsed.value);
  if (!problem.ok) return { answer: { ok: false, diagnostics: [buildProblem(problem.error)] }, isSpent: true };
  const wrong = problem.value ?? (await nestedProblem(parsed.value));
  return done(
    wrong === null
      ? { ok: true, bytes: parsed.value.slice() }
      : { ok: false, diagnostics: [buildProblem(wrong, 'component-invalid')] },
  );
}

async function buildComponent(
  request: Extract<BuildRequest, { readonly from: 'core' }>,
  help: BuildHelp,
): Promise<Job<BuildResult>> {
  const { source, wit, world } = request;
  let binary: Uint8Array;
  if (typeof source === 'string') {
    const compiled = await help.compileWat(source);
    if (!compiled.ok) return done({ ok: false, diagnostics: compiled.error });
    binary = compiled.value.bytes;
  } else {
    binary = source;
    const refusal = coreRefusal(binary);
    if (refusal !== null) return done({ ok: false, diagnostics: [buildProblem(refusal)] });
  }
  const wrapped = help.worldFor(wit, binary);
  if (!wrapped.ok)
    return done({
      ok: false,
      diagnostics: [diagnosticAt(wit, 'wit', 'wit-invalid', wrapped.error.message, wrapped.error)],
    });
  const { wit: witSource, renamed } = wrapped.value;
  if (renamed.size > 0) binary = renameExports(binary, renamed);
  const embedded = await attempt(
    () =>
      withWasmTools((tools) => tools.componentEmbed({ binary, witSource, ...(world === undefined ? {} : { world }) })),
    (report) => witProblems(report, wit, help.findWitProblems(wit)),
  );
  if (!embedded.ok) return embedded.job;
  const adapters = (await help.adaptersFor(binary)).map(([name, bytes]): [string, Uint8Array] => [name, bytes]);
  const made = await attempt(
    () => withWasmTools((tools) => tools.componentNew(embedded.value, adapters)),
    (report) => [buildProblem(report)],
  );
  if (!made.ok) return made.job;
  const shown = [...renamed].filter(([name]) => !name.startsWith('cabi_post_'));
  return done({ ok: true, bytes: made.value.slice(), ...(shown.length > 0 ? { renamed: shown } : {}) });
}

/**
 * The text of a binary, at most `maxLength` UTF-16 units of it, cut at the end of a line. Never rejects. The tool prints all
 * of it first.
 */
export async function disassemble(bytes: Uint8Array, maxLength: number): Promise<Job<DisassembleAnswer>> {
  try {
    const text = await withWasmTools((tools) => tools.print(bytes));
    if (text.length <= maxLength) return { answer: { ok: true, text, isCut: false }, isSpent: false };
    const end = text.lastIndexOf('\n', maxLength);
    return { answer: { ok: true, text: text.slice(0, end > 0 ? end + 1 : maxLength), isCut: true }, isSpent: false };
  } catch (error) {
    const message = error instanceof ToolRefusal ? clean(error.message) : crashText(error);
    return { answer: { ok: false, message }, isSpent: !(error instanceof ToolRefusal) };
  }
}

/** Whether the first form of the text is a component. */
export function isComponentText(source: string): boolean {
  return /^(?:\s|;;[^\n]*(?:\n|$)|\(;(?:[^;]|;(?!\)))*;\))*\(\s*component(?![^\s();"])/.test(source);
}

/** null when the bytes are a core module that this engine takes. */
function coreRefusal(bytes: Uint8Array): string | null {
  if (bytes[4] !== undefined && bytes[6] === 1 && bytes[0] === 0 && bytes[1] === 0x61)
    return 'these bytes are a component already';
  return WebAssembly.validate(bytes) ? null : 'these bytes are no valid core module';
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly job: Job<BuildResult> };

async function attempt<T>(
  run: () => Promise<T>,
  explain: (report: string) => readonly Diagnostic[],
): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof ToolRefusal)
      return { ok: false, job: done({ ok: false, diagnostics: explain(error.message) }) };
    return { ok: false, job: { answer: { ok: false, diagnostics: [buildProblem(crashText(error))] }, isSpent: true } };
  }
}

function done(answer: BuildResult): Job<BuildResult> {
  return { answer, isSpent: false };
}

function crashText(error: unknown): string {
  const said = errorText(error);
  if (error instanceof ToolCrash && said.startsWith('the component tools')) return said;
  return said === '' ? BROKEN : `${BROKEN}: ${said}`;
}
