/**
 * What a link of version 1 holds, once inflated. FROZEN: links of every version open forever; a change is a new version.
 *
 *   flags     1 byte: 1 name · 2 main · 4 open; the other bits are 0
 *   name      string                                    if flagged
 *   main      string ID, then arguments (link-values)   if flagged
 *   open      varint: which file, from 0                if flagged
 *   count     varint: how many files
 *   per file  string path, varint (size × 2 + (1 if bytes, 0 if text))   in ascending order of the paths' UTF-16 units
 *   contents  of all files one after the other, text in UTF-8
 *
 * varint is unsigned LEB128 in its shortest form, up to 2^31 - 1; string is varint size and UTF-8.
 */
import { LIMITS, limitProblem } from './limits.ts';
import { LinkRefusal } from './link-problem.ts';
import { readValues, writeValues } from './link-values.ts';
import { checkPath, findFolderConflict } from './names.ts';
import { sortedFiles, type ProjectInput, type SharedMain, type SharedProject } from './project.ts';
import { ByteReader, ByteWriter, Malformed } from './wire.ts';

const NAME = 1;
const MAIN = 2;
const OPEN = 4;
const encoder = new TextEncoder();

/** Throws {@link LinkRefusal}. An `open` that is no file of the project is left out. */
export function writeContent1(project: ProjectInput): Uint8Array {
  const files = sortedFiles(project.files).map(([path, content]) => ({
    path,
    isBytes: typeof content !== 'string',
    bytes: typeof content === 'string' ? encoder.encode(content) : content,
  }));
  checkFiles(files.map((file) => file.path));
  const total = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (total > LIMITS.linkBytes) throw new LinkRefusal(limitProblem('linkBytes', total));
  const { name, main } = project;
  const open = files.findIndex((file) => file.path === project.open);

  const out = new ByteWriter();
  out.byte((name === undefined ? 0 : NAME) | (main === undefined ? 0 : MAIN) | (open === -1 ? 0 : OPEN));
  if (name !== undefined) out.string(checkLabel(name, 'nameChars'));
  if (main !== undefined) {
    out.string(checkLabel(main.id, 'idChars'));
    writeValues(main.args, out);
  }
  if (open !== -1) out.varint(open);
  out.varint(files.length);
  for (const file of files) {
    out.string(file.path);
    out.varint(file.bytes.length * 2 + Number(file.isBytes));
  }
  for (const file of files) out.bytes(file.bytes);
  if (out.size > LIMITS.linkBytes) throw new LinkRefusal(limitProblem('linkBytes', out.size));
  return out.finish();
}

/** Throws {@link LinkRefusal} or {@link Malformed}. */
export function readContent1(content: Uint8Array): SharedProject {
  const input = new ByteReader(content);
  const flags = input.byte();
  if (flags > (NAME | MAIN | OPEN)) throw new Malformed('unknown flags');
  const name = flags & NAME ? checkLabel(input.string(), 'nameChars') : undefined;
  const main = flags & MAIN ? readMain(input) : undefined;
  const openIndex = flags & OPEN ? input.varint() : undefined;
  const count = input.varint();
  if (count > LIMITS.files) throw new LinkRefusal(limitProblem('files', count));
  const heads = Array.from({ length: count }, () => ({ path: input.string(), size: input.varint() }));
  if (heads.some(({ path }, index) => index > 0 && heads[index - 1]!.path >= path))
    throw new Malformed('files out of order');
  checkFiles(heads.map(({ path }) => path));
  const files = new Map<string, string | Uint8Array>();
  for (const { path, size } of heads) files.set(path, size & 1 ? input.bytes(size >> 1) : input.text(size >> 1));
  input.end();
  const open = openIndex === undefined ? undefined : heads[openIndex]?.path;
  if (openIndex !== undefined && open === undefined) throw new Malformed('opens a file that is not there');
  return {
    ...(name === undefined ? {} : { name }),
    files,
    ...(main === undefined ? {} : { main }),
    ...(open === undefined ? {} : { open }),
  };
}

function readMain(input: ByteReader): SharedMain {
  return { id: checkLabel(input.string(), 'idChars'), args: readValues(input) };
}

function checkFiles(paths: readonly string[]): void {
  if (paths.length > LIMITS.files) throw new LinkRefusal(limitProblem('files', paths.length));
  for (const path of paths) {
    const checked = checkPath(path);
    if (!checked.ok)
      throw new LinkRefusal({ code: 'path', message: `A file name that cannot be shared: ${checked.error}.` });
  }
  const conflict = findFolderConflict(paths);
  if (conflict !== null) throw new LinkRefusal({ code: 'path', message: `${conflict}.` });
}

/** For texts that the page shows in one line. */
function checkLabel(text: string, limit: 'nameChars' | 'idChars'): string {
  if (text.length > LIMITS[limit]) throw new LinkRefusal(limitProblem(limit, text.length));
  if (/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(text)) {
    const what = limit === 'nameChars' ? 'name of the project' : 'ID of the entry to run';
    throw new LinkRefusal({ code: 'invalid', message: `The ${what} has control characters in it.` });
  }
  return text;
}
