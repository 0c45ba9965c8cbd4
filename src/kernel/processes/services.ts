/** Services of a project: what is started with it, in which order, and kept running (spec/scheduler §10). */
import type { EntryId, Pid } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import { PlainReader } from '../../contract/plain.ts';
import type { Clock, Sink } from '../../contract/ports.ts';
import { delayMs } from '../scheduler/retry-rule.ts';
import type { Timers } from '../scheduler/timers.ts';
import type { FrameContext } from '../security/context.ts';
import type { Policies } from '../security/policies.ts';
import type { Processes } from './processes.ts';
import { Service, type ServiceActions, type ServiceRules } from './service.ts';

/** Who asks, where the supervisor does. */
const SUPERVISOR = '{supervisor|0x00000}' as Pid;

export interface ServicesOptions {
  readonly clock: Clock;
  readonly sink: Sink;
  readonly timers: Timers;
  /** Numbers from 0 to below 1. */
  readonly fraction: () => number;
  readonly processes: Pick<Processes, 'supervise' | 'cancel' | 'terminate' | 'startHost'>;
  readonly policies: Policies;
}

export class Services {
  readonly #options: ServicesOptions;
  readonly #actions: ServiceActions;
  readonly #services = new Map<EntryId, Service>();
  /** Those that are to start once what they require runs. */
  readonly #wanted = new Set<Service>();

  constructor(options: ServicesOptions) {
    this.#options = options;
    const { clock, timers, processes, fraction } = options;
    this.#actions = {
      launch: (rules, { started, done }) => {
        processes.startHost(rules.host);
        const { process: id, host, input } = rules;
        const args = new PlainReader(input);
        const request = { id, host, args, by: SUPERVISOR, context: this.#contextOf(rules) };
        return processes.supervise(request, {
          started: () => {
            started();
            this.startWanted();
          },
          done,
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
    for (const service of this.#wanted) for (const id of service.rules.requires) this.#want(id);
    let hasStarted = true;
    while (hasStarted) {
      hasStarted = false;
      for (const service of [...this.#wanted].filter((one) => this.#isReady(one))) {
        // One that started may have started others.
        if (!this.#wanted.delete(service)) continue;
        service.start();
        hasStarted = true;
      }
    }
  }

  /** Nothing is started any more by itself. What runs is for the scheduler to end. */
  halt(): void {
    this.#wanted.clear();
    for (const service of this.#services.values()) service.halt();
  }

  /** What is required may be a host. */
  #want(id: EntryId): void {
    const service = this.#services.get(id);
    if (!service) this.#options.processes.startHost(id);
    else if (service.state === 'unknown') this.#wanted.add(service);
  }

  #isReady({ rules }: Service): boolean {
    return rules.requires.every((id) => (this.#services.get(id)?.state ?? 'running') === 'running');
  }

  #contextOf({ actor, policies, groups }: ServiceRules): FrameContext {
    const isScoped = policies.length > 0 || groups.length > 0;
    return { actor, scope: isScoped ? this.#options.policies.scope(policies, groups) : null, values: new Map() };
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
