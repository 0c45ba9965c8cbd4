/** Jobs of the toolchain worker about binaries, core modules and components. Loaded with the first of them. */
import type { ToolsState } from '../kernel/api.ts';
import { describeBinary } from '../kernel/wasm/describe.ts';
import { hostileName } from '../kernel/wasm/component/names.ts';
import { readComponent } from '../kernel/wasm/component/reader.ts';
import { parseWit } from '../kernel/wit/parser.ts';
import type { ToolchainJobName, ToolchainJobs } from '../protocol/toolchain-messages.ts';
import { buildBinary, disassemble, isComponentText, type BuildHelp } from '../toolchain/binary-jobs.ts';
import { loadTranslator, loadWasmTools } from '../toolchain/component-tools.ts';
import type { TranslationCache } from '../toolchain/translation-cache.ts';
import { translateComponent } from '../toolchain/translate.ts';
import { countFetches } from './counting-fetch.ts';
import { sha256 } from './sha256.ts';

/** How a job ended. */
export interface Finished<Name extends ToolchainJobName = ToolchainJobName> {
  readonly output: ToolchainJobs[Name]['answer'];
  readonly transfer: Transferable[];
  /** A tool broke down: this worker must not be asked again. */
  readonly isSpent: boolean;
}

export type Report = (tools: ToolsState) => void;

export class BinaryTools {
  readonly #compileWat: BuildHelp['compileWat'];
  /** Where translations are kept; null where the browser keeps nothing. */
  readonly #cache: Pick<TranslationCache, 'keep'> | null;
  readonly #loaded = new Set<() => Promise<void>>();

  constructor(compileWat: BuildHelp['compileWat'], cache: Pick<TranslationCache, 'keep'> | null) {
    this.#compileWat = compileWat;
    this.#cache = cache;
  }

  /** For components whose translation is not kept. */
  async translate({ bytes, digest }: ToolchainJobs['translate']['request'], report: Report): Promise<Finished<'translate'>> {
    const shape = readComponent(bytes);
    if (!shape.ok) {
      const message = `${shape.error.message} at byte ${shape.error.offset}`;
      return { output: { ok: false, error: { reason: 'malformed', message } }, transfer: [], isSpent: false };
    }
    const hostile = hostileName(shape.value);
    if (hostile !== null) return { output: { ok: false, error: { reason: 'hostile', message: hostile } }, transfer: [], isSpent: false };
    const loadFailure = await this.#load(loadTranslator, report);
    if (loadFailure !== null) {
      return { output: { ok: false, error: { reason: 'unavailable', message: loadFailure } }, transfer: [], isSpent: true };
    }
    report({ state: 'working', task: 'translating a component' });
    const translated = await translateComponent(bytes);
    if (!translated.ok) {
      const { reason, message, isSpent } = translated.error;
      return { output: { ok: false, error: { reason, message } }, transfer: [], isSpent };
    }
    // Not waited for; it has its copy before the bytes are transferred.
    void this.#cache?.keep(digest, translated.value);
    return { output: translated, transfer: translated.value.modules.map((module) => module.bytes.buffer), isSpent: false };
  }

  async describe({ bytes }: ToolchainJobs['describe']['request']): Promise<Finished<'describe'>> {
    return { output: describeBinary(bytes, await sha256(bytes)), transfer: [], isSpent: false };
  }

  async disassemble({ bytes, maxLength }: ToolchainJobs['disassemble']['request'], report: Report): Promise<Finished<'disassemble'>> {
    const message = await this.#load(loadWasmTools, report);
    if (message !== null) return { output: { ok: false, message }, transfer: [], isSpent: true };
    report({ state: 'working', task: 'printing a binary' });
    const { answer, isSpent } = await disassemble(bytes, maxLength);
    return { output: answer, transfer: [], isSpent };
  }

  async build(request: ToolchainJobs['build']['request'], report: Report): Promise<Finished<'build'>> {
    const isComponent = request.from === 'core' || isComponentText(request.source);
    const failure = isComponent ? await this.#load(loadWasmTools, report) : null;
    if (failure !== null) {
      const diagnostic = { file: '', line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error', code: 'toolchain', message: failure } as const;
      return { output: { ok: false, diagnostics: [diagnostic] }, transfer: [], isSpent: true };
    }
    report({ state: 'working', task: isComponent ? 'building a component' : 'building a module' });
    const { answer, isSpent } = await buildBinary(request, { compileWat: this.#compileWat, findWitProblems });
    return { output: answer, transfer: answer.ok ? [answer.bytes.buffer] : [], isSpent };
  }

  /** Why the tools are not there; null when they are. */
  async #load(load: () => Promise<void>, report: Report): Promise<string | null> {
    if (this.#loaded.has(load)) return null;
    report({ state: 'loading', loadedBytes: 0, totalBytes: 0 });
    try {
      await countFetches(load, (loadedBytes, totalBytes) => report({ state: 'loading', loadedBytes, totalBytes }));
      this.#loaded.add(load);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function findWitProblems(wit: string): ReturnType<BuildHelp['findWitProblems']> {
  return parseWit(wit).problems.filter(({ severity, code }) => severity === 'error' && code !== 'wit-empty');
}
