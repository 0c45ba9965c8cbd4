import { httpEndpoint as description, type HttpEndpointConfig } from '../../project/kinds/http-endpoint.ts';
import { joinPaths, parsePattern, shapeOf } from '../../project/kinds/http-pattern.ts';
import { httpLife, type HttpLive } from './http-life.ts';
import type { KernelKind } from './kind.ts';
import { taken } from './taken.ts';

export const httpEndpoint: KernelKind<typeof description, HttpLive<HttpEndpointConfig>> = {
  description,
  load({ id, config }, stage) {
    const { router, method, path, places } = config;
    const pattern = parsePattern(joinPaths('', path));
    const shape = pattern.ok ? shapeOf(pattern.value) : path;
    return (
      taken(stage, id, {
        what: `route ${router} ${method} ${shape}`,
        place: places.path,
        message: (by) => `${method} ${path} is answered by ${by} already`,
      }) ?? { status: 'ready', diagnostics: [], create: () => ({ id, config }) }
    );
  },
  ...httpLife(({ endpoints }) => endpoints),
};
