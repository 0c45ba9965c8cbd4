import { httpStatic as description } from '../../project/kinds/http-static.ts';
import type { StaticFiles } from '../http/http-project.ts';
import { httpLife, surroundingsOf, type HttpLive } from './http-life.ts';
import type { KernelKind } from './kind.ts';
import { taken } from './taken.ts';

export const httpStatic: KernelKind<typeof description, HttpLive<StaticFiles>> = {
  description,
  load: ({ id, config }, stage) =>
    taken(stage, id, {
      what: `files ${config.server} ${config.path}`,
      place: config.places.path,
      message: (by) => `${config.path || '/'} is answered by ${by} already`,
    }) ?? {
      status: 'ready',
      diagnostics: [],
      create: (project) => ({
        id,
        config: { ...config, volume: () => project.volumes.get(config.fs), surroundings: surroundingsOf(project) },
      }),
    },
  ...httpLife(({ statics }) => statics),
};
