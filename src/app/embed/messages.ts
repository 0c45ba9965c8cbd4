/**
 * What a page that embeds this one may say, and what it is answered; documented in `docs/embedding.md`. Messages come from anybody:
 * each is read here, as unknown data, and nothing of it is used that this has not passed.
 */
import { err, ok, type Result } from '../../base/result.ts';
import type { PlainValue, ProjectFiles } from '../../contract/api.ts';
import { LIMITS } from '../../share/limits.ts';
import { checkPath } from '../../share/names.ts';

export const protocolVersion = 1;

export type HostRequest =
  /** Shows a project in place of the one on screen. Nothing of it runs, and it is not kept. */
  | { readonly method: 'open'; readonly files: ProjectFiles; readonly name: string }
  /** The files as they stand, of a project that came by a link or by `open`. */
  | { readonly method: 'files' }
  /** Does what the button Run does. */
  | { readonly method: 'run' }
  | { readonly method: 'call'; readonly target: string; readonly args: readonly PlainValue[] }
  | { readonly method: 'stop' }
  /** The link to the project as it stands. */
  | { readonly method: 'link' };

export interface HostMessage {
  /** Told again with the answer. */
  readonly id: string | number;
  readonly request: Result<HostRequest, string>;
}

const maxName = 120;
const maxDepth = 64;
const maxValues = 100_000;

/** Null for what is none of ours, which is not answered. */
export function readMessage(data: unknown): HostMessage | null {
  if (!isRecord(data) || field(data, 'wippy') !== protocolVersion) return null;
  const id = field(data, 'id');
  if (!(typeof id === 'number' && Number.isSafeInteger(id)) && !(typeof id === 'string' && id.length <= maxName))
    return null;
  return { id, request: readRequest(data) };
}

function readRequest(data: Fields): Result<HostRequest, string> {
  const method = field(data, 'method');
  switch (method) {
    case 'files':
    case 'run':
    case 'stop':
    case 'link':
      return ok({ method });
    case 'open':
      return readOpen(data);
    case 'call': {
      const target = field(data, 'target');
      const args = field(data, 'args') ?? [];
      if (typeof target !== 'string' || target.length > 255) return err('target must be the ID of an entry');
      if (!Array.isArray(args)) return err('args must be a list');
      const left = { values: maxValues };
      return isPlain(args, 0, left)
        ? ok({ method, target, args })
        : err('args has what no value of Lua is, or too much');
    }
    default:
      return err('method must be one of open, files, run, call, stop, link');
  }
}

function readOpen(data: Fields): Result<HostRequest, string> {
  const given = field(data, 'files');
  const name = field(data, 'name') ?? 'Embedded project';
  if (typeof name !== 'string' || name.trim() === '' || name.length > maxName) return err('name must be a short text');
  if (!isRecord(given)) return err('files must be an object from path to text or Uint8Array');
  const paths = Object.keys(given);
  if (paths.length > LIMITS.files) return err(`files has more than ${LIMITS.files} files`);
  const files: [path: string, content: string | Uint8Array][] = [];
  let bytes = 0;
  for (const path of paths) {
    const checked = checkPath(path);
    if (!checked.ok) return err(checked.error);
    const content = field(given, path);
    if (typeof content !== 'string' && !(content instanceof Uint8Array))
      return err(`${path} must be text or Uint8Array`);
    bytes += content.length;
    if (bytes > LIMITS.importBytes) return err(`files has more than ${LIMITS.importBytes} bytes`);
    files.push([path, typeof content === 'string' ? content : Uint8Array.from(content)]);
  }
  return ok({ method: 'open', name, files: Object.fromEntries(files) });
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
function field(value: Fields, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A message may hold maps, dates, cycles and ports besides. */
function isPlain(value: unknown, depth: number, left: { values: number }): value is PlainValue {
  if (--left.values < 0 || depth > maxDepth) return false;
  if (value === null || value instanceof Uint8Array) return true;
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return true;
    case 'object': {
      const items: readonly unknown[] | null = Array.isArray(value)
        ? value
        : Object.getPrototypeOf(value) === Object.prototype
          ? Object.values(value)
          : null;
      // A list may say that it is long and hold nothing.
      if (items === null || items.length > left.values) return false;
      return Array.from(items).every((item) => isPlain(item, depth + 1, left));
    }
    default:
      return false;
  }
}
