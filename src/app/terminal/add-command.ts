/** A first command: its entry, a host where there is none, and a file that runs as it is. */
import { ok, type Result } from '../../base/result.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import type { NewEntry, NewValue } from '../model/append-entries.ts';
import { entryWriter, type WritableProject } from '../model/entry-writer.ts';

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
export function planCommand(project: WritableProject): Result<PlannedCommand, string> {
  const { registry, idOf, freeName, sourceOf, add } = entryWriter(project);
  const name = freeName('greet');
  const source = sourceOf(name);
  const hosts: readonly NewEntry[] =
    idOf('terminal.host') !== undefined
      ? []
      : [
          {
            fields: [
              ['name', freeName('terminal')],
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
  const added = add([...hosts, command], { [source]: program });
  return added.ok ? ok({ name, source, registry, files: added.value }) : added;
}
