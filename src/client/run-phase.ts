import type { RunState } from './playground.ts';

type Phase = Extract<RunState, 'stopping' | 'booting' | 'running'>;

/** What is told where several go on: the first of them. */
const ORDER: readonly Phase[] = ['stopping', 'booting', 'running'];

/** What the runtime is busy with, told whenever that changes. */
export class RunPhase {
  readonly #tell: (state: RunState) => void;
  readonly #counts: Record<Phase, number> = { stopping: 0, booting: 0, running: 0 };
  #state: RunState = 'idle';

  constructor(tell: (state: RunState) => void) {
    this.#tell = tell;
  }

  get state(): RunState {
    return this.#state;
  }

  /** `work` begins at once. */
  async during<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    this.#counts[phase]++;
    this.#settle();
    try {
      return await work();
    } finally {
      this.#counts[phase]--;
      this.#settle();
    }
  }

  #settle(): void {
    const state = ORDER.find((phase) => this.#counts[phase] > 0) ?? 'idle';
    if (this.#state === state) return;
    this.#state = state;
    this.#tell(state);
  }
}
