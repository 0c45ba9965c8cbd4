import { processService as description } from '../../project/kinds/process-service.ts';
import type { Service } from '../processes/service.ts';
import type { KernelKind } from './kind.ts';

export const processService: KernelKind<typeof description, Service> = {
  description,
  load({ id, config }) {
    const { process, host, requires, policies, ...rules } = config;
    const ids = (targets: typeof requires) => targets.map((target) => target.id);
    return {
      status: 'ready',
      diagnostics: [],
      create: ({ services }) =>
        services.create({
          ...rules,
          id,
          process: process.id,
          host: host.id,
          requires: ids([host, ...requires]),
          policies: ids(policies),
        }),
    };
  },
  add: (service, { services }) => services.add(service),
  replace: (before, after, { services }) => services.replace(before, after),
  remove: (service, { services }) => services.remove(service),
};
