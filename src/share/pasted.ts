/** What somebody has pasted or typed: a link, an address to fetch, a gist, or the text of one file. Nothing is fetched here. */
import { err, ok, type Result } from '../base/result.ts';
import { importFiles, type ImportedProject } from './import-files.ts';
import type { ImportProblem } from './import-problem.ts';
import { LIMITS, limitProblem } from './limits.ts';
import { importZip } from './zip.ts';

export type Pasted =
  /** A project in a link or the name of an example; `hash` from the `#` on. */
  | { readonly kind: 'link'; readonly hash: string }
  /** To be fetched, where the visitor wants it; `url` is where the content itself is. */
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'project'; readonly project: ImportedProject };

type Refusal = { readonly message: string };

/** `text` as it was pasted. The refusal is a sentence for the visitor. */
export function readPasted(text: string): Result<Pasted, Refusal> {
  if (text.length > LIMITS.importBytes) return err(limitProblem('importBytes', text.length));
  const trimmed = text.trim();
  if (trimmed === '') return err({ message: 'There is nothing here yet.' });
  const link = /^\S*(#(?:p\d+\.|example=)\S+)$/.exec(trimmed);
  if (link?.[1] !== undefined) return ok({ kind: 'link', hash: link[1] });
  if (/^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(trimmed)) return readAddress(trimmed);
  const project = readText(text, null);
  return project.ok ? ok({ kind: 'project', project: project.value }) : project;
}

/** Bytes that came from `url`: a zip, a gist as GitHub's programming interface gives it, or one file. What they hold is not followed anywhere. */
export function readFetched(bytes: Uint8Array, url: string): Result<ImportedProject, Refusal> {
  if (bytes.length > LIMITS.importBytes) return err(limitProblem('importBytes', bytes.length));
  const name = fileNameIn(url);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3) return importZip(bytes);
  if (bytes[0] === 0 && bytes[1] === 0x61) return importFiles([{ path: name ?? 'module.wasm', bytes }]);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return err({ message: 'What came from there is neither text, nor a zip, nor WebAssembly.' });
  }
  if (/^\s*<(?:!doctype\s|html[\s>])/i.test(text))
    return err({
      message: 'What came from there is a web page. Use the address of the file itself (“Raw”), or of a gist.',
    });
  return readText(text, name);
}

function readAddress(text: string): Result<Pasted, Refusal> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return err({ message: 'This is no address.' });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return err({ message: `Only addresses of https and http can be fetched, not of ${url.protocol.slice(0, -1)}.` });
  if (url.username !== '' || url.password !== '')
    return err({ message: 'An address with a user name or a password in it is not fetched.' });
  url.hash = '';
  return ok({ kind: 'address', url: contentAddress(url) });
}

/** Pages of GitHub are for people; their content has addresses of its own, which other pages may read. */
function contentAddress(url: URL): string {
  const parts = pathOf(url)
    .split('/')
    .filter((part) => part !== '');
  if (url.hostname === 'gist.github.com') {
    const id = parts.find((part) => /^[\da-f]{20,40}$/.test(part));
    if (id !== undefined) {
      const revision = parts[parts.indexOf(id) + 1] ?? '';
      return `https://api.github.com/gists/${id}${/^[\da-f]{40}$/.test(revision) ? `/${revision}` : ''}`;
    }
  }
  if (url.hostname === 'github.com' && parts[2] === 'blob' && parts.length > 4)
    return `https://raw.githubusercontent.com/${[...parts.slice(0, 2), ...parts.slice(3)].join('/')}`;
  return url.href;
}

/** From the `/` behind the host on, without what follows `?` or `#`. */
function pathOf({ href, protocol, host }: URL): string {
  return href.slice(protocol.length + 2 + host.length).replace(/[?#].*$/s, '');
}

/** The last part of an address, where it looks like a file. */
function fileNameIn(url: string): string | null {
  const last = pathOf(new URL(url)).split('/').at(-1) ?? '';
  try {
    const name = decodeURIComponent(last);
    return /^[\w .-]+\.(?:ya?ml|wat|wit|lua|wasm|json)$/i.test(name) ? name : null;
  } catch {
    return null;
  }
}

const encoder = new TextEncoder();

function readText(text: string, name: string | null): Result<ImportedProject, Refusal> {
  const gist = text.trimStart().startsWith('{') ? readGist(text) : null;
  if (gist) return gist;
  const path = name ?? nameFor(text);
  if (path === null)
    return err({
      message:
        'It cannot be told what this is: paste a link, an address, the text of an _index.yaml, of WebAssembly, WIT or Lua, or a gist as JSON.',
    });
  return importFiles([{ path, bytes: encoder.encode(text) }]);
}

/** What a text without a name is called, by what it begins with; null for none of ours. */
function nameFor(text: string): string | null {
  if (isRegistryJson(text)) return '_index.yaml';
  if (/^["']?(?:namespace|entries)["']?\s*:/m.test(text)) return '_index.yaml';
  const start = text.replace(/^(?:\s+|;;.*|--\[(=*)\[[\s\S]{0,10000}?\]\1\]|--.*|\/\/.*|\(;[\s\S]{0,10000}?;\))+/, '');
  if (/^\((?:module|component)\b/.test(start)) return 'main.wat';
  if (/^(?:package\s+[\w-]+:|world\s+[\w-]+\s*\{|interface\s+[\w-]+\s*\{)/.test(start)) return 'main.wit';
  return /^(?:local|function|return|for|if|while|print)\b/.test(start) ? 'main.lua' : null;
}

/** JSON is YAML as well: a registry file may be written in it. */
function isRegistryJson(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && ('namespace' in value || 'entries' in value);
  } catch {
    return false;
  }
}

/** null for JSON that is no gist, and for what is no JSON. */
function readGist(text: string): Result<ImportedProject, Refusal> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('files' in value)) return null;
  const { files } = value;
  if (typeof files !== 'object' || files === null || Array.isArray(files))
    return err({ message: 'This looks like a gist, but its files are not where they belong.' });
  if ('truncated' in value && value.truncated === true)
    return err({ message: 'GitHub has left out files of this gist: export the project as a zip instead.' });
  const entries = Object.entries(files as Readonly<Record<string, unknown>>);
  if (entries.length > LIMITS.files) return err(limitProblem('files', entries.length));
  const read: { path: string; bytes: Uint8Array }[] = [];
  for (const [key, file] of entries) {
    const given = fileOf(key, file);
    if (!given.ok) return given;
    read.push(given.value);
  }
  const imported: Result<ImportedProject, ImportProblem> = importFiles(read);
  if (!imported.ok) return imported;
  const name = 'description' in value && typeof value.description === 'string' ? value.description.trim() : '';
  return ok(name === '' ? imported.value : { ...imported.value, name: name.slice(0, LIMITS.nameChars) });
}

function fileOf(key: string, file: unknown): Result<{ path: string; bytes: Uint8Array }, Refusal> {
  if (typeof file === 'string') return ok({ path: key, bytes: encoder.encode(file) });
  if (typeof file !== 'object' || file === null) return err({ message: 'A file of this gist is not there.' });
  const {
    filename = key,
    content,
    truncated,
  } = file as {
    readonly filename?: unknown;
    readonly content?: unknown;
    readonly truncated?: unknown;
  };
  if (typeof filename !== 'string' || typeof content !== 'string')
    return err({ message: 'A file of this gist has no name or no content.' });
  if (truncated === true)
    return err({ message: `GitHub has cut ${filename} short: export the project as a zip instead.` });
  return ok({ path: filename, bytes: encoder.encode(content) });
}
