import { processHost as description } from '../../project/kinds/process-host.ts';
import { ProcessHost } from '../processes/host.ts';
import type { KernelKind, OpenProject } from './kind.ts';
import { startRules } from './start-rules.ts';

export const HOST_LIFE: Pick<KernelKind<never, ProcessHost>, 'add' | 'replace' | 'remove'> = {
  add,
  /** Its processes end (spec/registry §4.3). */
  replace(before, after, project) {
    remove(before, project);
    add(after, project);
  },
  remove,
};

function add(host: ProcessHost, { processes, services }: OpenProject): void {
  processes.addHost(host);
  services.addStartable(host);
}

function remove(host: ProcessHost, { processes, services }: OpenProject): void {
  services.removeStartable(host);
  processes.removeHost(host);
}

export const processHost: KernelKind<typeof description, ProcessHost> = {
  description,
  load: (entry) => ({
    status: 'ready',
    diagnostics: [],
    create: () => new ProcessHost(startRules(entry)),
  }),
  ...HOST_LIFE,
};
