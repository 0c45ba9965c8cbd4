import type { EntryId } from '../../contract/api.ts';
import type { StartConfig } from '../../project/kinds/lifecycle-field.ts';
import { processHost as description } from '../../project/kinds/process-host.ts';
import { ProcessHost, type HostRules } from '../processes/host.ts';
import type { KernelKind, OpenProject } from './kind.ts';

export const HOST_LIFE: Pick<KernelKind<never, ProcessHost>, 'add' | 'replace' | 'remove'> = {
  add,
  /** Its processes end (spec/registry §4.3). */
  replace(before, after, project) {
    remove(before, project);
    add(after, project);
  },
  remove,
};

export function hostRules({ id, config }: { readonly id: EntryId; readonly config: StartConfig }): HostRules {
  return { id, isStarted: config.isStarted, requires: config.requires.map((target) => target.id) };
}

function add(host: ProcessHost, { processes, services }: OpenProject): void {
  processes.addHost(host);
  services.addHost(host);
}

function remove(host: ProcessHost, { processes, services }: OpenProject): void {
  services.removeHost(host);
  processes.removeHost(host);
}

export const processHost: KernelKind<typeof description, ProcessHost> = {
  description,
  load: (entry) => ({
    status: 'ready',
    diagnostics: [],
    create: () => new ProcessHost(hostRules(entry)),
  }),
  ...HOST_LIFE,
};
