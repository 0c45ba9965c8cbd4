import { DisposableStore, type Dispose } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { ConsoleEntry, TraceEvent } from '../contract/api.ts';
import type { LogEntry } from '../contract/log.ts';
import { sizeOfEntry } from '../contract/plain-size.ts';
import { History, type HistoryLimits } from './history.ts';
import type { PlaygroundEvents } from './playground.ts';
import type { Runtime } from './runtime.ts';
import type { ToolchainClient } from './toolchain.ts';
import { TraceHistory } from './trace-history.ts';

/** Newest console entries that the page remembers. Each row has an end of its own (kernel/lua/modules/logger.ts, kernel/preview.ts). */
const CONSOLE_LIMITS: HistoryLimits<ConsoleEntry> = {
  capacity: 10_000,
  maxBytes: 64 * 1024 * 1024,
  sizeOf: sizeOfEntry,
};

type Emitters = { readonly [E in keyof PlaygroundEvents]: Emitter<PlaygroundEvents[E]> };

/** What the playground tells to whoever listens, and what it remembers of it. More is told of the runtime while somebody listens to that. */
export class Told {
  readonly #toolchain: Pick<ToolchainClient, 'onLog'>;
  readonly #console = new History(CONSOLE_LIMITS);
  readonly #trace = new TraceHistory();
  readonly #emitters: Emitters = {
    console: new Emitter(),
    trace: new Emitter(),
    diagnostics: new Emitter(),
    run: new Emitter(),
    tools: new Emitter(),
    log: new Emitter(),
  };
  readonly #disposables = new DisposableStore();
  /** Follows the toolchain's log; null while nobody listens to any. */
  #toolLog: Dispose | null = null;
  #isTraced = false;
  #runtime: Pick<Runtime, 'setLogged' | 'setTraced'> | null = null;
  #localIds = 0;

  constructor(toolchain: Pick<ToolchainClient, 'onTools' | 'onLog'>) {
    this.#toolchain = toolchain;
    this.#disposables.add(toolchain.onTools((tools) => this.emit('tools', tools)));
  }

  console(): readonly ConsoleEntry[] {
    return this.#console.list();
  }

  trace(): readonly TraceEvent[] {
    return this.#trace.list();
  }

  on<E extends keyof PlaygroundEvents>(event: E, listener: (value: PlaygroundEvents[E]) => void): Dispose {
    const undo = this.#emitters[event].on(listener);
    const settle = event === 'log' ? () => this.#settleLog() : event === 'trace' ? () => this.#settleTrace() : null;
    if (!settle) return undo;
    settle();
    return () => {
      undo();
      settle();
    };
  }

  emit<E extends keyof PlaygroundEvents>(event: E, value: PlaygroundEvents[E]): void {
    this.#emitters[event].emit(value);
  }

  addConsole(entries: readonly ConsoleEntry[]): void {
    this.#console.append(entries);
    for (const entry of entries) this.emit('console', entry);
  }

  addTrace(events: readonly TraceEvent[]): void {
    this.#trace.append(events);
    for (const event of events) this.emit('trace', event);
  }

  addLog(entries: readonly LogEntry[]): void {
    for (const entry of entries) this.emit('log', entry);
  }

  /** From now on `runtime` is the one of which it tells. */
  follow(runtime: Pick<Runtime, 'setLogged' | 'setTraced'>): void {
    this.#runtime = runtime;
    if (this.#toolLog) runtime.setLogged(true);
    if (this.#isTraced) runtime.setTraced(true);
  }

  /** The runtime is gone; another will be followed. */
  replaced(reason: string): void {
    this.#runtime = null;
    const [time, text] = [Date.now(), `The runtime stopped and was started again: ${reason}`];
    this.emit('log', { time, level: 'error', source: 'kernel', text: `the runtime is replaced: ${reason}` });
    this.addConsole([{ id: -++this.#localIds, time, source: 'system', level: 'error', text }]);
    // Times and numbers of calls begin anew.
    this.#trace.clear();
  }

  /** Forgets console and trace. */
  clear(): void {
    this.#console.clear();
    this.#trace.clear();
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#toolLog?.();
    for (const emitter of Object.values(this.#emitters)) emitter.dispose();
  }

  /** More of the trace is told while somebody listens. */
  #settleTrace(): void {
    const { isHeard } = this.#emitters.trace;
    if (isHeard === this.#isTraced) return;
    this.#isTraced = isHeard;
    this.#runtime?.setTraced(isHeard);
  }

  /** The log is on while somebody listens. */
  #settleLog(): void {
    const { isHeard } = this.#emitters.log;
    if (isHeard === (this.#toolLog !== null)) return;
    this.#toolLog?.();
    this.#toolLog = isHeard ? this.#toolchain.onLog((entry) => this.emit('log', entry)) : null;
    this.#runtime?.setLogged(isHeard);
  }
}
