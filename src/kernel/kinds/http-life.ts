import type { EntryId } from '../../contract/api.ts';
import type { HttpTable } from '../http/http-project.ts';
import type { MiddlewareHost } from '../http/middleware/middleware.ts';
import type { KernelKind, OpenProject } from './kind.ts';

export interface HttpLive<Config> {
  readonly id: EntryId;
  readonly config: Config;
}

/** Requests that come from here on are answered by what is in the table. */
export function httpLife<Config>(
  tableOf: (http: OpenProject['http']) => HttpTable<Config>,
): Pick<KernelKind<never, HttpLive<Config>>, 'add' | 'replace' | 'remove'> {
  return {
    add: ({ id, config }, { http }) => tableOf(http).set(id, config),
    replace: (_before, { id, config }, { http }) => tableOf(http).set(id, config),
    remove: ({ id }, { http }) => tableOf(http).delete(id),
  };
}

/** What middleware has of a project. */
export function surroundingsOf({ ports: { clock }, tokens, volumes }: OpenProject): MiddlewareHost {
  return { clock, tokens, volume: (id) => volumes.get(id) };
}
