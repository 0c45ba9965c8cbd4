import { httpService as description, type HttpServiceConfig } from '../../project/kinds/http-service.ts';
import type { HttpServer } from '../http/http-project.ts';
import type { Startable, StartRules } from '../processes/startable.ts';
import type { KernelKind, OpenProject } from './kind.ts';
import { startRules } from './start-rules.ts';

/** It takes requests once it runs. */
class Server implements HttpServer, Startable {
  readonly rules: StartRules;
  readonly config: HttpServiceConfig;
  #state: HttpServer['state'] = 'unknown';

  constructor(rules: StartRules, config: HttpServiceConfig) {
    this.rules = rules;
    this.config = config;
  }

  get state(): HttpServer['state'] {
    return this.#state;
  }

  start(): void {
    this.#state = 'running';
  }
}

function add(server: Server, { http, services }: OpenProject): void {
  http.services.set(server.rules.id, server);
  services.addStartable(server);
}

function remove(server: Server, { http, services }: OpenProject): void {
  services.removeStartable(server);
  http.services.delete(server.rules.id);
}

export const httpService: KernelKind<typeof description, Server> = {
  description,
  load: (entry) => ({
    status: 'ready',
    diagnostics: [],
    create: () => new Server(startRules(entry), entry.config),
  }),
  add,
  replace(before, after, project) {
    remove(before, project);
    add(after, project);
  },
  remove,
};
