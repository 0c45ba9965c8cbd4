/** Whose turn it is to write the project on screen: this tab's, or that of another one, which it waits for. */
import type { LockHolder, ProjectLocks } from './project-lock.ts';

/** Gives a project up. */
export type Hold = () => void;

export interface ProjectTurnOptions {
  readonly locks: ProjectLocks;
  /** Which project is on screen. */
  readonly shown: () => string;
  /** Another tab asks for the project on screen: writes what is pending and takes no more. */
  readonly stop: () => Promise<void>;
  /** The project on screen may be written from now on; what another tab has left of it is read first. */
  readonly goOn: (id: string) => Promise<void>;
}

export interface ProjectTurn {
  /** For a project that is about to be shown. Null while another tab has it. */
  ask(id: string): Promise<Hold | null>;
  /** Another project is on screen; without `hold` its turn is waited for. Returns what gives the former one up. */
  enter(id: string, hold: Hold | null, wait: 'wait' | 'free'): Hold;
  /** What is on screen has become a project. */
  keep(id: string): Promise<void>;
  /** The tab that has the project saves and lets go, or is not asked any longer. */
  takeOver(id: string, claim: () => Promise<unknown>): Promise<void>;
}

export function createProjectTurn({ locks, shown, stop, goOn }: ProjectTurnOptions): ProjectTurn {
  let held: Hold | null = null;
  let waiting: AbortController | null = null;

  function holderOf(id: string): LockHolder {
    const yieldProject = async (): Promise<void> => {
      if (shown() === id) await stop();
    };
    return {
      yield: yieldProject,
      lost() {
        if (shown() !== id) return;
        held = null;
        // What was pending may have made another project of this one.
        void yieldProject().then(() => (shown() === id ? wait(id) : undefined));
      },
    };
  }

  /** Until the tab that has the project is closed. */
  async function wait(id: string): Promise<void> {
    waiting?.abort();
    const { signal } = (waiting = new AbortController());
    const hold = await locks.wait(id, holderOf(id), signal);
    if (hold) await begin(id, hold, signal);
  }

  async function begin(id: string, hold: Hold, signal: AbortSignal | null): Promise<void> {
    if (signal?.aborted || shown() !== id) return hold();
    held = hold;
    await goOn(id);
  }

  return {
    ask: (id) => locks.acquire(id, holderOf(id)),
    enter(id, hold, how) {
      const before = held;
      waiting?.abort();
      held = hold;
      if (how === 'wait') void wait(id);
      return () => before?.();
    },
    async keep(id) {
      const hold = held === null ? await locks.acquire(id, holderOf(id)) : null;
      if (shown() === id) held ??= hold;
      else hold?.();
    },
    async takeOver(id, claim) {
      waiting?.abort();
      const hold = await locks.takeOver(id, holderOf(id));
      await claim();
      await begin(id, hold, null);
    },
  };
}
