import { joinPaths } from '../../project/kinds/http-pattern.ts';
import { httpRouter as description } from '../../project/kinds/http-router.ts';
import type { Router } from '../http/http-project.ts';
import { httpLife, surroundingsOf, type HttpLive } from './http-life.ts';
import type { KernelKind } from './kind.ts';
import { taken } from './taken.ts';

export const httpRouter: KernelKind<typeof description, HttpLive<Router>> = {
  description,
  load: ({ id, config }, stage) =>
    taken(stage, id, {
      what: `prefix ${config.server} ${joinPaths(config.prefix, '')}`,
      place: config.places.prefix,
      message: () => 'router prefix already exists',
    }) ?? {
      status: 'ready',
      diagnostics: [],
      create: (project) => ({ id, config: { ...config, surroundings: surroundingsOf(project) } }),
    },
  ...httpLife(({ routers }) => routers),
};
