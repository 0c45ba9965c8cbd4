import { terminalHost as description } from '../../project/kinds/terminal-host.ts';
import { ProcessHost } from '../processes/host.ts';
import type { KernelKind } from './kind.ts';
import { HOST_LIFE, hostRules } from './process-host.ts';

export const terminalHost: KernelKind<typeof description, ProcessHost> = {
  description,
  load: (entry) => ({
    status: 'ready',
    diagnostics: [],
    create: () => new ProcessHost(hostRules(entry), 'one at a time'),
  }),
  ...HOST_LIFE,
};
