import { processHost as description } from '../../project/kinds/process-host.ts';
import { ProcessHost } from '../processes/host.ts';
import type { KernelKind } from './kind.ts';

export const HOST_LIFE: Pick<KernelKind<never, ProcessHost>, 'add' | 'replace' | 'remove'> = {
  add: (host, { processes }) => processes.addHost(host),
  /** Its processes end (spec/registry §4.3). */
  replace(before, after, { processes }) {
    processes.removeHost(before);
    processes.addHost(after);
  },
  remove: (host, { processes }) => processes.removeHost(host),
};

export const processHost: KernelKind<typeof description, ProcessHost> = {
  description,
  load: (entry) => ({
    status: 'ready',
    diagnostics: [],
    create() {
      const host = new ProcessHost(entry.id);
      if (entry.config.isStarted) host.start();
      return host;
    },
  }),
  ...HOST_LIFE,
};
