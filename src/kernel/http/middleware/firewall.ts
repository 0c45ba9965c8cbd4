import type { HttpResponse } from '../../../contract/http.ts';
import { evaluateScope } from '../../security/permissions.ts';
import { JSON_TYPE, respond } from '../exchange.ts';
import type { MakeMiddleware, Middleware, Passage } from './middleware.ts';

/** `endpoint_firewall`: the resource is the endpoint. */
export const endpointFirewall: MakeMiddleware = (options) =>
  firewall('endpoint', options['endpoint_firewall.action'] ?? '', ({ endpoint }) => endpoint);

/** `resource_firewall`: the resource is one for all. */
export const resourceFirewall: MakeMiddleware = (options) =>
  firewall('resource', options['resource_firewall.action'] ?? '', () => options['resource_firewall.target'] ?? '');

/** Without an actor and a scope nobody passes, whatever the mode of security. */
function firewall(what: string, action: string, resourceOf: (passage: Passage) => string | null): Middleware {
  return {
    admit(passage) {
      const { actor, scope } = passage.context;
      const refuse = (status: number, error: string, details: string): HttpResponse => {
        // As Go writes a map: by name.
        const body = new TextEncoder().encode(`${JSON.stringify({ details, error, success: false })}\n`);
        return respond(status, [['content-type', JSON_TYPE]], body, passage.request.method);
      };
      if (!actor || actor.id === '')
        return refuse(401, 'Authentication required', `You must be authenticated to access this ${what}`);
      if (!scope) return refuse(403, 'Access denied', 'No authorization scope available');
      const resource = resourceOf(passage);
      if (resource === null) return refuse(500, 'Internal error', 'No route information available');
      if (evaluateScope(scope, { actor, action, resource, meta: {} }) === 'allow') return null;
      return refuse(403, 'Access denied', `You don't have permission to access this ${what}`);
    },
  };
}
