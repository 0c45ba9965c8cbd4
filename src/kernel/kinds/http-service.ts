import { httpService as description, type HttpServiceConfig } from '../../project/kinds/http-service.ts';
import { httpLife, type HttpLive } from './http-life.ts';
import type { KernelKind } from './kind.ts';

export const httpService: KernelKind<typeof description, HttpLive<HttpServiceConfig>> = {
  description,
  load: ({ id, config }) => ({ status: 'ready', diagnostics: [], create: () => ({ id, config }) }),
  ...httpLife(({ services }) => services),
};
