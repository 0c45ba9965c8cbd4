/** Two tabs with one project: one of them writes. */

export interface ProjectLocks {
  /** Null while another tab has the project. `onYield` is called when another tab asks for it; what it returns is awaited. */
  acquire(projectId: string, onYield: () => Promise<void>): Promise<(() => void) | null>;
  /** As `acquire`, but the tab that has the project saves and lets go. */
  takeOver(projectId: string, onYield: () => Promise<void>): Promise<() => void>;
}

/** A tab in the background may be slow to save, a frozen one never answers. */
const yieldPatienceMs = 2000;

/** Where there are no locks nothing is noticed, as with any page of old. */
export function createProjectLocks(page: Pick<typeof globalThis, 'BroadcastChannel'> & { readonly navigator: Navigator }): ProjectLocks {
  const { locks } = page.navigator;
  if (!(locks as LockManager | undefined) || typeof page.BroadcastChannel !== 'function') return unlocked;

  function request(projectId: string, options: LockOptions, onYield: () => Promise<void>): Promise<(() => void) | null> {
    return new Promise((resolve, reject) => {
      const channel = new page.BroadcastChannel(nameOf(projectId));
      let granted = false;
      const held = locks.request(nameOf(projectId), options, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        granted = true;
        return new Promise<void>((release) => {
          channel.addEventListener('message', (event: MessageEvent<unknown>) => {
            if (event.data === 'yield') void onYield().then(release, release);
          });
          resolve(release);
        });
      });
      held.then(
        () => channel.close(),
        (error: unknown) => {
          channel.close();
          // Stolen by a tab that did not want to wait any longer.
          if (granted) void onYield();
          else reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  return {
    acquire: (projectId, onYield) => request(projectId, { ifAvailable: true }, onYield),
    async takeOver(projectId, onYield) {
      const channel = new page.BroadcastChannel(nameOf(projectId));
      channel.postMessage('yield');
      try {
        const release = await request(projectId, { signal: AbortSignal.timeout(yieldPatienceMs) }, onYield);
        if (release) return release;
      } catch {
        // No answer in time: the project is taken.
      } finally {
        channel.close();
      }
      return (await request(projectId, { steal: true }, onYield)) ?? (() => undefined);
    },
  };
}

const nameOf = (projectId: string): string => `wippy-playground/project/${projectId}`;

export const unlocked: ProjectLocks = {
  acquire: () => Promise.resolve(() => undefined),
  takeOver: () => Promise.resolve(() => undefined),
};
