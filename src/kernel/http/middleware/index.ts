/** All middleware that does something here, by name. */
import type { MiddlewareName, MiddlewareUse } from '../../../project/kinds/http-middleware.ts';
import { cors } from './cors.ts';
import { endpointFirewall, resourceFirewall } from './firewall.ts';
import type { MakeMiddleware, Middleware, MiddlewareHost } from './middleware.ts';
import { rateLimit } from './rate-limit.ts';
import { realIp } from './real-ip.ts';
import { sendFile } from './send-file.ts';
import { tokenAuth } from './token-auth.ts';

const MAKERS: { readonly [N in MiddlewareName]: MakeMiddleware } = {
  cors,
  ratelimit: rateLimit,
  real_ip: realIp,
  token_auth: tokenAuth,
  endpoint_firewall: endpointFirewall,
  resource_firewall: resourceFirewall,
  sendfile: sendFile,
};

/** By the list that an entry has: as long as the entry stays as it is, so does what they remember. */
const made = new WeakMap<readonly MiddlewareUse[], readonly Middleware[]>();

export function middlewareOf(uses: readonly MiddlewareUse[], host: MiddlewareHost): readonly Middleware[] {
  const known = made.get(uses) ?? uses.map(({ name, options }) => MAKERS[name](options, host));
  made.set(uses, known);
  return known;
}
