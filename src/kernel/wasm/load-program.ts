/** From entries of WebAssembly functions to programs that guests can run (spec/wasm §3). */
import { errorText } from '../../base/error-text.ts';
import { assertNever } from '../../base/assert-never.ts';
import type { Result } from '../../base/result.ts';
import type { BinaryForm, Diagnostic, EntryReport, ProjectFiles } from '../../contract/api.ts';
import { ErrorKind, failure, invalid, type Failure } from '../../contract/errors.ts';
import type { PlannedModule } from '../../contract/link-plan.ts';
import type { CallAttempts, ComponentProgram, CoreProgram, Program } from '../../contract/ports.ts';
import type { WasmBinaryEntry } from '../../project/kinds/wasm-binary.ts';
import type { WatFunctionEntry } from '../../project/kinds/function-wat.ts';
import type { FunctionType } from '../../wit/types.ts';
import { checkHash, formatDigest, openBinary, type Filesystems } from '../../project/binaries/binary-file.ts';
import { binaryKind } from '../../binary/binary.ts';
import {
  failing,
  soundShape,
  uncompilable,
  warning,
  type BinaryExamination,
  type SoundShape,
} from '../../project/binaries/binary-examination.ts';
import type { Rejection } from '../../project/binaries/rejection.ts';
import type { Place } from '../../project/registry/source.ts';
import { FORM_CODE } from './form-code.ts';
import type { LinkedModules, ModuleCache } from './module-cache.ts';
import { READY_WAT, type ReadySignature } from './ready-wat.ts';

/** What became of an entry. */
export type WasmLoad =
  | Rejection
  | {
      readonly status: 'uncallable';
      readonly error: Failure;
      readonly type: FunctionType | null;
      readonly binary: EntryReport['binary'] | null;
      readonly diagnostics: readonly Diagnostic[];
      /** What failed may be there at another time, with the entry as it is. */
      readonly isTransient: boolean;
    }
  | {
      readonly status: 'ready';
      readonly type: FunctionType;
      readonly binary: EntryReport['binary'] | null;
      readonly diagnostics: readonly Diagnostic[];
      readonly program: ProgramSource;
    };

/** What programs of a function are made of. */
export interface ProgramSource {
  /** A new program each time, unknown to any guest; `modules` in place of those that were compiled. */
  readonly create: (modules?: readonly WebAssembly.Module[]) => Program;
  readonly bytes: Uint8Array;
  /** Where modules are in the bytes; null where those are the module. */
  readonly parts: readonly PlannedModule[] | null;
}

/** The project that an entry is in. */
export interface WasmProject {
  readonly files: ProjectFiles;
  readonly filesystems: Filesystems;
  readonly cache: ModuleCache;
  readonly attempts: Pick<CallAttempts, 'fetchForComponents'>;
}

/** Numbers programs across projects, so that a guest never takes one for another. */
let programs = 0;

export async function loadWatFunction(entry: WatFunctionEntry, cache: ModuleCache): Promise<WasmLoad> {
  const ready = READY_WAT.find(entry);
  const [unfetched, compiled] = await Promise.all([
    ready ? null : fetchCode('core', null),
    cache.compileWat(entry.config.source.text),
  ]);
  if (ready && compiled.ok) return readyWat(entry, compiled.value, { ...ready, diagnostics: [] });
  const lacking = ready ? await fetchCode('core', null) : unfetched;
  if (lacking) return unfetchedLoad(entry, entry.config.places.source, lacking, null);
  const { examineWat, shapeOf } = await FORM_CODE.core();
  const examination = examineWat(entry, shapeOf(compiled));
  if (examination.status === 'rejected') return examination;
  if (examination.status === 'uncallable') return { ...examination, binary: null, isTransient: false };
  if (!compiled.ok) throw new Error(`${entry.id} is ready and has no module`);
  return readyWat(entry, compiled.value, examination);
}

function readyWat(
  entry: WatFunctionEntry,
  { module, bytes }: { readonly module: WebAssembly.Module; readonly bytes: Uint8Array },
  { type, exportName, diagnostics }: ReadySignature & { readonly diagnostics: readonly Diagnostic[] },
): WasmLoad {
  const program = coreSource(bytes, module, (of) => coreProgram(entry, of, type, exportName, entry.config.profiles));
  return { status: 'ready', type, binary: null, diagnostics, program };
}

/**
 * Resolves once the modules are compiled (DESIGN §7.7); those of a component whose function cannot be called are not.
 */
export async function loadWasmFunction(
  entry: WasmBinaryEntry,
  { files, filesystems, cache, attempts }: WasmProject,
): Promise<WasmLoad> {
  const opened = openBinary(entry, filesystems, files);
  if (!opened.ok) return opened.error;
  const { file, bytes } = opened.value;
  const digest = await cache.sha256(bytes);
  const mismatch = checkHash(entry, digest);
  if (mismatch) return mismatch;
  const form = binaryKind(bytes) === 'component' ? 'component' : 'core';
  const binary = { file, form, digest: formatDigest(digest) } as const;
  const unfetched = await fetchCode(form, attempts);
  if (unfetched) return unfetchedLoad(entry, entry.config.places.path, unfetched, binary);
  const sound = soundShape(entry, await cache.shape(bytes));
  if (!sound.ok) return sound.error;
  const examination = await examine(entry, sound.value);
  switch (examination.status) {
    case 'rejected':
      return examination;
    case 'uncallable': {
      // Whether it can be called or not, the engine must have the module before the entry registers.
      const rejection = form === 'core' ? await compile(entry, bytes, digest, cache) : null;
      if (rejection && 'status' in rejection) return rejection;
      return { ...examination, binary, isTransient: false };
    }
    case 'ready':
      return examination.form === 'core'
        ? readyCore(entry, examination, binary, bytes, await compile(entry, bytes, digest, cache))
        : await readyComponent(entry, examination, binary, bytes, await cache.component(bytes, digest));
    default:
      return assertNever(examination);
  }
}

/** Fetches what the thread lacks for binaries of `form`, all at once; null where it is here then. */
async function fetchCode(form: BinaryForm, attempts: WasmProject['attempts'] | null): Promise<Failure | null> {
  try {
    await Promise.all([FORM_CODE[form](), form === 'component' ? attempts?.fetchForComponents() : null]);
    return null;
  } catch (error) {
    // The network, most likely: the next time may go well.
    const what = form === 'core' ? 'core modules' : 'components';
    const reason = errorText(error);
    return failure(ErrorKind.unavailable, `what runs ${what} could not be loaded: ${reason}`, { retryable: true });
  }
}

/** That it may go well the next time: no mistake of the project. */
function unfetchedLoad(
  entry: WatFunctionEntry | WasmBinaryEntry,
  place: Place,
  error: Failure,
  binary: EntryReport['binary'] | null,
): WasmLoad {
  const said = warning(entry, place, 'wasm-load', `calls will fail: ${error.message}`);
  return { status: 'uncallable', error, type: null, binary, diagnostics: [said], isTransient: true };
}

/** With code that was fetched before. */
async function examine(entry: WasmBinaryEntry, shape: SoundShape): Promise<BinaryExamination> {
  return shape.form === 'core'
    ? (await FORM_CODE.core()).examineModule(entry, shape.module)
    : (await FORM_CODE.component()).examineComponent(entry, shape.component);
}

type Ready<F> = Extract<BinaryExamination, { status: 'ready'; form: F }>;

async function compile(
  entry: WasmBinaryEntry,
  bytes: Uint8Array,
  digest: string,
  cache: ModuleCache,
): Promise<{ readonly module: WebAssembly.Module } | Rejection> {
  const compiled = await cache.compileModule(bytes, digest);
  return compiled.ok ? { module: compiled.value } : uncompilable(entry, compiled.error);
}

function readyCore(
  entry: WasmBinaryEntry,
  { type, exportName, diagnostics }: Ready<'core'>,
  binary: EntryReport['binary'],
  bytes: Uint8Array,
  compiled: { readonly module: WebAssembly.Module } | Rejection,
): WasmLoad {
  if ('status' in compiled) return compiled;
  return {
    status: 'ready',
    type,
    binary,
    diagnostics,
    program: coreSource(bytes, compiled.module, (of) => coreProgram(entry, of, type, exportName, profilesOf(entry))),
  };
}

async function readyComponent(
  entry: WasmBinaryEntry,
  { type, exported, diagnostics }: Ready<'component'>,
  binary: EntryReport['binary'],
  bytes: Uint8Array,
  linked: Result<LinkedModules, string>,
): Promise<WasmLoad> {
  const { planOfFunction } = await FORM_CODE.component();
  const planned = linked.ok ? planOfFunction(linked.value.plan, exported, type) : linked;
  if (!linked.ok || !planned.ok) {
    const reason = planned.ok ? '' : planned.error;
    const error = invalid(`failed to call wasm method: ${entry.config.method}: component cannot be linked: ${reason}`);
    const said = failing(entry, entry.config.places.path, 'wasm-component', `calls will fail: ${error.message}`);
    return { status: 'uncallable', error, type, binary, diagnostics: [...diagnostics, said], isTransient: false };
  }
  const { plan, index } = planned.value;
  const { modules: compiled } = linked.value;
  const create = (modules = compiled): ComponentProgram => ({
    form: 'component',
    id: ++programs,
    entry: entry.id,
    method: entry.config.method,
    type,
    profiles: profilesOf(entry),
    plan,
    modules,
    function: index,
  });
  const program = { create, bytes, parts: linked.value.plan.modules };
  return { status: 'ready', type, binary, diagnostics, program };
}

function coreSource(
  bytes: Uint8Array,
  compiled: WebAssembly.Module,
  programOf: (module: WebAssembly.Module) => CoreProgram,
): ProgramSource {
  return { create: ([module = compiled] = []) => programOf(module), bytes, parts: null };
}

function coreProgram(
  entry: WatFunctionEntry | WasmBinaryEntry,
  module: WebAssembly.Module,
  type: FunctionType,
  exportName: string,
  profiles: readonly string[],
): CoreProgram {
  return {
    form: 'core',
    id: ++programs,
    entry: entry.id,
    method: entry.config.method,
    exportName,
    type,
    profiles,
    module,
  };
}

function profilesOf(entry: WasmBinaryEntry): string[] {
  return entry.config.profiles.flatMap(({ profile }) => profile ?? []);
}
