/** Two tabs with one project: one of them writes. */

/** The tab that writes, as others see it. */
export interface LockHolder {
  /** Another tab asks for the project: write what is pending, then no more. What it returns is awaited, not for long. */
  yield(): Promise<void>;
  /** The lock is another tab's now, be it after `yield` or because this tab did not answer in time. */
  lost(): void;
}

export interface ProjectLocks {
  /** Null while another tab has the project. The result gives it up. */
  acquire(projectId: string, holder: LockHolder): Promise<(() => void) | null>;
  /** Resolves when the tab that has the project has gone, to null when `signal` comes first. */
  wait(projectId: string, holder: LockHolder, signal: AbortSignal): Promise<(() => void) | null>;
  /** As `acquire`, but the tab that has the project saves and lets go. */
  takeOver(projectId: string, holder: LockHolder): Promise<() => void>;
}

/** A tab in the background may be slow to save, a frozen one never answers. */
const yieldPatienceMs = 2000;

/** Where there are no locks nothing is noticed here; each write still looks at what it would replace. */
export function createProjectLocks(
  page: Pick<typeof globalThis, 'BroadcastChannel'> & { readonly navigator: Navigator },
): ProjectLocks {
  const { locks } = page.navigator;
  if (!(locks as LockManager | undefined) || typeof page.BroadcastChannel !== 'function') return unlocked;

  /** Null where the lock was not to be had, or the wait for it was given up. */
  function request(projectId: string, options: LockOptions, holder: LockHolder): Promise<(() => void) | null> {
    return new Promise((resolve, reject) => {
      let channel: BroadcastChannel | null = null;
      const held = locks.request(nameOf(projectId), options, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        const own = new page.BroadcastChannel(nameOf(projectId));
        channel = own;
        // The lock stays here until it is stolen: tabs that wait in line would be given it in between.
        own.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
          if (data === 'yield') void holder.yield().then(() => own.postMessage('saved'));
        });
        return new Promise<void>((release) => resolve(release));
      });
      held.then(
        () => channel?.close(),
        (error: unknown) => {
          channel?.close();
          if (channel) holder.lost();
          else if (options.signal?.aborted) resolve(null);
          else reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  /** Resolves when the tab that has the lock has saved, or does not answer. */
  function askToYield(projectId: string): Promise<void> {
    const channel = new page.BroadcastChannel(nameOf(projectId));
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, yieldPatienceMs);
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data !== 'saved') return;
        clearTimeout(timer);
        resolve();
      });
      channel.postMessage('yield');
    }).finally(() => channel.close());
  }

  return {
    acquire: (projectId, holder) => request(projectId, { ifAvailable: true }, holder),
    wait: (projectId, holder, signal) => request(projectId, { signal }, holder),
    async takeOver(projectId, holder) {
      const free = await request(projectId, { ifAvailable: true }, holder);
      if (free) return free;
      await askToYield(projectId);
      return (await request(projectId, { steal: true }, holder)) ?? (() => undefined);
    },
  };
}

const nameOf = (projectId: string): string => `wippy-playground/project/${projectId}`;

export const unlocked: ProjectLocks = {
  acquire: () => Promise.resolve(() => undefined),
  wait: () => Promise.resolve(() => undefined),
  takeOver: () => Promise.resolve(() => undefined),
};
