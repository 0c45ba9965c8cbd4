/** The processes of a project (spec/scheduler, spec/lua-modules §3). */
import type { Dispose } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { EntryId, Pid, ProcessInfo } from '../../contract/api.ts';
import type { ValueReader } from '../../contract/values.ts';
import {
  canceledFailure,
  ErrorKind,
  internal,
  invalid,
  limitExceeded,
  notFound,
  type Failure,
} from '../../contract/errors.ts';
import type { Clock } from '../../contract/ports.ts';
import type { Message, ProcessCalls, Relation, SpawnRequest } from '../commands/process-calls.ts';
import { NIL_SOURCE, type Frame, type Outcome, type Process } from '../scheduler/process.ts';
import type { FrameContext } from '../security/context.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { Tracing } from '../scheduler/tracing.ts';
import type { ProcessHost } from './host.ts';
import { LiveProcess, type Launcher } from './live-process.ts';
import { Names } from './names.ts';
import { Relations } from './relations.ts';

/** Processes of a project at a time, functions not counted: each takes some kilobytes. */
const MAX_PROCESSES = 20_000;
/** How long processes have to end by themselves when their host stops. */
const STOP_MS = 10_000;

export const EVENT = { cancel: 'pid.cancel', exit: 'pid.exit', linkDown: 'pid.link.down' } as const;

/** Makes processes of one entry. */
export interface ProcessFactory {
  readonly id: EntryId;
  /**
   * `argsTaken` is called once the arguments are not needed any more, unless it ends before; `isUp` once nothing but what its code
   * does can go wrong.
   */
  create(args: ValueReader, argsTaken: () => void, isUp?: () => void): Process;
  /** Makes no more. */
  close?(): void;
}

export interface ProcessesOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly calls: {
    readonly tracing: Tracing;
    rootFrame(target: string, context: FrameContext, awaitedBy?: Frame | null): Frame;
    /** What `frame` began in passing ends, and what it wrote is shown to the end. */
    endRoot(frame: Frame): void;
  };
  /** A process failed of which nobody hears. */
  readonly unheard: (frame: Frame, pid: Pid, reason: Failure) => void;
}

export class Processes implements ProcessCalls {
  readonly #options: ProcessesOptions;
  readonly #hosts = new Map<EntryId, ProcessHost>();
  readonly #factories = new Map<EntryId, ProcessFactory>();
  readonly #live = new Map<Pid, LiveProcess>();
  readonly #names = new Names();
  readonly #relations = new Relations();
  readonly #trapping = new Set<Pid>();
  readonly #isEntry: (id: EntryId) => boolean;
  /** Ends that are still to be told of: one may bring about others. */
  readonly #ended: { readonly pid: Pid; readonly outcome: Outcome }[] = [];
  #isTelling = false;

  /** `isEntry`: whether there is an entry of that ID at all. */
  constructor(options: ProcessesOptions, isEntry: (id: EntryId) => boolean = () => false) {
    this.#options = options;
    this.#isEntry = isEntry;
    options.scheduler.onEnd = (pid, outcome) => this.#onEnd(pid, outcome);
  }

  addHost(host: ProcessHost): void {
    this.#hosts.set(host.id, host);
  }

  /** Its processes are asked to end, and are ended after a while; nothing is started on it any more. */
  removeHost(host: ProcessHost): void {
    const { scheduler } = this.#options;
    host.stop();
    if (this.#hosts.get(host.id) === host) this.#hosts.delete(host.id);
    const running = [...host.processes];
    if (running.length === 0) return;
    for (const pid of running) this.#post(pid, EVENT.cancel, pid, { reason: 'scheduler shutdown' });
    scheduler.timers.after(STOP_MS, () => {
      for (const pid of running) if (this.#live.has(pid)) scheduler.end(pid, canceledFailure());
    });
  }

  addFactory(factory: ProcessFactory): void {
    this.#factories.set(factory.id, factory);
  }

  /** What runs goes on with the code it began with. */
  removeFactory(factory: ProcessFactory): void {
    if (this.#factories.get(factory.id) === factory) this.#factories.delete(factory.id);
  }

  spawn(request: SpawnRequest, started: (result: Result<Pid, Failure>) => void): Dispose {
    const holder = request.name === null ? null : this.#names.find(request.name);
    if (holder !== null) return this.#deliver(request, holder, () => started(ok(holder)));
    let isStarted = false;
    const launched = this.#launch(request, {
      startsWith: 'input',
      started: (pid) => {
        isStarted = true;
        started(ok(pid));
      },
      done: null,
    });
    if (!launched.ok) {
      started(launched);
      return () => {};
    }
    // Its arguments go with who gave them.
    return () => {
      if (!isStarted) this.#options.scheduler.end(launched.value, canceledFailure());
    };
  }

  /** Of a process, or of a function that runs as one. */
  standingOf(pid: Pid): Pick<ProcessInfo, 'names' | 'links' | 'watchers'> {
    return { names: this.#names.of(pid), ...this.#relations.of(pid) };
  }

  /** All hosts, by ID. */
  get hosts(): readonly ProcessHost[] {
    return [...this.#hosts.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Starts a process for whoever keeps it running, and hears of its start, with its code up, unless it has ended before, and of its end. */
  supervise(
    request: Pick<SpawnRequest, 'id' | 'host' | 'args' | 'by' | 'context'>,
    told: { readonly started: () => void; readonly done: (outcome: Outcome) => void },
  ): Result<Pid, Failure> {
    const alone = { isLinked: false, isMonitored: false, name: null, messages: [] };
    return this.#launch(
      { ...request, ...alone },
      {
        startsWith: 'code',
        started: (_pid, outcome) => {
          if (!outcome) told.started();
        },
        done: told.done,
      },
    );
  }

  /** `awaitedBy`: who waits for its end. `entered`: told before its first step, and again when other code takes its place. */
  exec(
    request: SpawnRequest,
    done: (outcome: Outcome) => void,
    awaitedBy: Frame | null,
    entered: (pid: Pid, frame: Frame) => void = () => {},
  ): Dispose {
    let isAwaited = true;
    let isStarted = false;
    const started = this.#launch(
      request,
      {
        startsWith: 'input',
        started: () => {
          isStarted = true;
        },
        done: (outcome) => {
          if (isAwaited) done(outcome);
        },
        entered,
      },
      awaitedBy,
    );
    if (!started.ok) done({ status: 'failed', failure: started.error });
    return () => {
      isAwaited = false;
      if (started.ok && !isStarted) this.#options.scheduler.end(started.value, canceledFailure());
    };
  }

  send(from: Pid, destination: string, message: Message, sent: (refusal: Failure | null) => void): Dispose {
    const found = this.#resolve(destination);
    if (!found.ok) {
      sent(found.error);
      return () => {};
    }
    const { topic, values } = message;
    const undo = this.#options.scheduler.post(found.value, { type: 'message', from, topic, values }, (refusal) =>
      sent(refusal === 'ended' ? NO_PROCESS : refusal),
    );
    if (undo) return undo;
    sent(NO_PROCESS);
    return () => {};
  }

  upgrade(pid: Pid, id: string | null, args: ValueReader): Failure | null {
    const { calls, scheduler } = this.#options;
    const live = this.#live.get(pid);
    if (!live) return invalid('only processes can be upgraded');
    const target = id ?? live.frame.target;
    const factory = this.#factories.get(target as EntryId);
    if (!factory) return notFound('factory not found', { id: target });
    const frame = calls.rootFrame(target, live.frame.context, live.frame.awaitedBy);
    scheduler.replace(pid, {
      frame,
      create: (argsTaken) => {
        const before = live.frame;
        live.leave(UPGRADED);
        live.enter(pid, frame);
        calls.endRoot(before);
        return factory.create(args, argsTaken);
      },
    });
    return null;
  }

  cancel(from: Pid, destination: string, reason: string | null): Failure | null {
    const found = this.#alive(destination);
    if (!found.ok) return found.error;
    this.#post(found.value, EVENT.cancel, from, reason === null ? {} : { reason });
    return null;
  }

  terminate(destination: string): Failure | null {
    const found = this.#alive(destination);
    if (!found.ok) return found.error;
    this.#options.scheduler.end(found.value, TERMINATED);
    return null;
  }

  relate(relation: Relation, from: Pid, destination: string): Failure | null {
    const found = this.#resolve(destination);
    if (!found.ok) return found.error;
    const to = found.value;
    const relations = this.#relations;
    if (relation === 'unmonitor') relations.unmonitor(from, to);
    else if (relation === 'unlink') relations.unlink(from, to);
    else if (!this.#options.scheduler.has(to)) return internal('pid not registered');
    else if (relation === 'link') relations.link(from, to);
    else if (!relations.monitor(from, to)) return internal('already monitoring pid');
    return null;
  }

  register(name: string, destination: string): Failure | null {
    const found = this.#alive(destination);
    return found.ok ? this.#names.register(name, found.value) : found.error;
  }

  lookup(name: string): Pid | null {
    return this.#names.find(name);
  }

  unregister(name: string): boolean {
    return this.#names.unregister(name);
  }

  setTrapping(pid: Pid, traps: boolean): void {
    if (traps) this.#trapping.add(pid);
    else this.#trapping.delete(pid);
  }

  isTrapping(pid: Pid): boolean {
    return this.#trapping.has(pid);
  }

  #launch(request: SpawnRequest, launcher: Launcher, awaitedBy: Frame | null = null): Result<Pid, Failure> {
    const { calls, scheduler } = this.#options;
    const { id, host: hostId, args, by, context, isLinked, isMonitored, name } = request;
    const host = this.#hosts.get(hostId as EntryId);
    if (!host)
      return err(
        this.#isEntry(hostId as EntryId)
          ? internal('host does not implement process.Host')
          : notFound('host not found', { host: hostId }),
      );
    const { refusal } = host;
    if (refusal) return err(refusal);
    const factory = this.#factories.get(id as EntryId);
    if (!factory) return err(notFound('factory not found', { id }));
    if (this.#live.size >= MAX_PROCESSES) return err(limitExceeded('max processes limit exceeded'));
    const frame = calls.rootFrame(id, context, awaitedBy);
    const live = new LiveProcess(host, frame, calls.tracing, launcher);
    const got = (): void => live.got();
    // It takes its first step later.
    const pid = scheduler.spawn(factory.create(args, got, launcher.startsWith === 'code' ? got : undefined), live);
    this.#live.set(pid, live);
    host.processes.add(pid);
    live.enter(pid, frame);
    if (isLinked) this.#relations.link(by, pid);
    if (isMonitored) this.#relations.monitor(by, pid);
    if (name !== null) this.#names.register(name, pid);
    this.#deliver(request, pid, got);
    got();
    return ok(pid);
  }

  /** Brings it the messages of a request. `got` is called once it has them all, unless the undo is called before. */
  #deliver({ messages, by }: SpawnRequest, pid: Pid, got: () => void): Dispose {
    let missing = messages.length;
    if (missing === 0) got();
    const undo = messages.map((message) =>
      this.send(by, pid, message, () => {
        if (--missing === 0) got();
      }),
    );
    return () => {
      for (const takeBack of undo) takeBack();
    };
  }

  #onEnd(pid: Pid, outcome: Outcome): void {
    this.#ended.push({ pid, outcome });
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#ended.shift(); next; next = this.#ended.shift()) this.#tell(next.pid, next.outcome);
    } finally {
      this.#isTelling = false;
    }
  }

  /** Of one that was ended by another's end only the failure is left, which has no values. */
  #tell(pid: Pid, outcome: Outcome): void {
    const { calls, scheduler, unheard } = this.#options;
    const live = this.#live.get(pid);
    this.#names.release(pid);
    this.#trapping.delete(pid);
    const { watchers, linked } = this.#relations.end(pid);
    const isFailure = outcome.status !== 'returned';
    for (const watcher of watchers) this.#post(watcher, EVENT.exit, pid, { outcome });
    for (const peer of isFailure ? linked : []) {
      if (this.#trapping.has(peer)) this.#post(peer, EVENT.linkDown, pid, { outcome });
      else scheduler.end(peer, internal('linked process failed'));
    }
    if (!live) return;
    this.#live.delete(pid);
    live.on.processes.delete(pid);
    const isHeard = live.isAwaited || watchers.length > 0 || linked.length > 0;
    if (outcome.status === 'failed' && isMishap(outcome.failure) && !isHeard) unheard(live.frame, pid, outcome.failure);
    calls.endRoot(live.frame);
  }

  #post(to: Pid, kind: string, from: Pid, more: { readonly reason?: string; readonly outcome?: Outcome }): void {
    const { clock, scheduler } = this.#options;
    scheduler.post(to, { type: 'event', kind, from, atMs: clock.wallMs(), ...more }, () => {});
  }

  /** A PID, or that of a name. */
  #resolve(destination: string): Result<Pid, Failure> {
    if (isPid(destination)) return ok(destination);
    const pid = this.#names.find(destination);
    if (pid !== null) return ok(pid);
    return err(notFound(`could not resolve '${destination.slice(0, 200)}' as PID or registered name`));
  }

  #alive(destination: string): Result<Pid, Failure> {
    const found = this.#resolve(destination);
    return found.ok && !this.#options.scheduler.has(found.value) ? err(NO_PROCESS) : found;
  }
}

/** What code that another takes the place of came to. */
const UPGRADED: Outcome = { status: 'returned', source: NIL_SOURCE };
const NO_PROCESS = notFound('process not found');
const TERMINATED = internal('process terminated');

/** `{host|number}`: no name is written so. */
function isPid(text: string): text is Pid {
  return text.startsWith('{') && text.endsWith('}') && text.includes('|');
}

/** Nobody meant it to end. */
function isMishap(reason: Failure): boolean {
  return reason.kind !== ErrorKind.canceled && reason !== TERMINATED;
}
