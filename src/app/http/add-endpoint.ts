/** A first endpoint: its route with a server and a router where there are none, and a file that answers as it is. */
import { ok, type Result } from '../../base/result.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import type { NewEntry, NewValue } from '../model/append-entries.ts';
import { entryWriter, type WritableProject } from '../model/entry-writer.ts';

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
export function planEndpoint(project: WritableProject): Result<PlannedEndpoint, string> {
  const { registry, idOf, freeName, sourceOf, add } = entryWriter(project);
  const knownServer = idOf('http.service');
  const knownRouter = idOf('http.router');
  const server = knownServer ?? freeName('server');
  const router = knownRouter ?? freeName('router');
  const handler = freeName('hello');
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
    entry(freeName(`${handler}_route`), 'http.endpoint', [
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
  const source = sourceOf(handler);
  const added = add(entries, { [source]: program });
  return added.ok ? ok({ source, registry, files: added.value }) : added;
}

function entry(name: string, kind: string, fields: readonly (readonly [string, NewValue])[]): NewEntry {
  return { fields: [['name', name], ['kind', kind], ...fields] };
}
