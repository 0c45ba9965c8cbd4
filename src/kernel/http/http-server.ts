import type { EntryId } from '../../contract/api.ts';
import type { HttpServiceConfig } from '../../project/kinds/http-service.ts';
import type { Startable, StartRules } from '../scheduler/startable.ts';
import type { FrameContext } from '../security/context.ts';

export interface HttpServerOptions {
  readonly id: EntryId;
  readonly config: HttpServiceConfig;
  /** Whom it acts for, unless a request says otherwise. */
  readonly context: () => FrameContext;
}

/** What stands behind an `http.service`: reached from its start on (spec/registry §4.4, §4.6). */
export class HttpServer implements Startable {
  readonly config: HttpServiceConfig;
  readonly rules: StartRules;
  readonly context: () => FrameContext;
  #state: 'unknown' | 'running' = 'unknown';

  constructor({ id, config, context }: HttpServerOptions) {
    this.config = config;
    this.context = context;
    this.rules = { id, isStarted: config.isStarted, requires: config.requires.map((target) => target.id) };
  }

  get state(): 'unknown' | 'running' {
    return this.#state;
  }

  start(): void {
    this.#state = 'running';
  }
}
