import type { Dispose } from '../../base/disposable.ts';
import type { EntryId, Pid } from '../../contract/api.ts';
import { internal } from '../../contract/errors.ts';
import { failed, type Callable, type CallStart } from '../scheduler/process.ts';
import type { Processes } from './processes.ts';

/** Who asks, where a function does. */
const CALLER = '{functions|0x00000}' as Pid;

/** A process that is called like a function: it is started on its host, and its end is the answer (spec/registry §4.8). */
export class ProcessFunction implements Callable {
  readonly id: EntryId;
  readonly #host: string;
  readonly #processes: Pick<Processes, 'exec' | 'cancel'>;

  constructor(id: EntryId, host: string, processes: Pick<Processes, 'exec' | 'cancel'>) {
    this.id = id;
    this.#host = host;
    this.#processes = processes;
  }

  /** Whoever takes the call back asks the process to end, which is up to the process. */
  start({ frame, args, done, started }: CallStart): Dispose {
    let pid: Pid | null = null;
    const alone = { isLinked: false, isMonitored: false, name: null, messages: [] };
    const stopWaiting = this.#processes.exec(
      { id: this.id, host: this.#host, args, by: CALLER, context: frame.context, ...alone },
      (outcome) => {
        if (pid !== null || outcome.status !== 'failed') done(outcome);
        else done(failed(internal(`failed to start process: ${outcome.failure.message}`)));
      },
      // The call itself is nothing beside the process.
      frame.parent,
      (of) => {
        // Told again of other code in its place.
        if (pid !== null) return;
        pid = of;
        started?.();
      },
    );
    return () => {
      stopWaiting();
      if (pid !== null) this.#processes.cancel(CALLER, pid, 'context canceled');
    };
  }

  info(): null {
    return null;
  }

  close(): void {}
}
