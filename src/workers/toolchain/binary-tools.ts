/** Jobs of the toolchain worker about binaries, core modules and components. Loaded with the first of them. */
import { readModule } from '../../binary/binary.ts';
import { placesOfLines } from '../../binary/line-places.ts';
import type { BinaryDescription } from '../../contract/binaries.ts';
import { describeBinary } from '../../project/binaries/describe.ts';
import { hostileName } from '../../binary/component/names.ts';
import { readLinkPlan } from '../../binary/component/link-reader.ts';
import { readComponent } from '../../binary/component/reader.ts';
import { zipFiles } from '../../share/zip-files.ts';
import { parseWit } from '../../wit/parser.ts';
import { worldFor } from '../../wit/world-for.ts';
import type { ToolchainJobName, ToolchainJobs } from '../../protocol/toolchain-messages.ts';
import { buildBinary, disassemble, isComponentText, type BuildHelp } from '../../toolchain/binary-jobs.ts';
import { componentProblem, moduleProblem, nestedProblem } from '../../toolchain/binary-validity.ts';
import { javascriptModule, moduleName } from '../../toolchain/javascript-module.ts';
import { loadTranslator, loadWasmTools } from '../../toolchain/component-tools.ts';
import { sha256 } from '../sha256.ts';
import { VALID_BINARIES } from './valid-binaries.ts';
import type { Report, ToolLoader } from './tool-loader.ts';

/** How a job ended. */
export interface Finished<Name extends ToolchainJobName = ToolchainJobName> {
  readonly output: ToolchainJobs[Name]['answer'];
  readonly transfer: Transferable[];
  /** A tool broke down: this worker must not be asked again. */
  readonly isSpent: boolean;
}

/** What validating said of a binary. */
type Verdict = Pick<BinaryDescription, 'problem' | 'problemKind' | 'unchecked' | 'mayAskAgain'>;

const VALID: Verdict = { problem: null };
/** Each is a sentence. */
const MAX_VERDICTS = 200;

export class BinaryTools {
  readonly #compileWat: BuildHelp['compileWat'];
  readonly #loader: ToolLoader;
  /** By digest; the oldest goes first. */
  readonly #verdicts = new Map<string, Verdict>();

  constructor(compileWat: BuildHelp['compileWat'], loader: ToolLoader) {
    this.#compileWat = compileWat;
    this.#loader = loader;
  }

  /** Reads, and then validates, the same bytes once: what cannot be read is not asked about. */
  async describe({ bytes }: ToolchainJobs['describe']['request'], report: Report): Promise<Finished<'describe'>> {
    const digest = await sha256(bytes);
    const read = describeBinary(bytes, digest);
    if (read.form === null || read.problem !== null)
      return { output: { ...read, problemKind: 'invalid' }, transfer: [], isSpent: false };
    const known = VALID_BINARIES.has(digest) ? VALID : this.#verdicts.get(digest);
    const verdict = known ?? (read.form === 'core' ? await verdictOnModule(bytes) : await this.#judge(bytes, report));
    const isChecked = verdict.unchecked === undefined;
    if (!known && isChecked) this.#remember(digest, verdict);
    // Without an answer the tools are broken, or were never there.
    return { output: { ...read, ...verdict }, transfer: [], isSpent: !isChecked };
  }

  async #judge(component: Uint8Array, report: Report): Promise<Verdict> {
    const nested = await nestedProblem(component);
    const plan = readLinkPlan(component);
    const ours = nested ?? (plan.ok ? null : `${plan.error.message} at byte ${plan.error.offset}`);
    const said: Verdict =
      ours === null ? VALID : { problem: ours, problemKind: nested === null ? 'unsupported' : 'invalid' };
    const failure = await this.#loader.load(loadWasmTools, report);
    if (failure !== null) return { ...said, unchecked: failure, mayAskAgain: true };
    report({ state: 'working', task: 'validating a component' });
    const checked = await componentProblem(component);
    if (!checked.ok) return { ...said, unchecked: checked.error };
    if (checked.value === null) return said;
    return { problem: checked.value, problemKind: ours === null ? 'tolerated' : 'invalid' };
  }

  #remember(digest: string, verdict: Verdict): void {
    this.#verdicts.set(digest, verdict);
    for (const oldest of this.#verdicts.keys()) {
      if (this.#verdicts.size <= MAX_VERDICTS) return;
      this.#verdicts.delete(oldest);
    }
  }

  async toJavaScript(
    { bytes, name }: ToolchainJobs['toJavaScript']['request'],
    report: Report,
  ): Promise<Finished<'toJavaScript'>> {
    const refuse = (message: string): Finished<'toJavaScript'> => ({
      output: { ok: false, message },
      transfer: [],
      isSpent: false,
    });
    const shape = readComponent(bytes);
    if (!shape.ok) return refuse(`this is no component: ${shape.error.message} at byte ${shape.error.offset}`);
    const hostile = hostileName(shape.value);
    if (hostile !== null) return refuse(`it has a name that could run as JavaScript: ${hostile}`);
    const failure = await this.#loader.load(loadTranslator, report);
    if (failure !== null) return { ...refuse(failure), isSpent: true };
    report({ state: 'working', task: 'making a JavaScript module' });
    const imports = shape.value.imports.filter(({ kind }) => kind !== 'type').map((item) => item.name);
    const folder = moduleName(name);
    const { answer, isSpent } = await javascriptModule(bytes, { name: folder, imports });
    if (!answer.ok) return { output: answer, transfer: [], isSpent };
    const files = answer.files.map(([path, content]) => [`${folder}/${path}`, content] as const);
    const zip = zipFiles(files);
    return {
      output: { ok: true, name: folder, zip, files: files.map(([path]) => path) },
      transfer: [zip.buffer],
      isSpent,
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
    if (!answer.ok) return { output: answer, transfer: [], isSpent };
    const places = placesOfLines(bytes, answer.text);
    return { output: { ...answer, places }, transfer: [places.buffer], isSpent };
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

async function verdictOnModule(bytes: Uint8Array): Promise<Verdict> {
  const problem = await moduleProblem(bytes.slice());
  return problem === null ? VALID : { problem, problemKind: 'invalid' };
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
