/** What `wippy run` finds in a project (spec/processes §5). */
import { err, ok, type Result } from '../../base/result.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import type { AnyEntry, PlainMap } from '../../project/registry/entries.ts';

export interface CommandLine {
  readonly id: EntryId;
  readonly name: string;
  readonly short: string;
}

/** In the order of their entries. */
export function commandsOf(entries: readonly AnyEntry[]): readonly CommandLine[] {
  return entries.flatMap(({ id, kind, meta }) => {
    const command = kind.startsWith('process.') ? own(meta, 'command') : null;
    if (!isMap(command)) return [];
    const name = own(command, 'name');
    const short = own(command, 'short');
    return typeof name === 'string' && name !== '' ? [{ id, name, short: typeof short === 'string' ? short : '' }] : [];
  });
}

const NONE = `No commands found.

To define a command, add 'command' to entry meta:

  meta:
    command:
      name: test
      short: Run tests
`;

/** What `run list` prints. */
export function formatCommands(commands: readonly CommandLine[]): string {
  if (commands.length === 0) return NONE;
  const nameWidth = Math.max(...commands.map(({ name }) => name.length));
  const shortWidth = Math.max(...commands.map(({ short }) => short.length));
  const lines = commands.map(
    ({ id, name, short }) => `  ${name.padEnd(nameWidth)}  ${short.padEnd(shortWidth)}  (${id})\n`,
  );
  return `Available commands:\n\n${lines.join('')}\nRun with: wippy run <command>\n`;
}

/** What follows `wippy run`: `[-x] [--host HOST] NAME words…` */
export interface RunLine {
  /** Of a command, or with `-x` the ID of an entry. */
  readonly name: string;
  readonly isEntry: boolean;
  /** null for the only one there is. */
  readonly host: string | null;
  readonly args: readonly string[];
}

export function parseRun(words: readonly string[]): RunLine {
  let isEntry = false;
  let host: string | null = null;
  for (let at = 0; ; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    if (word === '-x') isEntry = true;
    else if (word === '--host' && next !== undefined) {
      host = next;
      at++;
    } else return { name: word, isEntry, host, args: words.slice(at + 1) };
  }
}

/** The process that is meant and the host that it runs on, or what is said in its place. */
export function findCommand(
  entries: readonly AnyEntry[],
  { name, isEntry, host: wanted }: RunLine,
): Result<{ readonly id: EntryId; readonly host: EntryId }, string> {
  const command = isEntry ? { id: name as EntryId } : commandsOf(entries).find((one) => one.name === name);
  if (!command) return err(`command "${name}" not found. Use 'wippy run list' to see available commands`);
  if (wanted !== null) return ok({ id: command.id, host: wanted as EntryId });
  const hosts = entries.filter(({ kind }) => kind === 'terminal.host');
  const [host] = hosts;
  if (!host) return err('no terminal.host found in registry');
  if (hosts.length > 1)
    return err(`multiple terminal hosts found (${hosts.map(({ id }) => id).join(', ')}), use --host to specify`);
  return ok({ id: command.id, host: host.id });
}

function own(map: PlainMap, key: string): PlainValue {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null;
}

function isMap(value: PlainValue): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
