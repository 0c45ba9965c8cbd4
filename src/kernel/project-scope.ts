/** One open project. */
import { Interrupted } from '../base/effort.ts';
import { DisposableStore } from '../base/disposable.ts';
import { HeldBytes } from '../base/held-bytes.ts';
import type { EntryId, KernelState, Pid, ProcessInfo, ProjectFiles, TapedState } from '../contract/api.ts';
import { canceledFailure, type Failure } from '../contract/errors.ts';
import type { Ports } from '../contract/ports.ts';
import { MODULE_NAMES } from '../contract/lua-modules/names.ts';
import { NAMED_KINDS } from '../project/kinds/named-kinds.ts';
import { RegistryLoader } from '../project/registry/registry-loader.ts';
import type { TransactionPhase } from '../project/registry/transaction.ts';
import { EventBus } from './events/event-bus.ts';
import { tellOfChange } from './own-events.ts';
import { Environment, namespaceOf } from './env/environment.ts';
import { CallWorlds } from './files/call-worlds.ts';
import { fractions } from './scheduler/fractions.ts';
import { FileTree } from './files/file-tree.ts';
import type { KeyValueStore } from './files/key-value-store.ts';
import type { Volume } from './files/volume.ts';
import { HttpProject } from './http/http-project.ts';
import { loadProject, type Load } from './boot.ts';
import { COMMANDS } from './commands/index.ts';
import { Calls } from './function-registry.ts';
import { Installation, type Changes, type Good } from './installation.ts';
import type { OpenProject, KernelKind } from './kinds/kind.ts';
import { KeptValues } from './kept-values.ts';
import type { LuaParts } from './lua/parts.ts';
import type { SystemView } from './lua/modules/module.ts';
import { ProjectLua } from './lua/project-lua.ts';
import type { VmLimits } from './lua/vm/types.ts';
import { Output } from './output.ts';
import { Programs } from './programs/programs.ts';
import { Processes } from './processes/processes.ts';
import { Services, type StartRefusal } from './processes/services.ts';
import { PageRequests } from './page-requests.ts';
import { Dispatcher } from './scheduler/dispatcher.ts';
import type { Callable, Frame } from './scheduler/process.ts';
import { MAX_DIRECT_PROCESSES, processTape } from './results.ts';
import { Scheduler, type Dispatch, type Turn } from './scheduler/scheduler.ts';
import { createPermissions, type Permissions } from './security/permissions.ts';
import { Policies } from './security/policies.ts';
import { TokenStores } from './security/tokens.ts';
import { SlotWaits } from './scheduler/slot-waits.ts';
import { ModuleCache } from './wasm/module-cache.ts';
import type { YamlCode } from './yaml-code.ts';

/** Encoded arguments of all calls that wait for a slot or a guest: a Lua world may pass one string to any number of them. */
const MAX_HELD_ARGUMENT_BYTES = 256 * 1024 * 1024;
/** Of answers that are on their way to whoever asked: two of the largest. */
const MAX_HELD_RESPONSE_BYTES = 256 * 1024 * 1024;

export interface ScopeOptions {
  readonly kinds: readonly KernelKind[];
  /** The most one step of one process may take, milliseconds. */
  readonly stepMs: number;
  /** Asked from inside running Lua code, and while large arguments are checked; true ends it. */
  readonly interrupted?: (() => boolean) | undefined;
  readonly luaLimits?: Partial<VmLimits> | undefined;
  /** Whether code without an actor or a scope may do nothing, in place of anything. */
  readonly isSecurityStrict: boolean;
  /** Numbers of calls, which are never used again. */
  readonly nextCall: () => number;
  /** Tells whoever calls `turn` that there is work that nobody was asked for. */
  readonly wake: () => void;
  /** Resolves when all that waits for the thread has had its turn. */
  readonly giveWay: () => Promise<void>;
  readonly lua: LuaParts;
  readonly yaml: YamlCode;
}

/**
 * Owns all that lives and dies with one open project: values kept for the console, Lua worlds, compiled modules, the function
 * registry, timers and processes, functions with their pools, requests of the page. What comes later may use what came before,
 * so it is disposed in reverse, once.
 */
export class ProjectScope implements OpenProject {
  readonly ports: Ports;
  readonly kept: KeptValues;
  readonly lua: ProjectLua;
  readonly compiled: ModuleCache;
  readonly permissions: Permissions;
  readonly policies = new Policies();
  readonly tokens = new TokenStores();
  readonly calls: Calls;
  readonly scheduler: Scheduler;
  readonly processes: Processes;
  readonly services: Services;
  readonly tree: FileTree;
  readonly volumes = new Map<EntryId, Volume>();
  readonly stores = new Map<EntryId, KeyValueStore>();
  readonly environment = new Environment();
  readonly http = new HttpProject();
  readonly worlds: CallWorlds;
  readonly held = new HeldBytes(MAX_HELD_ARGUMENT_BYTES);
  readonly programs = new Programs();
  readonly waits = new SlotWaits();
  readonly requests: PageRequests;
  readonly mayGoOn: () => boolean;
  readonly #kinds: ReadonlyMap<string, KernelKind>;
  readonly #registry: RegistryLoader<KernelKind['description']>;
  readonly #yaml: YamlCode;
  /** Functions out of use that still have calls. */
  readonly #draining = new Set<Callable>();
  readonly #events = new EventBus();
  /** Resolves when all changes so far are told of. */
  #telling: Promise<void> = Promise.resolve();
  readonly #installation: Installation;
  readonly #stepMs: number;
  readonly #wake: () => void;
  readonly #giveWay: () => Promise<void>;
  #isDisposed = false;
  readonly #owned = new DisposableStore();

  constructor(
    ports: Ports,
    { kinds, stepMs, interrupted, luaLimits, isSecurityStrict, nextCall, wake, giveWay, lua, yaml }: ScopeOptions,
  ) {
    const { clock, random, sink, compiler, digest } = ports;
    const own = this.#owned;
    this.ports = ports;
    this.#stepMs = stepMs;
    this.#wake = wake;
    this.mayGoOn = () => interrupted?.() !== true;
    this.#giveWay = async () => {
      await giveWay();
      if (this.#isDisposed) throw new Interrupted();
    };
    this.#kinds = new Map(kinds.map((kind) => [kind.description.name, kind]));
    const described = kinds.map(({ description }) => description);
    this.#yaml = yaml;
    this.#registry = new RegistryLoader({
      kinds: { described, named: NAMED_KINDS },
      luaModules: MODULE_NAMES,
      readYaml: yaml.read,
    });

    this.kept = new KeptValues(random);
    own.add(() => this.kept.clear());
    this.compiled = new ModuleCache(compiler, digest);
    this.lua = new ProjectLua(
      () => ({
        clock,
        vm: {
          now: () => clock.nowMs(),
          wallClock: () => clock.wallMs(),
          random: fractions(random),
          ...(interrupted ? { interrupted } : {}),
          ...(luaLimits ? { limits: luaLimits } : {}),
          onNativeError: (error) => sink.bug(error),
        },
        host: {
          clock,
          random,
          sink,
          keeping: (begin) => this.calls.keeping(begin),
          exchangeOf: (frame) => this.http.exchangeOf(frame),
          entries: () => this.#installation.entries,
          system: this.#system(),
          environment: this.environment,
          volume: (id) => this.volumes.get(id),
          store: (id) => this.stores.get(id),
          permissions: this.permissions,
          policies: this.policies,
          tokens: this.tokens,
        },
      }),
      lua,
    );
    own.add(() => this.lua.dispose());
    this.tree = new FileTree(() => clock.wallMs(), { changed: () => ports.guests.filesChanged() });
    this.worlds = new CallWorlds({
      volume: (id) => this.volumes.get(id),
      variable: (id, { target }) => this.environment.lookup(id, namespaceOf(target)),
      may: (frame, action, resource) => this.permissions.may(frame.context, action, resource),
    });
    const output = new Output(clock, sink);
    const hint = (text: string, frame: Frame): void =>
      sink.console({ time: clock.wallMs(), source: 'system', level: 'warn', text, callId: frame.call });
    this.permissions = createPermissions({ isStrict: isSecurityStrict });
    this.calls = new Calls(clock, sink, output, this.kept, this.permissions, interrupted, nextCall);
    own.add(() => this.calls.clear());
    own.add(() => this.calls.recordings.clear());
    const dispatch: Dispatch = (command, frame, reply) => dispatcher.dispatch(command, frame, reply);
    this.scheduler = new Scheduler(clock, dispatch, stepMs);
    this.processes = new Processes(
      {
        clock,
        scheduler: this.scheduler,
        calls: this.calls,
        unheard: (frame, pid, reason) => this.#showUnheard(frame, pid, reason),
      },
      (id) => this.#installation.has(id),
    );
    this.services = new Services({
      clock,
      sink,
      timers: this.scheduler.timers,
      fraction: fractions(random),
      processes: this.processes,
      policies: this.policies,
    });
    const { calls, processes, scheduler, worlds } = this;
    const dispatcher = new Dispatcher(COMMANDS, {
      calls,
      processes,
      programs: this.programs,
      network: {
        network: ports.network,
        http: this.http,
        calls,
        permissions: this.permissions,
        held: new HeldBytes(MAX_HELD_RESPONSE_BYTES),
        timers: scheduler.timers,
        ownedBy: (frame) => worlds.of(frame).owned,
        wake,
        hint,
      },
      events: this.#events,
      timers: scheduler.timers,
      fraction: fractions(random),
      output,
      worlds,
    });
    own.add(() => this.scheduler.endAll(canceledFailure()));
    own.add(() => this.#closeDraining(() => true));
    this.#installation = new Installation(this);
    own.add(() => this.#installation.dispose());
    own.add(() => this.services.halt());
    this.requests = new PageRequests({
      clock,
      compiler,
      lua: this.lua,
      wake,
      calls: this.calls,
      scheduler: this.scheduler,
      processes: this.processes,
      programs: this.programs,
      entries: () => this.#installation.entries,
      http: this.http,
      sink,
      hint,
    });
    own.add(() => this.requests.cancelAll());
  }

  /** Runs what can run for at most about `budgetMs`. */
  turn(budgetMs: number): Turn {
    const turn = this.scheduler.turn(budgetMs);
    const isRecording = this.calls.recordings.work(this.#stepMs);
    this.#closeDraining(isIdle);
    return isRecording ? { ...turn, more: true } : turn;
  }

  /** Looks at `files`, without effect on what runs. */
  async load(files: ProjectFiles, phase: TransactionPhase): Promise<Load> {
    const context = {
      kinds: this.#kinds,
      registry: this.#registry,
      yaml: this.#yaml,
      lua: this.lua,
      compiled: this.compiled,
      attempts: this.ports.attempts,
      giveWay: this.#giveWay,
    };
    return loadProject(files, context, phase);
  }

  /** From here on new calls take the new way, all at once; the functions they no longer reach are closed when they are idle. */
  install(entries: readonly Good[], files: ProjectFiles): Changes {
    this.tree.update(files);
    const changes = this.#installation.install(entries);
    this.#tellOf(changes);
    this.#closeDraining(isIdle);
    this.#wake();
    return changes;
  }

  /** One change after the other, each in as many turns as it takes. */
  #tellOf({ operations }: Changes): void {
    const told = async (): Promise<void> => {
      await this.#telling;
      const giveWay = (): Promise<void> => {
        this.#wake();
        return this.#giveWay();
      };
      await tellOfChange(this.#events, operations, giveWay);
      this.#wake();
    };
    this.#telling = told().catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
    });
  }

  /** Starts what is installed and not started yet. */
  start(): void {
    this.services.startWanted();
    this.#wake();
  }

  /** As {@link start}, and resolves with why the project cannot run, or null. */
  boot(): Promise<StartRefusal | null> {
    const booted = this.services.boot();
    this.#wake();
    return booted;
  }

  drain(callable: Callable): void {
    this.#draining.add(callable);
  }

  /** Ends everything that runs; resolves when the last guest has let go. */
  async stop(): Promise<void> {
    this.requests.cancelAll();
    this.services.halt();
    this.calls.recordings.clear();
    this.scheduler.endAll(canceledFailure());
    await this.scheduler.whenNoneIsAway();
  }

  state(): KernelState {
    return { processes: [...this.#listed()], ...this.#restOfState() };
  }

  /** As {@link state}, with many processes as bytes for the page. */
  stateForPage(): KernelState | TapedState {
    const { size } = this.scheduler;
    if (size <= MAX_DIRECT_PROCESSES) return this.state();
    return { ...this.#restOfState(), processTape: processTape(size, this.#listed()) };
  }

  *#listed(): Generator<ProcessInfo> {
    for (const process of this.scheduler.snapshots())
      yield { ...process, ...this.processes.standingOf(process.pid) };
  }

  #restOfState(): Omit<KernelState, 'processes'> {
    return {
      pools: this.calls.pools(this.#draining),
      guests: this.ports.guests.info(),
      memory: this.lua.memory,
    };
  }

  /** Calls that still run end as canceled. */
  dispose(): void {
    this.#isDisposed = true;
    this.#owned.dispose();
  }

  /** What its own code is told of it. */
  #system(): SystemView {
    const { lua, processes, scheduler, services } = this;
    return {
      memory: () => lua.memory,
      running: () => scheduler.size,
      hosts: () => {
        const all = new Map(scheduler.list().map((one) => [one.pid, one]));
        return processes.hosts.map(({ id, processes: pids }) => ({
          id,
          processes: [...pids].flatMap((pid) => {
            const one = all.get(pid);
            return one ? [{ pid, source: one.target, state: one.state }] : [];
          }),
        }));
      },
      services: () => services.list().map(({ rules, state }) => ({ id: rules.id, state, isWanted: rules.isStarted })),
    };
  }

  /** A process failed and nobody is told: at least whoever looks at the console is. */
  #showUnheard(frame: Frame, pid: Pid, { kind, message }: Failure): void {
    const { clock, sink } = this.ports;
    const text = `${pid} of ${frame.target} failed: ${message}`;
    sink.console({
      time: clock.wallMs(),
      source: 'system',
      level: 'error',
      text,
      fields: { kind },
      callId: frame.call,
    });
  }

  /** Closing makes the guests forget the program. */
  #closeDraining(which: (callable: Callable) => boolean): void {
    for (const callable of this.#draining) {
      if (!which(callable)) continue;
      this.#draining.delete(callable);
      callable.close();
    }
  }
}

/** Calls that wait for a slot must be through as well. */
function isIdle(callable: Callable): boolean {
  const pool = callable.info();
  return !pool || (pool.active === 0 && pool.queued === 0);
}
