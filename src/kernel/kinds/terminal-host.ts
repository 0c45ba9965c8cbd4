import { terminalHost as description } from '../../project/kinds/terminal-host.ts';
import { ProcessHost } from '../processes/host.ts';
import type { KernelKind } from './kind.ts';
import { HOST_LIFE } from './process-host.ts';
import { startRules } from './start-rules.ts';

export const terminalHost: KernelKind<typeof description, ProcessHost> = {
  description,
  load: (entry) => ({
    status: 'ready',
    diagnostics: [],
    create: () => new ProcessHost(startRules(entry), 'one at a time'),
  }),
  ...HOST_LIFE,
};
