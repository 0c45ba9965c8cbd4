/** A first endpoint: its route with a server and a router where there are none, and a file that answers as it is. */
import { ownValue } from '../../base/own.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { appendEntries, type NewEntry, type NewValue } from '../model/append-entries.ts';
import { definitionsOf } from '../model/definitions.ts';
import { namespaceOf, newRegistryText, registryFiles } from '../model/plan-entries.ts';
import { exists, folderOf, joinPath } from '../model/project-files.ts';

export interface PlannedEndpoint {
  readonly source: string;
  readonly registry: string;
  /** What is new or another. */
  readonly files: ProjectFiles;
}

const program = `local http = require("http")

-- Answers GET /hello and GET /hello?name=you.
local function main()
  local request, response = http.request(), http.response()
  local name = request:query("name") or "world"
  response:write_json({ message = "Hello, " .. name .. "!" })
end

return { main = main }
`;

/** The error is a sentence. */
export function planEndpoint(project: {
  readonly files: ProjectFiles;
  readonly folders: readonly string[];
}): Result<PlannedEndpoint, string> {
  const [registry = '_index.yaml'] = registryFiles(project.files, '_index.yaml');
  const before = ownValue(project.files, registry);
  const text = typeof before === 'string' ? before : newRegistryText;
  const namespace = namespaceOf(text);
  const definitions = definitionsOf(project.files);
  const isFree = (name: string): boolean =>
    !definitions.some(({ id }) => id === `${namespace}:${name}`) &&
    !exists(project, joinPath(folderOf(registry), `${name}.lua`));
  const nameOf = (kind: string): string | undefined => definitions.find((one) => one.kind === kind)?.id;
  const knownServer = nameOf('http.service');
  const knownRouter = nameOf('http.router');
  const server = knownServer ?? freeName('server', isFree);
  const router = knownRouter ?? freeName('router', isFree);
  const handler = freeName('hello', isFree);
  const entries: NewEntry[] = [];
  if (knownServer === undefined)
    entries.push(
      entry(server, 'http.service', [
        ['addr', ':8080'],
        ['lifecycle', new Map([['auto_start', true]])],
      ]),
    );
  if (knownRouter === undefined)
    entries.push(
      entry(router, 'http.router', [
        ['meta', new Map([['server', server]])],
        ['prefix', '/'],
      ]),
    );
  entries.push(
    entry(freeName(`${handler}_route`, isFree), 'http.endpoint', [
      ['meta', new Map([['router', router]])],
      ['method', 'GET'],
      ['path', `/${handler}`],
      ['func', handler],
    ]),
    entry(handler, 'function.lua', [
      ['source', `file://${handler}.lua`],
      ['modules', ['http']],
      ['method', 'main'],
    ]),
  );
  const added = appendEntries(text, entries);
  if (!added)
    return err(
      `The entries of ${registry} are written in a way that nothing can be added to: put them below “entries:”, each behind a dash.`,
    );
  const source = joinPath(folderOf(registry), `${handler}.lua`);
  return ok({ source, registry, files: { [registry]: added.text, [source]: program } });
}

function entry(name: string, kind: string, fields: readonly (readonly [string, NewValue])[]): NewEntry {
  return { fields: [['name', name], ['kind', kind], ...fields] };
}

function freeName(wanted: string, isFree: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (isFree(name)) return name;
  }
}
