/** What policies may look at in a request. */
import type { PlainValue } from '../../contract/api.ts';
import type { AccessRequest } from './context.ts';

/** `actor.id`, `actor.meta.*`, `action`, `resource`, `meta.*`; undefined where there is nothing. */
export function valueAt(
  { actor, action, resource, meta }: AccessRequest,
  path: readonly string[],
): PlainValue | undefined {
  const [first, ...rest] = path;
  switch (first) {
    case 'action':
      return rest.length === 0 ? action : undefined;
    case 'resource':
      return rest.length === 0 ? resource : undefined;
    case 'meta':
      return within(meta, rest);
    case 'actor':
      if (rest.length === 0) return { id: actor.id, meta: actor.meta };
      if (rest[0] === 'id') return rest.length === 1 ? actor.id : undefined;
      return rest[0] === 'meta' ? within(actor.meta, rest.slice(1)) : undefined;
    default:
      return undefined;
  }
}

/** Own fields only, whatever they are called. */
export function within(value: PlainValue | undefined, path: readonly string[]): PlainValue | undefined {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || at instanceof Uint8Array || !Object.hasOwn(at, name)) return undefined;
    at = (at as { readonly [key: string]: PlainValue })[name];
  }
  return at;
}
