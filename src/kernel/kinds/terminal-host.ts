import { terminalHost as description } from '../../project/kinds/terminal-host.ts';
import { ProcessHost } from '../processes/host.ts';
import type { KernelKind } from './kind.ts';
import { HOST_LIFE } from './process-host.ts';

export const terminalHost: KernelKind<typeof description, ProcessHost> = {
  description,
  load: (entry) => ({
    status: 'ready',
    diagnostics: [],
    create() {
      const host = new ProcessHost(entry.id, 'one at a time');
      if (entry.config.isStarted) host.start();
      return host;
    },
  }),
  ...HOST_LIFE,
};
