/**
 * From project files to functions that can be called: the load pipeline (spec/registry §3, spec/wasm §3), for a whole
 * project at boot and for the difference to a running one.
 */
import type { BootReport, Diagnostic, EntryId, EntryReport, ProjectFiles } from '../contract/api.ts';
import { invalid, notFound, type Failure } from '../contract/errors.ts';
import { LuaFunction } from './lua/lua-function.ts';
import { LuaLoader } from './lua/load-chunk.ts';
import type { Modules } from './lua/modules/index.ts';
import type { Vm } from './lua/vm/types.ts';
import type { Ports } from '../contract/ports.ts';
import type { LuaFunctionEntry } from '../project/kinds/function-lua.ts';
import type { WasmFunctionEntry } from '../project/kinds/function-wasm.ts';
import type { WatFunctionEntry } from '../project/kinds/function-wat.ts';
import type { Entry, Kind } from '../project/kinds/index.ts';
import type { LuaLibraryEntry } from '../project/kinds/library-lua.ts';
import type { PoolConfig } from '../project/kinds/pool-field.ts';
import type { FailedEntry } from '../project/registry/entries.ts';
import { fingerprintOf, ingredientsOf } from '../project/registry/fingerprint.ts';
import { fileNameSlip } from '../project/registry/file-name.ts';
import { filesystemNotFound } from '../project/registry/ids.ts';
import { hintAndFix } from '../project/registry/source.ts';
import type { RegistryLoader } from '../project/registry/registry-loader.ts';
import { runTransaction, type TransactionPhase } from '../project/registry/transaction.ts';
import { CallPool } from './scheduler/call-pool.ts';
import type { Callable } from './scheduler/process.ts';
import { RefusedFunction } from './scheduler/refused.ts';
import type { Dispatch, Scheduler } from './scheduler/scheduler.ts';
import type { SlotWaits } from './scheduler/slot-waits.ts';
import { filesystemsOf, offerHash } from '../project/binaries/binary-file.ts';
import type { Executions } from './wasm/executions.ts';
import { WasmFunction, type WasmExecution } from './wasm/wasm-function.ts';
import { loadWasmFunction, loadWatFunction, type WasmLoad, type WasmProject } from './wasm/load-program.ts';
import type { ModuleCache } from './wasm/module-cache.ts';
import { formatFunction } from '../wit/print.ts';

export interface BootContext {
  readonly ports: Ports;
  /** Of the project: remembers what it compiled. */
  readonly compiled: ModuleCache;
  /** Of the project: remembers files that did not change. */
  readonly registry: RegistryLoader<Kind>;
  readonly vm: Vm;
  readonly modules: Modules;
  readonly scheduler: Scheduler;
  /** Of the project: what calls of its functions wait for. */
  readonly waits: SlotWaits;
  readonly dispatch: Dispatch;
  readonly executions: Executions<WasmExecution>;
  /** False once everything that runs is to be stopped: work that cannot be interrupted asks. */
  readonly mayGoOn: () => boolean;
}

/** An entry that took effect. */
export interface Installed {
  /** Equal ones stand for the same function; null is equal to none. */
  readonly fingerprint: string | null;
  /** null for entries that cannot be called. */
  readonly callable: Callable | null;
}

export type Installation = ReadonlyMap<EntryId, Installed>;

/** What is to be done once everything is known to be good. */
export interface Change {
  /** All entries as they are afterwards. */
  readonly installation: Installation;
  /** To be registered, some of them in the place of others. */
  readonly added: readonly Callable[];
  /** Out of use: to be closed once their last call is through. */
  readonly retired: readonly Callable[];
}

export interface Load {
  readonly report: BootReport;
  /** null when nothing may change; nothing that was made is left then. */
  readonly change: Change | null;
}

/** An empty project is read as a whole; of any other only the difference is made. */
export interface LoadOptions {
  readonly phase: TransactionPhase;
  /** What runs now. */
  readonly installed: Installation;
}

/** One entry on its way. */
interface Candidate {
  readonly entry: Entry;
  readonly report: EntryReport;
  readonly diagnostics: readonly Diagnostic[];
  /** Makes the function; only for what can be called. */
  readonly create: (() => Callable) | null;
  /** What it lacks may be there the next time, with the entry as it is. */
  readonly isTransient?: boolean;
}

/**
 * Resolves once every module is compiled and published to the guests (DESIGN §7.7). Never rejects for what the user wrote.
 * An entry that is as it was, with all it imports, keeps its function; the others get new ones. An entry whose kind
 * changed is deleted and made anew, as the registry asks of whoever wants to change a kind (spec/registry §3.1).
 */
export async function loadProject(
  files: ProjectFiles,
  context: BootContext,
  { phase, installed }: LoadOptions,
): Promise<Load> {
  const { entries, diagnostics } = context.registry.load(files);
  const lua = new LuaLoader(context.vm);
  const wasm: WasmProject = { files, filesystems: filesystemsOf(entries), cache: context.compiled };
  const candidates = await Promise.all(entries.map((entry) => loadEntry(entry, lua, wasm, context)));
  const all = [...diagnostics, ...candidates.flatMap((one) => one.diagnostics)];
  const error = refusalOf(candidates, diagnostics, phase);
  const report: BootReport = {
    // What fails at calls only is marked as an error too, and stops nothing.
    ok: !error && !diagnostics.some((one) => one.severity === 'error'),
    ...(error ? { error } : {}),
    entries: candidates.map((one) => one.report),
    diagnostics: all,
  };
  return { report, change: error ? null : makeChange(candidates, installed) };
}

/** Applies the entries in order without effect: which of them are rejected is known by now. */
function refusalOf(
  candidates: readonly Candidate[],
  ofFiles: readonly Diagnostic[],
  phase: TransactionPhase,
): Failure | null {
  const applied = new Set<EntryId>();
  const operations = candidates.map(({ entry, report }) => ({
    id: entry.id,
    apply: (): Failure | null => {
      const missing = ingredientsOf(entry).find((id) => !applied.has(id));
      const rejection = report.error ?? (missing === undefined ? null : notFound(missingText(entry, missing)));
      if (!rejection) applied.add(entry.id);
      return rejection;
    },
  }));
  const refused = runTransaction(operations, phase);
  if (refused || phase === 'failed to load state') return refused;
  // At boot a file that cannot be read takes only its own entries along (spec/registry §1.8). In a running project that
  // would delete them for a slip of the pen.
  const dropped = ofFiles.find((one) => one.severity === 'error');
  return dropped ? invalid(`${phase}: ${dropped.file}:${dropped.line}:${dropped.column}: ${dropped.message}`) : null;
}

function missingText(entry: Entry, missing: EntryId): string {
  return entry.type === 'function.wasm' ? filesystemNotFound(missing) : `imported entry not found: ${missing}`;
}

function makeChange(candidates: readonly Candidate[], installed: Installation): Change {
  const installation = new Map<EntryId, Installed>();
  const added: Callable[] = [];
  const changed = new Set<EntryId>();
  for (const { entry, create, isTransient } of candidates) {
    const fingerprint = isTransient ? null : fingerprintOf(entry);
    const before = installed.get(entry.id);
    // What is imported comes before its importers.
    if (
      before &&
      fingerprint !== null &&
      before.fingerprint === fingerprint &&
      !ingredientsOf(entry).some((id) => changed.has(id))
    ) {
      installation.set(entry.id, before);
      continue;
    }
    changed.add(entry.id);
    const callable = create?.() ?? null;
    if (callable) added.push(callable);
    installation.set(entry.id, { fingerprint, callable });
  }
  const retired = [...installed].flatMap(([id, { callable }]) =>
    callable && installation.get(id)?.callable !== callable ? [callable] : [],
  );
  return { installation, added, retired };
}

async function loadEntry(entry: Entry, lua: LuaLoader, wasm: WasmProject, context: BootContext): Promise<Candidate> {
  switch (entry.type) {
    case 'function.wat':
      return wasmCandidate(entry, await loadWatFunction(entry, wasm.cache), context);
    case 'function.wasm':
      return wasmCandidate(entry, await loadWasmFunction(entry, wasm), context);
    case 'function.lua':
    case 'library.lua':
      return loadLua(entry, lua, context);
    case 'fs.directory':
    case 'stored':
      return { entry, report: { id: entry.id, kind: entry.kind, status: 'stored' }, create: null, diagnostics: [] };
    case 'failed':
      return loadFailed(entry, wasm);
  }
}

async function loadFailed(entry: FailedEntry, { filesystems, files, cache }: WasmProject): Promise<Candidate> {
  const offer = await offerHash(entry, filesystems, files, (bytes) => cache.sha256(bytes));
  return rejected(entry, entry.error, offer ? [offer] : []);
}

function wasmCandidate(entry: WatFunctionEntry | WasmFunctionEntry, load: WasmLoad, context: BootContext): Candidate {
  const { diagnostics } = load;
  if (load.status === 'rejected') return rejected(entry, load.error, diagnostics);
  const { type, binary } = load;
  const report: EntryReport = {
    id: entry.id,
    kind: entry.kind,
    status: 'ready',
    ...(type ? { type, signature: formatFunction(type) } : {}),
    ...(binary ? { binary } : {}),
  };
  if (load.status === 'uncallable') {
    return {
      entry,
      report,
      create: () => new RefusedFunction(entry.id, load.error),
      diagnostics,
      isTransient: load.isTransient,
    };
  }
  const { ports, scheduler, dispatch, executions, mayGoOn } = context;
  const create = (): Callable => {
    const program = load.createProgram();
    ports.guests.publish(program);
    return new WasmFunction({
      program,
      ...poolOf(entry.config.pool, context.waits),
      maxExecutionMs: entry.config.limits.maxExecutionMs,
      guests: ports.guests,
      timers: scheduler.timers,
      dispatch,
      executions,
      nextPid: (target) => scheduler.nextPid(target),
      mayGoOn,
    });
  };
  return { entry, report, create, diagnostics };
}

function loadLua(entry: LuaFunctionEntry | LuaLibraryEntry, lua: LuaLoader, context: BootContext): Candidate {
  const loaded = lua.load(entry);
  const { source, places } = entry.config;
  const isMisread = loaded.diagnostics.some(({ code }) => code === 'lua-syntax');
  const slip = isMisread ? fileNameSlip(source, places.source) : null;
  const diagnostics = slip
    ? [
        {
          ...places.source,
          severity: 'error' as const,
          code: 'file-name',
          message: slip.message,
          ...hintAndFix(slip.hint),
          entry: entry.id,
        },
      ]
    : loaded.diagnostics;
  const { program } = loaded;
  if (!program) return rejected(entry, loaded.error, diagnostics);
  const report: EntryReport = { id: entry.id, kind: entry.kind, status: 'ready' };
  if (entry.type === 'library.lua') return { entry, report, create: null, diagnostics };
  const { scheduler, vm, modules, ports } = context;
  const create = (): Callable =>
    new LuaFunction({
      program,
      ...poolOf(entry.config.pool, context.waits),
      scheduler,
      clock: ports.clock,
      vm,
      modules,
    });
  return { entry, report, create, diagnostics };
}

function rejected(entry: Entry, error: Failure, diagnostics: readonly Diagnostic[]): Candidate {
  return { entry, report: { id: entry.id, kind: entry.kind, status: 'failed', error }, create: null, diagnostics };
}

function poolOf(config: PoolConfig, waits: SlotWaits): { pool: CallPool; poolType: 'inline' | 'lazy' } {
  return { pool: new CallPool(config.type === 'inline' ? 1 : config.maxSize, waits), poolType: config.type };
}
