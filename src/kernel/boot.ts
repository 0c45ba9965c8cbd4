/** From project files to functions that can be called: the load pipeline at boot (spec/registry §3, spec/wasm §3). */
import type { BootReport, Diagnostic, EntryReport, ProjectFiles } from './api.ts';
import type { Calls } from './calls.ts';
import type { Failure } from './errors.ts';
import { LuaFunction } from './lua/function.ts';
import { LuaLoader } from './lua/load.ts';
import { MODULE_NAMES, type Modules } from './lua/modules/index.ts';
import type { Vm } from './lua/vm/types.ts';
import type { Ports } from './ports.ts';
import type { Entry, LuaFunctionEntry, LuaLibraryEntry, PoolConfig, WatFunctionEntry } from './registry/entries.ts';
import { loadRegistry } from './registry/load.ts';
import { CallPool } from './scheduler/call-pool.ts';
import type { Callable } from './scheduler/process.ts';
import { RefusedFunction } from './scheduler/refused.ts';
import type { Dispatch, Scheduler } from './scheduler/scheduler.ts';
import type { Executions } from './wasm/executions.ts';
import { WasmFunction, type WasmExecution } from './wasm/function.ts';
import { loadWatFunction } from './wasm/load.ts';

export interface BootContext {
  readonly ports: Ports;
  readonly vm: Vm;
  readonly modules: Modules;
  readonly calls: Calls;
  readonly scheduler: Scheduler;
  readonly dispatch: Dispatch;
  readonly executions: Executions<WasmExecution>;
}

export interface Boot {
  readonly report: BootReport;
  /** What to register; empty when an entry was rejected, which stops the whole project (spec/registry §3.4). */
  readonly functions: readonly Callable[];
}

/** What became of one entry. */
interface Loaded {
  readonly report: EntryReport;
  readonly callable: Callable | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Resolves once every module is compiled and published to the guests (DESIGN §7.7). Never rejects for what the user wrote. */
export async function boot(files: ProjectFiles, context: BootContext): Promise<Boot> {
  const { entries, diagnostics } = loadRegistry(files, { luaModules: MODULE_NAMES });
  const lua = new LuaLoader(context.vm);
  const loaded = await Promise.all(entries.map((entry) => loadEntry(entry, lua, context)));
  const all = [...diagnostics, ...loaded.flatMap((one) => one.diagnostics)];
  const functions = loaded.flatMap((one) => one.callable ?? []);
  // A file that could not be read takes only its own entries along (spec/registry §1.8); a bad entry stops the boot.
  const isBooted = loaded.every((one) => one.report.status !== 'failed');
  const ok = isBooted && !all.some((one) => one.severity === 'error');
  if (!isBooted) for (const callable of functions) callable.close();
  return {
    report: { ok, entries: loaded.map((one) => one.report), diagnostics: all },
    functions: isBooted ? functions : [],
  };
}

async function loadEntry(entry: Entry, lua: LuaLoader, context: BootContext): Promise<Loaded> {
  switch (entry.type) {
    case 'function.wat':
      return loadWat(entry, context);
    case 'function.lua':
    case 'library.lua':
      return loadLua(entry, lua, context);
    case 'stored':
      return { report: { id: entry.id, kind: entry.kind, status: 'stored' }, callable: null, diagnostics: [] };
    case 'failed':
      return rejected(entry, entry.error, []);
  }
}

async function loadWat(entry: WatFunctionEntry, context: BootContext): Promise<Loaded> {
  const { ports, scheduler, dispatch, executions } = context;
  const loaded = await loadWatFunction(entry, ports.compiler);
  if (loaded.status === 'rejected') return rejected(entry, loaded.error, loaded.diagnostics);
  const report: EntryReport = { id: entry.id, kind: entry.kind, status: 'ready', ...signature(loaded.signature) };
  if (loaded.status === 'uncallable')
    return { report, callable: new RefusedFunction(entry.id, loaded.error), diagnostics: loaded.diagnostics };
  ports.guests.publish(loaded.program);
  const callable = new WasmFunction({
    program: loaded.program,
    ...poolOf(entry.config.pool),
    maxExecutionMs: entry.config.limits.maxExecutionMs,
    guests: ports.guests,
    timers: scheduler.timers,
    dispatch,
    executions,
    nextPid: (target) => scheduler.nextPid(target),
  });
  return { report, callable, diagnostics: loaded.diagnostics };
}

function loadLua(entry: LuaFunctionEntry | LuaLibraryEntry, lua: LuaLoader, context: BootContext): Loaded {
  const loaded = lua.load(entry);
  const { program, diagnostics } = loaded;
  if (!program) return rejected(entry, loaded.error, diagnostics);
  const report: EntryReport = { id: entry.id, kind: entry.kind, status: 'ready' };
  if (entry.type === 'library.lua') return { report, callable: null, diagnostics };
  const { scheduler, vm, modules, ports } = context;
  const callable = new LuaFunction({
    program,
    ...poolOf(entry.config.pool),
    scheduler,
    clock: ports.clock,
    vm,
    modules,
  });
  return { report, callable, diagnostics };
}

function rejected(entry: Entry, error: Failure, diagnostics: readonly Diagnostic[]): Loaded {
  return { report: { id: entry.id, kind: entry.kind, status: 'failed', error }, callable: null, diagnostics };
}

function signature(text: string | null): { signature?: string } {
  return text === null ? {} : { signature: text };
}

function poolOf(config: PoolConfig): { pool: CallPool; poolType: 'inline' | 'lazy' } {
  return { pool: new CallPool(config.type === 'inline' ? 1 : config.maxSize), poolType: config.type };
}
