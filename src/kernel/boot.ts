/**
 * From project files to entries that are good to take effect: the load pipeline (spec/registry §3, spec/wasm §3). What an entry's
 * kind has to do with it is in `kinds/`.
 */
import type { CallAttempts } from '../contract/ports.ts';
import type { BootReport, Diagnostic, EntryId, EntryReport, ProjectFiles } from '../contract/api.ts';
import { invalid, notFound, type Failure } from '../contract/errors.ts';
import type { AnyEntry, EntryKind } from '../project/registry/entries.ts';
import { referencesOf } from '../project/registry/fingerprint.ts';
import { isWrittenIn, type EntryIn } from '../project/kinds/index.ts';
import type { RegistryLoader } from '../project/registry/registry-loader.ts';
import { runTransaction, type TransactionPhase } from '../project/registry/transaction.ts';
import { filesystemsOf, offerHash } from '../project/binaries/binary-file.ts';
import type { Good } from './installation.ts';
import type { KernelKind, Loaded, Stage } from './kinds/kind.ts';
import type { ProjectLua } from './lua/project-lua.ts';
import type { ModuleCache } from './wasm/module-cache.ts';
import type { YamlCode } from './yaml-code.ts';

/** What a project has for loading its files again and again. */
export interface LoadContext {
  /** By name. */
  readonly kinds: ReadonlyMap<string, KernelKind>;
  /** Remembers what it compiled. */
  readonly compiled: ModuleCache;
  readonly attempts: Pick<CallAttempts, 'fetchForComponents'>;
  /** Remembers files that did not change. */
  readonly registry: RegistryLoader<EntryKind>;
  readonly yaml: Pick<YamlCode, 'need'>;
  readonly lua: Pick<ProjectLua, 'need' | 'entries'>;
  /** Lets all else have its turn; rejects with `Interrupted` when the project is gone. */
  readonly giveWay: () => Promise<void>;
}

export interface Load {
  readonly report: BootReport;
  /** All entries, in the order in which they take effect; null when nothing may change. */
  readonly entries: readonly Good[] | null;
}

/** One entry on its way. */
interface Candidate {
  readonly entry: AnyEntry;
  readonly kind: KernelKind | null;
  readonly loaded: Loaded<unknown>;
}

/**
 * Resolves once every module is compiled (DESIGN §7.7) and all that its Lua needs is here. Never rejects for what the user wrote, and has no effect on what runs:
 * what was found good is for the caller to install.
 */
export async function loadProject(files: ProjectFiles, context: LoadContext, phase: TransactionPhase): Promise<Load> {
  const reading = context.yaml.need(files);
  const unread = reading && (await reading);
  if (unread) return { report: { ok: false, error: unread, entries: [], diagnostics: [] }, entries: null };
  const { entries, diagnostics } = context.registry.load(files);
  const texts = entries.filter((entry) => isWrittenIn(entry, 'lua'));
  const sources = texts.map(({ config }) => config.source.text);
  const fetched = texts.length === 0 ? null : context.lua.need(texts.flatMap(listedModules), sources);
  const lacking = fetched && (await fetched);
  const stage: Stage = {
    lua: context.lua.entries(lacking, context.giveWay),
    wasm: { files, filesystems: filesystemsOf(entries), cache: context.compiled, attempts: context.attempts },
    taken: new Map(),
  };
  const candidates = await Promise.all(entries.map((entry) => loadEntry(entry, stage, context.kinds)));
  const error = refusalOf(candidates, diagnostics, phase);
  const report: BootReport = {
    // What fails at calls only is marked as an error too, and stops nothing.
    ok: !error && !diagnostics.some((one) => one.severity === 'error'),
    ...(error ? { error } : {}),
    entries: candidates.map(reportOf),
    diagnostics: [...diagnostics, ...candidates.flatMap(({ loaded }) => loaded.diagnostics)],
  };
  return { report, entries: error ? null : candidates.flatMap((one) => (isGood(one) ? [one] : [])) };
}

function listedModules({ config: { modules, moduleAliases } }: EntryIn<'lua'>): string[] {
  return [...modules, ...moduleAliases.map(({ module }) => module)];
}

async function loadEntry(entry: AnyEntry, stage: Stage, kinds: ReadonlyMap<string, KernelKind>): Promise<Candidate> {
  if (!entry.description) {
    if (entry.type === 'stored')
      return { entry, kind: null, loaded: { status: 'stored', diagnostics: [], create: null } };
    const { files, filesystems, cache } = stage.wasm;
    const offer = await offerHash(entry, filesystems, files, (bytes) => cache.sha256(bytes));
    return { entry, kind: null, loaded: { status: 'rejected', error: entry.error, diagnostics: offer ? [offer] : [] } };
  }
  const kind = kinds.get(entry.type);
  if (!kind) throw new Error(`entries of kind ${entry.type} are decoded and nobody loads them`);
  return { entry, kind, loaded: await kind.load(entry, stage) };
}

function isGood(candidate: Candidate): candidate is Good {
  return candidate.loaded.status !== 'rejected';
}

function reportOf({ entry: { id, kind }, loaded }: Candidate): EntryReport {
  return loaded.status === 'rejected'
    ? { id, kind, status: 'failed', error: loaded.error }
    : { id, kind, status: loaded.status, ...loaded.about };
}

/** Applies the entries in order without effect: which of them are rejected is known by now. */
function refusalOf(
  candidates: readonly Candidate[],
  ofFiles: readonly Diagnostic[],
  phase: TransactionPhase,
): Failure | null {
  const applied = new Set<EntryId>();
  const operations = candidates.map(({ entry, loaded }) => ({
    id: entry.id,
    apply: (): Failure | null => {
      if (loaded.status === 'rejected') return loaded.error;
      const missing = referencesOf(entry).find(({ target }) => !applied.has(target));
      if (missing) return notFound(missing.rule.missing(missing.target));
      applied.add(entry.id);
      return null;
    },
  }));
  const refused = runTransaction(operations, phase);
  if (refused || phase === 'failed to load state') return refused;
  // At boot a file that cannot be read takes only its own entries along (spec/registry §1.8). In a running project that
  // would delete them for a slip of the pen.
  const dropped = ofFiles.find((one) => one.severity === 'error');
  return dropped ? invalid(`${phase}: ${dropped.file}:${dropped.line}:${dropped.column}: ${dropped.message}`) : null;
}
