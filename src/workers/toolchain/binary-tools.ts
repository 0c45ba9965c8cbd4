/** Jobs of the toolchain worker about binaries, core modules and components. Loaded with the first of them. */
import { readModule } from '../../binary/binary.ts';
import { describeBinary } from '../../project/binaries/describe.ts';
import { parseWit } from '../../wit/parser.ts';
import { worldFor } from '../../wit/world-for.ts';
import type { ToolchainJobName, ToolchainJobs } from '../../protocol/toolchain-messages.ts';
import { buildBinary, disassemble, isComponentText, type BuildHelp } from '../../toolchain/binary-jobs.ts';
import { componentProblem, moduleProblem, nestedProblem } from '../../toolchain/binary-validity.ts';
import { loadWasmTools } from '../../toolchain/component-tools.ts';
import { sha256 } from '../sha256.ts';
import type { Report, ToolLoader } from './tool-loader.ts';

/** How a job ended. */
export interface Finished<Name extends ToolchainJobName = ToolchainJobName> {
  readonly output: ToolchainJobs[Name]['answer'];
  readonly transfer: Transferable[];
  /** A tool broke down: this worker must not be asked again. */
  readonly isSpent: boolean;
}

export class BinaryTools {
  readonly #compileWat: BuildHelp['compileWat'];
  readonly #loader: ToolLoader;

  constructor(compileWat: BuildHelp['compileWat'], loader: ToolLoader) {
    this.#compileWat = compileWat;
    this.#loader = loader;
  }

  /** Reads, and then validates: what cannot be read is not asked about. */
  async describe({ bytes }: ToolchainJobs['describe']['request'], report: Report): Promise<Finished<'describe'>> {
    const read = describeBinary(bytes, await sha256(bytes));
    if (read.form === null || read.problem !== null) return { output: read, transfer: [], isSpent: false };
    if (read.form === 'core')
      return { output: { ...read, problem: await moduleProblem(bytes.slice()) }, transfer: [], isSpent: false };
    const failure = await this.#loader.load(loadWasmTools, report);
    if (failure !== null) return { output: { ...read, unchecked: failure }, transfer: [], isSpent: true };
    report({ state: 'working', task: 'validating a component' });
    const checked = await componentProblem(bytes);
    if (!checked.ok) return { output: { ...read, unchecked: checked.error }, transfer: [], isSpent: true };
    return {
      output: { ...read, problem: checked.value ?? (await nestedProblem(bytes)) },
      transfer: [],
      isSpent: false,
    };
  }

  async disassemble(
    { bytes, maxLength }: ToolchainJobs['disassemble']['request'],
    report: Report,
  ): Promise<Finished<'disassemble'>> {
    const message = await this.#loader.load(loadWasmTools, report);
    if (message !== null) return { output: { ok: false, message }, transfer: [], isSpent: true };
    report({ state: 'working', task: 'printing a binary' });
    const { answer, isSpent } = await disassemble(bytes, maxLength);
    return { output: answer, transfer: [], isSpent };
  }

  async build(request: ToolchainJobs['build']['request'], report: Report): Promise<Finished<'build'>> {
    const isComponent = request.from === 'core' || isComponentText(request.source);
    const failure = await this.#loader.load(loadWasmTools, report);
    if (failure !== null) {
      const diagnostic = {
        file: '',
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 2,
        severity: 'error',
        code: 'toolchain',
        message: failure,
      } as const;
      return { output: { ok: false, diagnostics: [diagnostic] }, transfer: [], isSpent: true };
    }
    report({ state: 'working', task: isComponent ? 'building a component' : 'building a module' });
    const { answer, isSpent } = await buildBinary(request, {
      compileWat: this.#compileWat,
      findWitProblems,
      worldFor: worldOf,
      adaptersFor,
    });
    return { output: answer, transfer: answer.ok ? [answer.bytes.buffer] : [], isSpent };
  }
}

function findWitProblems(wit: string): ReturnType<BuildHelp['findWitProblems']> {
  return parseWit(wit).problems.filter(({ severity, code }) => severity === 'error' && code !== 'wit-empty');
}

function worldOf(wit: string, binary: Uint8Array): ReturnType<BuildHelp['worldFor']> {
  const module = readModule(binary);
  const functions = module.ok ? module.value.exports.filter(({ kind }) => kind === 'function') : [];
  return worldFor(wit, new Set(functions.map(({ name }) => name)));
}

const WASI1_MODULE = 'wasi_snapshot_preview1';

async function adaptersFor(binary: Uint8Array): ReturnType<BuildHelp['adaptersFor']> {
  const module = readModule(binary);
  if (!module.ok || !module.value.imports.some((item) => item.module === WASI1_MODULE)) return [];
  const { wasiAdapter } = await import('virtual:wasi-adapter');
  return [[WASI1_MODULE, Uint8Array.from(atob(wasiAdapter), (c) => c.charCodeAt(0))]];
}
