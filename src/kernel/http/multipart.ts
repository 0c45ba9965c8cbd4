/** Forms with files (RFC 7578), as Go reads them. */
import { spend, spendBytes } from '../../base/effort.ts';
import { err, ok, type Result } from '../../base/result.ts';

export interface FormFile {
  readonly name: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** A part of the body that it came in. */
  readonly bytes: Uint8Array;
}

export interface MultipartForm {
  /** Values of one name in the order in which they came. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly files: ReadonlyMap<string, readonly FormFile[]>;
}

/** As Go has it. */
const MAX_PARTS = 1000;
const MAX_HEADER_BYTES = 16 * 1024;
const UNITS_PER_PART = 50;
/** It may be empty, and is looked at all the same: 0.04 µs. */
const UNITS_PER_LINE = 0.3;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Error: what is wrong with it. Spends for the bytes. */
export function parseMultipart(contentType: string | null, body: Uint8Array): Result<MultipartForm, string> {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'multipart/form-data') return err("request Content-Type isn't multipart/form-data");
  const boundary = parameterOf(contentType ?? '', 'boundary');
  if (!boundary) return err('no multipart boundary param in Content-Type');
  spendBytes(body.length);
  const values = new Map<string, string[]>();
  const files = new Map<string, FormFile[]>();
  const parts = partsOf(body, encoder.encode(`--${boundary}`));
  if (!parts.ok) return parts;
  for (const part of parts.value) {
    spend(UNITS_PER_PART);
    const read = readPart(part);
    if (!read.ok) return read;
    const { name, fileName, headers, bytes } = read.value;
    if (name === null) continue;
    if (fileName === null) add(values, name, decoder.decode(bytes));
    else add(files, name, { name: fileName, headers, bytes });
  }
  return ok({ values, files });
}

function add<T>(to: Map<string, T[]>, name: string, value: T): void {
  const there = to.get(name);
  if (there) there.push(value);
  else to.set(name, [value]);
}

/** What lies between the lines with the boundary. */
function partsOf(body: Uint8Array, dashed: Uint8Array): Result<readonly Uint8Array[], string> {
  const parts: Uint8Array[] = [];
  let at = find(body, dashed, 0);
  if (at < 0) return err('multipart: NextPart: EOF');
  for (;;) {
    const start = at + dashed.length;
    // Two more dashes end the form.
    if (body[start] === DASH && body[start + 1] === DASH) return ok(parts);
    if (parts.length >= MAX_PARTS) return err('multipart: message too large');
    const line = body.indexOf(LF, start);
    const next = line < 0 ? -1 : find(body, dashed, line + 1);
    if (next < 0) return err('multipart: NextPart: EOF');
    parts.push(body.subarray(line + 1, body[next - 2] === CR ? next - 2 : next - 1));
    at = next;
  }
}

const [DASH, CR, LF] = [45, 13, 10];

/** Where `what` begins a line, from the line that begins at `from` on; -1 where it does not. */
function find(body: Uint8Array, what: Uint8Array, from: number): number {
  for (let at = from; at < body.length;) {
    spend(UNITS_PER_LINE);
    if (isAt(body, what, at)) return at;
    const end = body.indexOf(LF, at);
    if (end < 0) return -1;
    at = end + 1;
  }
  return -1;
}

function isAt(body: Uint8Array, what: Uint8Array, at: number): boolean {
  for (let index = 0; index < what.length; index++) if (body[at + index] !== what[index]) return false;
  return true;
}

interface Part extends Pick<FormFile, 'headers' | 'bytes'> {
  /** Null where it has none: nobody can ask for it. */
  readonly name: string | null;
  /** Null for a value. */
  readonly fileName: string | null;
}

function readPart(part: Uint8Array): Result<Part, string> {
  const headers = new Map<string, string>();
  let at = 0;
  for (;;) {
    const end = part.indexOf(LF, at);
    if (end < 0 || end > MAX_HEADER_BYTES) return err('malformed MIME header');
    const line = decoder.decode(part.subarray(at, end)).trimEnd();
    at = end + 1;
    if (line === '') break;
    const colon = line.indexOf(':');
    if (colon <= 0) return err(`malformed MIME header line: ${line.slice(0, 100)}`);
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  return ok({
    name: parameterOf(disposition, 'name'),
    // A path that a client gives is none of ours.
    fileName: parameterOf(disposition, 'filename')?.replace(/^.*[/\\]/, '') ?? null,
    headers,
    bytes: part.subarray(at),
  });
}

/** Of `form-data; name="a"`: a word, or a text between quotes. */
function parameterOf(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(header);
  return found ? (found[2] ?? (found[1] ?? '').replaceAll(/\\(.)/g, '$1')) : null;
}
