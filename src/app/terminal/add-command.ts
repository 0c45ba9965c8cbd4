/** A first command: its entry, a host where there is none, and a file that runs as it is. */
import { ownValue } from '../../base/own.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { appendEntries, type NewEntry, type NewValue } from '../model/append-entries.ts';
import { definitionsOf } from '../model/definitions.ts';
import { namespaceOf, newRegistryText, registryFiles } from '../model/plan-entries.ts';
import { exists, folderOf, joinPath } from '../model/project-files.ts';

export interface PlannedCommand {
  readonly name: string;
  readonly source: string;
  readonly registry: string;
  /** What is new or another. */
  readonly files: ProjectFiles;
}

const program = `-- Each word after the command's name is an argument; io is its terminal.
local function main(name)
  io.print("Hello, " .. (name or "world") .. "!")
  return 0 -- the exit code
end

return { main = main }
`;

/** The error is a sentence. */
export function planCommand(project: {
  readonly files: ProjectFiles;
  readonly folders: readonly string[];
}): Result<PlannedCommand, string> {
  const [registry = '_index.yaml'] = registryFiles(project.files, '_index.yaml');
  const before = ownValue(project.files, registry);
  const text = typeof before === 'string' ? before : newRegistryText;
  const namespace = namespaceOf(text);
  const definitions = definitionsOf(project.files);
  const isFree = (name: string): boolean =>
    !definitions.some(({ id }) => id === `${namespace}:${name}`) &&
    !exists(project, joinPath(folderOf(registry), `${name}.lua`));
  const name = freeName('greet', isFree);
  const source = joinPath(folderOf(registry), `${name}.lua`);
  const hosts: readonly NewEntry[] = definitions.some(({ kind }) => kind === 'terminal.host')
    ? []
    : [
        {
          fields: [
            ['name', freeName('terminal', isFree)],
            ['kind', 'terminal.host'],
            ['lifecycle', new Map([['auto_start', true]])],
          ],
        },
      ];
  const command: NewEntry = {
    fields: [
      ['name', name],
      ['kind', 'process.lua'],
      [
        'meta',
        new Map<string, NewValue>([
          [
            'command',
            new Map([
              ['name', name],
              ['short', 'Says hello'],
            ]),
          ],
        ]),
      ],
      ['source', `file://${name}.lua`],
      ['modules', ['io']],
      ['method', 'main'],
    ],
  };
  const added = appendEntries(text, [...hosts, command]);
  if (!added)
    return err(
      `The entries of ${registry} are written in a way that nothing can be added to: put them below “entries:”, each behind a dash.`,
    );
  return ok({ name, source, registry, files: { [registry]: added.text, [source]: program } });
}

function freeName(wanted: string, isFree: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (isFree(name)) return name;
  }
}
