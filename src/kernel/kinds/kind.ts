/** What the kernel does with the entries of a kind; each kind is one file of this folder. */
import type { HeldBytes } from '../../base/held-bytes.ts';
import type { Diagnostic, EntryId, EntryReport } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Ports } from '../../contract/ports.ts';
import type { EntryKind, EntryOf, PlainMap } from '../../project/registry/entries.ts';
import type { Environment } from '../env/environment.ts';
import type { CallWorlds } from '../files/call-worlds.ts';
import type { FileTree } from '../files/file-tree.ts';
import type { KeyValueStore } from '../files/key-value-store.ts';
import type { Volume } from '../files/volume.ts';
import type { HttpProject } from '../http/http-project.ts';
import type { LuaEntries, ProjectLua } from '../lua/project-lua.ts';
import type { ProcessHost } from '../processes/host.ts';
import type { ProcessFactory, Processes } from '../processes/processes.ts';
import type { Services } from '../processes/services.ts';
import type { Programs } from '../programs/programs.ts';
import type { Callable } from '../scheduler/process.ts';
import type { Retry } from '../scheduler/retry-rule.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Policies } from '../security/policies.ts';
import type { TokenStores } from '../security/tokens.ts';
import type { SlotWaits } from '../scheduler/slot-waits.ts';
import type { WasmProject } from '../wasm/load-program.ts';

/** What entries of one load are looked at with: made for the load and gone after it. */
export interface Stage {
  readonly lua: LuaEntries;
  readonly wasm: WasmProject;
  /** What only one entry of a project may have, and which one has it. */
  readonly taken: Map<string, EntryId>;
}

/** What the open project has for what is made of its entries. */
export interface OpenProject {
  readonly ports: Ports;
  /** Its engine is there for whoever has a program. */
  readonly lua: Pick<ProjectLua, 'engine'>;
  readonly policies: Policies;
  readonly tokens: TokenStores;
  readonly scheduler: Scheduler;
  /** What calls of its functions wait for. */
  readonly waits: SlotWaits;
  /** Arguments of calls that wait. */
  readonly held: HeldBytes;
  readonly programs: Programs;
  readonly calls: {
    /** `retry`: how calls of it that fail are made again by default. */
    register(callable: Callable, retry: Retry | null): void;
    unregister(id: Callable['id']): void;
  };
  readonly processes: Pick<Processes, 'exec' | 'cancel'> & {
    addHost(host: ProcessHost): void;
    /** Its processes are asked to end, and are ended after a while. */
    removeHost(host: ProcessHost): void;
    addFactory(factory: ProcessFactory): void;
    removeFactory(factory: ProcessFactory): void;
  };
  /** Hosts, and processes that are kept running; they start once all entries are in effect. */
  readonly services: Pick<Services, 'create' | 'add' | 'replace' | 'remove' | 'addStartable' | 'removeStartable'>;
  /** The project's files, as programs see and change them. */
  readonly tree: FileTree;
  /** Filesystems by the entry that makes them. */
  readonly volumes: Map<EntryId, Volume>;
  /** Stores of values by the entry that makes them. */
  readonly stores: Map<EntryId, KeyValueStore>;
  readonly environment: Environment;
  readonly http: HttpProject;
  /** What calls of guests see of a system. */
  readonly worlds: CallWorlds;
  /** False once everything that runs is to be stopped: work that cannot be interrupted asks. */
  readonly mayGoOn: () => boolean;
  /** Closes a function that new calls no longer reach, once its last one is through. */
  drain(callable: Callable): void;
}

/** An entry on its way, looked at and without effect so far. */
export type Loaded<Live> =
  | { readonly status: 'rejected'; readonly error: Failure; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly status: 'ready' | 'stored';
      /** What else its report says. */
      readonly about?: Pick<EntryReport, 'signature' | 'type' | 'binary' | 'calls'>;
      readonly diagnostics: readonly Diagnostic[];
      /** Makes what stands behind the entry while it is in effect; null for what is only there for others. */
      readonly create: ((project: OpenProject) => Live) | null;
      /** What it lacks may be there the next time, with the entry as it is. */
      readonly isTransient?: boolean;
    };

/**
 * `Live` is what stands behind an entry in effect. Of each one made, `add` or `replace` is told once, and then `remove` or, as
 * `before`, `replace` once: at the latest when the project is closed.
 */
export interface KernelKind<K extends EntryKind = EntryKind, Live = unknown> {
  readonly description: K;
  /** Never rejects for what the user wrote. Entries come with those that they need before them. */
  load(entry: EntryOf<K>, stage: Stage): Loaded<Live> | Promise<Loaded<Live>>;
  /** `meta` is that of the entry. */
  add(live: Live, project: OpenProject, meta: PlainMap): void;
  /** `after` takes the place of `before` at once; what began with `before` goes on to its end. `meta` is that of the new entry. */
  replace(before: Live, after: Live, project: OpenProject, meta: PlainMap): void;
  remove(live: Live, project: OpenProject): void;
}
