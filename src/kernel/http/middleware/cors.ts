import type { HttpHeaders } from '../../../contract/http.ts';
import { respond } from '../exchange.ts';
import { headerOf, withHeaders, type MakeMiddleware } from './middleware.ts';

/** `cors`: an origin that is not allowed is answered as one that did not say where it comes from. */
export const cors: MakeMiddleware = (options) => {
  const allowed = listOf(options['cors.allow.origins'] ?? '');
  const common = (origin: string): HttpHeaders => [
    ['access-control-allow-origin', origin],
    ...(options['cors.allow.credentials'] === 'true' ? [['access-control-allow-credentials', 'true'] as const] : []),
    ...(options['cors.allow.private.network'] === 'true'
      ? [['access-control-allow-private-network', 'true'] as const]
      : []),
  ];
  const given = (header: string, option: string): HttpHeaders => {
    const value = options[option];
    return value === undefined ? [] : [[header, value]];
  };
  return {
    admit(passage) {
      const { method } = passage.request;
      const origin = headerOf(passage, 'origin');
      const isAsked = method === 'OPTIONS' && (headerOf(passage, 'access-control-request-method') ?? '') !== '';
      if (!isAsked || !origin || !isAllowed(origin, allowed)) return null;
      const headers: HttpHeaders = [
        ...common(origin),
        ...given('access-control-allow-methods', 'cors.allow.methods'),
        ...given('access-control-allow-headers', 'cors.allow.headers'),
        ...given('access-control-max-age', 'cors.max.age'),
        ['vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'],
      ];
      return respond(204, headers, new Uint8Array(), method);
    },
    answered(response, passage) {
      const origin = headerOf(passage, 'origin');
      if (!origin || !isAllowed(origin, allowed)) return response;
      return withHeaders(response, [
        ...common(origin),
        ...given('access-control-expose-headers', 'cors.expose.headers'),
        ['vary', 'Origin'],
      ]);
    },
  };
};

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => {
    if (one === '*' || one === origin) return true;
    const below = one.startsWith('*.') ? one.slice(1) : null;
    return below !== null && origin.length > below.length && origin.endsWith(below);
  });
}
