/** Servers and routes as they are written down, for what is offered while nothing runs; what there really is the runtime says. */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { definitionsOf, type Definition } from './definitions.ts';

export interface HttpRoute {
  readonly id: string;
  readonly method: string;
  /** With the prefix of its router. */
  readonly path: string;
}

export interface HttpSite {
  /** Whether an `http.service` is there at all. */
  readonly hasServer: boolean;
  /** `localhost:8080`, of the first server. */
  readonly host: string;
  /** By path, then by method. */
  readonly routes: readonly HttpRoute[];
}

const DEFAULT_HOST = 'localhost:8080';

export function httpSiteOf(files: ProjectFiles): HttpSite {
  const definitions = definitionsOf(files);
  const servers = definitions.filter(({ kind }) => kind === 'http.service');
  const routers = definitions.filter(({ kind }) => kind === 'http.router');
  const routes = definitions.flatMap((definition) => {
    const { kind, id, fields } = definition;
    const [method, path] = [fields.get('method'), fields.get('path')];
    if (kind !== 'http.endpoint' || method === undefined || path === undefined) return [];
    const prefix = routerOf(definition, routers, files)?.fields.get('prefix') ?? '/';
    return [{ id, method, path: joined(prefix, path) }];
  });
  return {
    hasServer: servers.length > 0,
    host: hostOf(servers[0]?.fields.get('addr') ?? ''),
    routes: routes.toSorted((a, b) => compare(a.path, b.path) || compare(a.method, b.method)),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The one that the entry names, in whatever form its `meta` is written. */
function routerOf(
  { id, file, line }: Definition,
  routers: readonly Definition[],
  files: ProjectFiles,
): Definition | undefined {
  const text = ownValue(files, file);
  const lines = typeof text === 'string' ? text.split('\n').slice(line - 1) : [];
  const next = lines.findIndex((one, index) => index > 0 && /^\s*-\s/.test(one));
  const entry = lines.slice(0, next < 0 ? undefined : next).join('\n');
  const named = /\brouter\s*:\s*["']?([\w.:-]+)/.exec(entry)?.[1] ?? '';
  const full = named.includes(':') ? named : `${id.slice(0, id.indexOf(':'))}:${named}`;
  return routers.find((router) => router.id === full);
}

function joined(prefix: string, path: string): string {
  return `/${prefix}/${path}`.replaceAll(/\/{2,}/g, '/');
}

function hostOf(address: string): string {
  const [, host = '', port = ''] = /^(.*?):(\d+)$/.exec(address) ?? [];
  if (port === '') return DEFAULT_HOST;
  return `${host === '' || host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host}:${port}`;
}
