/** Which endpoint answers (spec/registry §4.4): as Go's ServeMux decides, which Wippy asks. */
import type { EntryId } from '../../contract/api.ts';
import { joinPaths, parsePattern, type Segment } from '../../project/kinds/http-pattern.ts';
import type { HttpProject } from './http-project.ts';
import { unescapePath } from './text.ts';

interface Route {
  readonly method: string;
  readonly segments: readonly Segment[];
  readonly target: EntryId;
  readonly endpoint: EntryId;
  readonly router: EntryId;
}

export type Match =
  | ({ readonly type: 'endpoint'; readonly parameters: ReadonlyMap<string, string> } & Pick<
      Route,
      'target' | 'endpoint' | 'router'
    >)
  | { readonly type: 'redirect'; readonly path: string }
  /** The path is there, with these methods only, ascending; `router`: that of the most special of them. */
  | { readonly type: 'other methods'; readonly methods: readonly string[]; readonly router: EntryId }
  | { readonly type: 'nothing' }
  /** A percent sign without two digits, or no UTF-8. */
  | { readonly type: 'malformed' };

/** The endpoints of one server. */
export class Routes {
  readonly #routes: readonly Route[];

  constructor({ routers, endpoints }: Pick<HttpProject, 'routers' | 'endpoints'>, server: EntryId) {
    this.#routes = endpoints
      .list()
      .flatMap(([endpoint, { router: id, method, path, target }]) => {
        const router = routers.get(id);
        if (router?.server !== server) return [];
        return [{ method, segments: fullPattern(router.prefix, path), target, endpoint, router: id }];
      })
      .toSorted((a, b) => compareSegments(a.segments, b.segments));
  }

  /** `path`: as it came, without the query. */
  match(method: string, path: string): Match {
    const clean = cleanPath(path);
    if (clean !== path) return { type: 'redirect', path: clean };
    const parts = partsOf(path);
    if (!parts) return { type: 'malformed' };
    const found = this.#find(method, parts) ?? (method === 'HEAD' ? this.#find('GET', parts) : null);
    if (found) return found;
    if (!path.endsWith('/') && this.#find(method, [...parts, ''], 'exactly'))
      return { type: 'redirect', path: `${path}/` };
    const there = this.#routes.filter(({ segments }) => bind(segments, parts));
    const [first] = there;
    if (!first) return { type: 'nothing' };
    const methods = new Set(there.map((route) => route.method));
    methods.add('OPTIONS');
    if (methods.has('GET')) methods.add('HEAD');
    return { type: 'other methods', methods: [...methods].toSorted(), router: first.router };
  }

  /** `exactly`: with a pattern of as many segments. */
  #find(method: string, parts: readonly string[], how?: 'exactly'): Extract<Match, { type: 'endpoint' }> | null {
    for (const route of this.#routes) {
      if (route.method !== method || (how === 'exactly' && route.segments.length !== parts.length)) continue;
      const parameters = bind(route.segments, parts);
      const { target, endpoint, router } = route;
      if (parameters) return { type: 'endpoint', target, endpoint, router, parameters };
    }
    return null;
  }
}

/** Of texts that were found good when they were loaded. */
function fullPattern(prefix: string, path: string): readonly Segment[] {
  const before = parsePattern(joinPaths(prefix, ''));
  const after = parsePattern(joinPaths('', path));
  if (!before.ok || !after.ok) throw new Error(`a path is in effect and cannot be read: ${prefix} ${path}`);
  return [...before.value.slice(0, -1), ...after.value];
}

/** The more special one first. */
function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const order = rankOf(a[at]) - rankOf(b[at]);
    if (order !== 0) return order;
  }
  return b.length - a.length;
}

const RANKS = { literal: 0, parameter: 1, rest: 2 } as const;

function rankOf(segment: Segment | undefined): number {
  return segment ? RANKS[segment.type] : 0;
}

/** The parameters; null where it does not match. */
function bind(segments: readonly Segment[], parts: readonly string[]): ReadonlyMap<string, string> | null {
  const parameters = new Map<string, string>();
  for (const [at, segment] of segments.entries()) {
    const part = parts[at];
    if (part === undefined) return null;
    if (segment.type === 'rest') {
      if (segment.name !== '') parameters.set(segment.name, parts.slice(at).join('/'));
      return parameters;
    }
    if (segment.type === 'literal' ? part !== segment.text : part === '') return null;
    if (segment.type === 'parameter') parameters.set(segment.name, part);
  }
  return parts.length === segments.length ? parameters : null;
}

function partsOf(path: string): readonly string[] | null {
  const parts = path.slice(1).split('/').map(unescapePath);
  return parts.includes(null) ? null : (parts as string[]);
}

/** Without empty parts, `.` and `..`; a slash at the end stays. */
function cleanPath(path: string): string {
  const kept: string[] = [];
  const parts = path.split('/');
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const last = parts.at(-1) ?? '';
  const isFolder = kept.length > 0 && (last === '' || last === '.' || last === '..');
  return `/${kept.join('/')}${isFolder ? '/' : ''}`;
}
