/** The `fs` module (spec/lua-modules §11): the filesystems that guests mount, seen from Lua. Nothing of it yields. */
import { spendBytes } from '../../../base/effort.ts';
import type { EntryId } from '../../../contract/api.ts';
import { invalid, notFound, type Failure } from '../../../contract/errors.ts';
import { fsSpec } from '../../../contract/lua-modules/fs.ts';
import type { FileNode, Folder } from '../../files/file-node.ts';
import type { Volume } from '../../files/volume.ts';
import { denied } from '../../security/permissions.ts';
import { returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type Method } from '../vm/userdata.ts';
import { fileClass, OpenFile, pushStat, readOf, returnFalse, writeTo } from './fs-file.ts';
import { failureOf } from './fs-failures.ts';
import { may } from './identity.ts';
import { defineModule } from './module.ts';
import { isNothing, textAt } from './process-arguments.ts';

/** A filesystem as one piece of code has it: with a folder of its own that paths count from. */
interface Filesystem {
  readonly volume: Volume;
  /** Parts of the working folder, from the root. */
  cwd: readonly string[];
}

interface Located {
  readonly root: Folder;
  /** From the root; `.` for itself. */
  readonly path: string;
  readonly parts: readonly string[];
}

export const fsModule = defineModule(fsSpec, ({ running, permissions, volume }) => ({
  get: (L) => {
    const id = textAt(L, 1, 'get');
    if (id === '') return returnFailure(L, invalid('filesystem name required'));
    if (!may({ running, permissions }, 'fs.get', id))
      return returnFailure(L, denied(`not allowed to access filesystem: ${id}`));
    const found = volume(id as EntryId);
    if (!found) return returnFailure(L, notFound(`filesystem not found: ${id}`));
    filesystemClass.push(L, { volume: found, cwd: [] });
    return 1;
  },
}));

const filesystemClass = defineUserdata<Filesystem>('fs', {
  sizeBytes: () => 200,
  methods: {
    chdir: withPath('chdir', returnFalse, (L, filesystem, { root, path, parts }) => {
      const node = filesystem.volume.stat(root, path);
      if (!node.ok) return returnFalse(L, failureOf(node.error, path));
      if (node.value.kind === 'file') return returnFalse(L, failureOf('not-directory', path));
      filesystem.cwd = parts;
      return pushTrue(L);
    }),
    pwd: (L, { cwd }) => {
      stack.pushText(L, `/${cwd.join('/')}`);
      return 1;
    },
    open: withPath('open', returnFailure, (L, { volume }, { root, path }) => {
      const opened = openAt(volume, root, path, textAt(L, 3, 'open'));
      if (!(opened instanceof OpenFile)) return returnFailure(L, opened);
      fileClass.push(L, opened);
      return 1;
    }),
    readfile: readWhole('readfile'),
    read_file: readWhole('read_file'),
    writefile: writeWhole('writefile'),
    write_file: writeWhole('write_file'),
    stat: withPath('stat', returnFailure, (L, { volume }, { root, path, parts }) => {
      const node = volume.stat(root, path);
      return node.ok ? pushStat(L, node.value, parts.at(-1) ?? '.') : returnFailure(L, failureOf(node.error, path));
    }),
    exists: withPath('exists', returnFalse, (L, filesystem, at) => pushIs(L, filesystem, at, () => true)),
    isdir: withPath('isdir', returnFalse, (L, filesystem, at) =>
      pushIs(L, filesystem, at, ({ kind }) => kind === 'folder'),
    ),
    mkdir: withPath('mkdir', returnFalse, (L, { volume }, { root, path }) => {
      const made = volume.makeFolder(root, path);
      return made.ok ? pushTrue(L) : returnFalse(L, failureOf(made.error, path));
    }),
    remove: withPath('remove', returnFalse, (L, { volume }, { root, path }) => {
      const file = volume.removeFile(root, path);
      const done = !file.ok && file.error === 'is-directory' ? volume.removeFolder(root, path) : file;
      if (done.ok) return pushTrue(L);
      return returnFalse(L, failureOf(done.error, path, 'remove'));
    }),
    readdir: withPath('readdir', returnFailure, (L, { volume }, { root, path }) => {
      const node = volume.stat(root, path);
      const listed = node.ok ? volume.list(node.value) : node;
      if (!listed.ok) return returnFailure(L, failureOf(listed.error, path));
      let next = 0;
      spendBytes(listed.value.length * 8);
      stack.pushNative(L, 'readdir', (state) => {
        const entry = listed.value[next++];
        if (!entry) {
          stack.pushNil(state);
          return 1;
        }
        const [name, { kind }] = entry;
        stack.createTable(state, 0, 2);
        stack.pushText(state, name);
        stack.rawSetField(state, -2, 'name');
        stack.pushText(state, kind === 'folder' ? 'directory' : 'file');
        stack.rawSetField(state, -2, 'type');
        return 1;
      });
      return 1;
    }),
  } satisfies Methods<typeof fsSpec.types.fs, Filesystem>,
});

type Refuse = (L: LuaState, failure: Failure) => number;

/** With the path that is the first argument. */
function withPath(
  name: string,
  refuse: Refuse,
  work: (L: LuaState, filesystem: Filesystem, at: Located) => number,
): Method<Filesystem> {
  return (L, filesystem) => {
    const text = textAt(L, 2, name);
    spendBytes(text.length);
    const root = filesystem.volume.root();
    if (!root) return refuse(L, failureOf('no-entry', text));
    const parts = text.startsWith('/') ? [] : [...filesystem.cwd];
    for (const part of text.split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') parts.push(part);
      else if (parts.pop() === undefined) return refuse(L, invalid(`path leads out of the filesystem: ${text}`));
    }
    return work(L, filesystem, { root, path: parts.join('/') || '.', parts });
  };
}

function openAt(volume: Volume, root: Folder, path: string, mode: string): OpenFile | Failure {
  if (!['r', 'w', 'wx', 'a'].includes(mode)) return invalid(`invalid mode: ${mode}`);
  const writes = mode !== 'r';
  const node = volume.open(root, path, {
    read: mode === 'r',
    write: writes,
    create: writes,
    truncate: mode === 'w',
    exclusive: mode === 'wx',
  });
  if (!node.ok) return failureOf(node.error, path);
  if (node.value.kind === 'folder') return failureOf('is-directory', path);
  return new OpenFile(
    node.value,
    volume,
    path.split('/').at(-1) ?? path,
    mode === 'r' ? 'r' : mode === 'a' ? 'a' : 'w',
  );
}

function readWhole(name: string): Method<Filesystem> {
  return withPath(name, returnFailure, (L, { volume }, { root, path }) => {
    const file = openAt(volume, root, path, 'r');
    if (!(file instanceof OpenFile)) return returnFailure(L, file);
    const count = readOf(L, file, Number.MAX_SAFE_INTEGER);
    file.close();
    return count;
  });
}

function writeWhole(name: string): Method<Filesystem> {
  return withPath(name, returnFalse, (L, { volume }, { root, path }) => {
    const reader = fileClass.at(L, 3);
    if (reader && !reader.isOpen) return returnFalse(L, failureOf('bad-descriptor', path));
    // Before the file is cut, which may be the reader's own.
    const data = reader ? reader.rest().slice() : call.checkBytes(L, 3, name);
    const mode = isNothing(L, 4) ? 'w' : textAt(L, 4, name);
    const file = mode === 'r' ? invalid('invalid mode: r') : openAt(volume, root, path, mode);
    if (!(file instanceof OpenFile)) return returnFalse(L, file);
    const count = data.length === 0 ? pushTrue(L) : writeTo(L, file, data);
    file.close();
    return count;
  });
}

function pushIs(L: LuaState, { volume }: Filesystem, { root, path }: Located, is: (node: FileNode) => boolean): number {
  const node = volume.stat(root, path);
  if (!node.ok && node.error !== 'no-entry' && node.error !== 'not-directory')
    return returnFalse(L, failureOf(node.error, path));
  stack.pushBoolean(L, node.ok && is(node.value));
  return 1;
}

function pushTrue(L: LuaState): number {
  stack.pushBoolean(L, true);
  return 1;
}
