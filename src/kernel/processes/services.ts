/** Services of a project: what is started with it, in which order, and kept running (spec/scheduler §10). */
import type { EntryId, Pid } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import { PlainReader } from '../../contract/plain.ts';
import type { Clock, Sink } from '../../contract/ports.ts';
import { delayMs } from '../scheduler/retry-rule.ts';
import type { Timers } from '../scheduler/timers.ts';
import type { Policies } from '../security/policies.ts';
import type { Processes } from './processes.ts';
import type { Startable } from '../scheduler/startable.ts';
import { Service, type ServiceActions, type ServiceRules } from './service.ts';

/** Who asks, where the supervisor does. */
const SUPERVISOR = '{supervisor|0x00000}' as Pid;

export interface ServicesOptions {
  readonly clock: Clock;
  readonly sink: Sink;
  readonly timers: Timers;
  /** Numbers from 0 to below 1. */
  readonly fraction: () => number;
  readonly processes: Pick<Processes, 'supervise' | 'cancel' | 'terminate'>;
  readonly policies: Policies;
}

/** Until all that starts with the project has started. */
interface Boot {
  refusal: StartRefusal | null;
  readonly done: (refusal: StartRefusal | null) => void;
}

/** Why a project cannot run: a service that it requires did not start. */
export interface StartRefusal {
  readonly service: EntryId;
  readonly failure: Failure;
}

export class Services {
  readonly #options: ServicesOptions;
  readonly #actions: ServiceActions;
  readonly #services = new Map<EntryId, Service>();
  /** What else is started: hosts and servers. */
  readonly #others = new Map<EntryId, Startable>();
  /** Those that are to start once what they require runs. */
  readonly #wanted = new Set<Startable>();
  #boot: Boot | null = null;

  constructor(options: ServicesOptions) {
    this.#options = options;
    const { clock, timers, processes, fraction } = options;
    this.#actions = {
      launch: (rules, { started, done }) => {
        const { process: id, host, input } = rules;
        const args = new PlainReader(input);
        const request = { id, host, args, by: SUPERVISOR, context: this.#options.policies.contextOf(rules) };
        return processes.supervise(request, {
          started: () => {
            started();
            this.startWanted();
          },
          done: (outcome) => {
            done(outcome);
            this.#advanceBoot();
          },
        });
      },
      cancel: (pid) => void processes.cancel(SUPERVISOR, pid, 'service stopped'),
      terminate: (pid) => void processes.terminate(pid),
      after: (ms, fire) =>
        timers.after(ms, () => {
          fire();
          this.startWanted();
        }),
      nowMs: () => clock.nowMs(),
      delayMs: ({ restart }, attempt) => delayMs(restart, attempt + 1, fraction()),
      isFatal: ({ id, startup }, reason) => {
        if (!this.#boot || startup === 'optional') return false;
        this.#boot.refusal ??= { service: id, failure: reason };
        return true;
      },
      report: (level, id, text, reason) => this.#report(level, id, text, reason),
    };
  }

  /** All of them, by ID. */
  list(): readonly Service[] {
    return [...this.#services.values()].toSorted((a, b) => (a.rules.id < b.rules.id ? -1 : 1));
  }

  create(rules: ServiceRules): Service {
    return new Service(rules, this.#actions);
  }

  add(service: Service): void {
    this.#services.set(service.rules.id, service);
    if (service.rules.isStarted) this.#wanted.add(service);
  }

  /** Of what is no service but is started like one. It is also where something that runs already requires it. */
  addStartable(one: Startable): void {
    const { id, isStarted } = one.rules;
    this.#others.set(id, one);
    if (isStarted || this.#isRequired(id)) this.#wanted.add(one);
  }

  removeStartable(one: Startable): void {
    this.#wanted.delete(one);
    if (this.#others.get(one.rules.id) === one) this.#others.delete(one.rules.id);
  }

  /** The new one starts once the old one has ended. */
  replace(before: Service, after: Service): void {
    this.#wanted.delete(before);
    this.#services.set(after.rules.id, after);
    before.stop(() =>
      this.#options.timers.after(0, () => {
        if (this.#services.get(after.rules.id) !== after) return;
        this.add(after);
        this.startWanted();
      }),
    );
  }

  remove(service: Service): void {
    const { id } = service.rules;
    this.#wanted.delete(service);
    if (this.#services.get(id) === service) this.#services.delete(id);
    service.stop(() => {});
  }

  /** Starts what is to run, each after what it requires; what is required is started too. */
  startWanted(): void {
    for (const one of this.#wanted)
      for (const id of one.rules.requires) {
        const required = this.#find(id);
        if (required?.state === 'unknown') this.#wanted.add(required);
      }
    let hasStarted = true;
    while (hasStarted) {
      hasStarted = false;
      for (const one of [...this.#wanted].filter((wanted) => this.#isReady(wanted))) {
        // One that started may have started others.
        if (!this.#wanted.delete(one)) continue;
        one.start();
        hasStarted = true;
      }
    }
    this.#advanceBoot();
  }

  /**
   * Starts what starts with the project. Resolves once nothing of it is on its way any more, with why a service that is required
   * could not start; null where all is well, or where the project is stopped meanwhile.
   */
  boot(): Promise<StartRefusal | null> {
    return new Promise((done) => {
      this.#boot = { refusal: null, done };
      this.startWanted();
    });
  }

  /** Nothing is started any more by itself. What runs is for the scheduler to end. */
  halt(): void {
    this.#wanted.clear();
    for (const service of this.#services.values()) service.halt();
    this.#endBoot();
  }

  #advanceBoot(): void {
    if (![...this.#services.values()].some(({ state }) => state === 'starting')) this.#endBoot();
  }

  #endBoot(): void {
    const boot = this.#boot;
    this.#boot = null;
    boot?.done(boot.refusal);
  }

  #find(id: EntryId): Startable | undefined {
    return this.#services.get(id) ?? this.#others.get(id);
  }

  #isRequired(id: EntryId): boolean {
    const all: Startable[] = [...this.#services.values(), ...this.#others.values()];
    return all.some(({ state, rules }) => state === 'running' && rules.requires.includes(id));
  }

  #isReady({ rules }: Startable): boolean {
    return rules.requires.every((id) => (this.#find(id)?.state ?? 'running') === 'running');
  }

  #report(level: 'info' | 'warn' | 'error', id: EntryId, text: string, reason?: Failure): void {
    const { clock, sink } = this.#options;
    sink.console({
      time: clock.wallMs(),
      source: 'system',
      level,
      text: `service ${id} ${text}`,
      ...(reason ? { fields: { kind: reason.kind } } : {}),
    });
  }
}
