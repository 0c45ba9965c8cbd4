import { httpService as description } from '../../project/kinds/http-service.ts';
import { HttpServer } from '../http/http-server.ts';
import type { KernelKind, OpenProject } from './kind.ts';

function add(server: HttpServer, { http, services }: OpenProject): void {
  http.services.set(server.rules.id, server);
  services.addStartable(server);
}

function remove(server: HttpServer, { http, services }: OpenProject): void {
  services.removeStartable(server);
  http.services.delete(server.rules.id);
}

export const httpService: KernelKind<typeof description, HttpServer> = {
  description,
  load: ({ id, config }) => ({
    status: 'ready',
    diagnostics: [],
    create({ policies }) {
      const identity = { ...config, policies: config.policies.map((target) => target.id) };
      return new HttpServer({ id, config, context: () => policies.contextOf(identity) });
    },
  }),
  add,
  replace(before, after, project) {
    remove(before, project);
    add(after, project);
  },
  remove,
};
