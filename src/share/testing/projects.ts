/** Projects that tests share. */
import { checkPath, findFolderConflict } from '../names.ts';
import type { SharedProject } from '../project.ts';
import { LIMITS } from '../limits.ts';

/** Every part of the format at once. */
export const everything: SharedProject = {
  name: 'Everything — äöü 🦊',
  files: new Map<string, string | Uint8Array>([
    ['_index.yaml', 'version: "1.0"\nnamespace: app\n'],
    ['constructor', 'not a function'],
    ['data/empty.bin', new Uint8Array()],
    ['data/empty.txt', ''],
    ['data/module.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)],
    ['data/ünï 🦊.txt', '\ufeffwith a byte order mark\r\nand \u0000 and 🦊'],
    ['main.lua', 'return { main = function() return 1 end }\n'],
  ]),
  main: {
    id: 'app:main',
    args: [
      null,
      true,
      false,
      0,
      -0,
      1.5,
      1e300,
      Infinity,
      NaN,
      9007199254740993n,
      18446744073709551615n,
      'text',
      Uint8Array.of(255, 0),
      [1, ['two']],
      { b: 1, a: { c: null } },
    ],
  },
  open: 'main.lua',
};

/** Says what is wrong with a project that a decoder let through; null if nothing is. */
export function findFault(project: SharedProject): string | null {
  if (!(project.files instanceof Map)) return 'files are no Map';
  if (project.files.size > LIMITS.files) return 'too many files';
  let size = 0;
  for (const [path, content] of project.files) {
    if (!checkPath(path).ok) return `path ${JSON.stringify(path)}`;
    if (typeof content !== 'string' && !(content instanceof Uint8Array)) return `content of ${path}`;
    if (typeof content === 'string' && !content.isWellFormed()) return `half a character in ${path}`;
    size += content.length;
  }
  if (size > LIMITS.importBytes) return 'too large';
  if (project.open !== undefined && !project.files.has(project.open)) return 'opens no file';
  if (project.main !== undefined && (typeof project.main.id !== 'string' || !Array.isArray(project.main.args)))
    return 'main';
  return findFolderConflict(project.files.keys());
}
