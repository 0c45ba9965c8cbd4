/** Files that are open in Lua, and scanners over them. */
import { spendBytes } from '../../../base/effort.ts';
import { invalid, notFound, type Failure } from '../../../contract/errors.ts';
import type { fsSpec } from '../../../contract/lua-modules/fs.ts';
import type { File, FileNode } from '../../files/file-node.ts';
import type { Volume } from '../../files/volume.ts';
import { pushFailure, returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type Method } from '../vm/userdata.ts';
import { failureOf } from './fs-failures.ts';
import { isNothing, textAt } from './process-arguments.ts';

/** How much of a piece a scanner takes. */
export const MAX_PIECE_BYTES = 65_536;
const DEFAULT_READ_BYTES = 4096;

export class OpenFile {
  readonly node: File;
  readonly name: string;
  readonly volume: Volume;
  readonly mode: 'r' | 'w' | 'a';
  position = 0;
  isOpen = true;

  constructor(node: File, volume: Volume, name: string, mode: 'r' | 'w' | 'a') {
    this.node = node;
    this.volume = volume;
    this.name = name;
    this.mode = mode;
    node.opened();
  }

  /** Borrowed. */
  rest(length = Number.MAX_SAFE_INTEGER): Uint8Array {
    return this.node.read(this.position, length);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.node.closed();
  }
}

/** Pushes `false, err`: how a method that answers whether it did something reports a failure. */
export function returnFalse(L: LuaState, failure: Failure): number {
  stack.pushBoolean(L, false);
  pushFailure(L, failure);
  return 2;
}

/** The next bytes as a string, an empty one too. */
export function readOf(L: LuaState, file: OpenFile, length: number): number {
  const bytes = file.rest(length);
  call.reserve(L, bytes.length);
  spendBytes(bytes.length);
  file.position += bytes.length;
  stack.pushBytes(L, bytes);
  return 1;
}

export function writeTo(L: LuaState, file: OpenFile, data: Uint8Array): number {
  spendBytes(data.length);
  const at = file.mode === 'a' ? file.node.size : file.position;
  const done = file.volume.write(file.node, at, data);
  if (!done.ok) return returnFalse(L, failureOf(done.error, file.name));
  file.position = at + data.length;
  stack.pushBoolean(L, true);
  return 1;
}

export function pushStat(L: LuaState, node: FileNode, name: string): number {
  const isFolder = node.kind === 'folder';
  stack.createTable(L, 0, 6);
  stack.pushText(L, name);
  stack.rawSetField(L, -2, 'name');
  stack.pushInteger(L, isFolder ? 0 : node.size);
  stack.rawSetField(L, -2, 'size');
  stack.pushInteger(L, isFolder ? 0o755 : 0o644);
  stack.rawSetField(L, -2, 'mode');
  stack.pushInteger(L, Math.floor(node.modifiedMs / 1000));
  stack.rawSetField(L, -2, 'modified');
  stack.pushBoolean(L, isFolder);
  stack.rawSetField(L, -2, 'is_dir');
  stack.pushText(L, isFolder ? 'directory' : 'file');
  stack.rawSetField(L, -2, 'type');
  return 1;
}

type Refuse = (L: LuaState, failure: Failure) => number;

/** Of one that is open, for reading or writing where that counts. */
function open(refuse: Refuse, right: 'read' | 'write' | null, work: Method<OpenFile>): Method<OpenFile> {
  return (L, file) => {
    if (!file.isOpen) return refuse(L, failureOf('bad-descriptor', file.name));
    if (right !== null && (right === 'read') !== (file.mode === 'r'))
      return refuse(L, invalid(`file is not open to ${right}: ${file.name}`));
    return work(L, file);
  };
}

const done = open(returnFalse, null, (L) => {
  stack.pushBoolean(L, true);
  return 1;
});

export const fileClass = defineUserdata<OpenFile>('file', {
  sizeBytes: () => 200,
  methods: {
    read: open(returnFailure, 'read', (L, file) => {
      const wanted = isNothing(L, 2) ? DEFAULT_READ_BYTES : Number(call.checkInteger(L, 2, 'read'));
      if (wanted <= 0) return returnFailure(L, invalid('size must be positive'));
      if (file.position >= file.node.size) return returnFailure(L, notFound('EOF'));
      return readOf(L, file, wanted);
    }),
    write: open(returnFalse, 'write', (L, file) => {
      const data = call.checkBytes(L, 2, 'write');
      return data.length === 0 ? returnFalse(L, invalid('nothing to write')) : writeTo(L, file, data);
    }),
    seek: open(returnFailure, null, (L, file) => {
      const whence = isNothing(L, 2) ? 'cur' : textAt(L, 2, 'seek');
      const offset = isNothing(L, 3) ? 0 : Number(call.checkInteger(L, 3, 'seek'));
      const from = { set: 0, cur: file.position, end: file.node.size };
      if (whence !== 'set' && whence !== 'cur' && whence !== 'end')
        return returnFailure(L, invalid(`invalid whence: ${whence}`));
      const position = from[whence] + offset;
      if (position < 0 || !Number.isSafeInteger(position))
        return returnFailure(L, invalid(`invalid position: ${position}`));
      file.position = position;
      stack.pushInteger(L, position);
      return 1;
    }),
    stat: open(returnFailure, null, (L, { node, name }) => pushStat(L, node, name)),
    sync: done,
    close: open(returnFalse, null, (L, file) => {
      file.close();
      stack.pushBoolean(L, true);
      return 1;
    }),
    scanner: open(returnFailure, 'read', (L, file) => {
      const split = isNothing(L, 2) ? 'lines' : textAt(L, 2, 'scanner');
      if (split !== 'lines' && split !== 'words' && split !== 'bytes' && split !== 'runes')
        return returnFailure(L, invalid(`invalid split: ${split}`));
      scannerClass.push(L, { file, split, piece: new Uint8Array(), failure: null });
      return 1;
    }),
  } satisfies Methods<typeof fsSpec.types.file, OpenFile>,
});

export type Split = 'lines' | 'words' | 'bytes' | 'runes';

/** What a scanner has found. */
interface Scanned {
  readonly piece: Uint8Array;
  readonly failure: Failure | null;
}

interface Scanner extends Scanned {
  readonly file: OpenFile;
  readonly split: Split;
  piece: Uint8Array;
  failure: Failure | null;
}

/** The methods of every scanner that tell of what it has found. */
export const scanned = {
  text: (L: LuaState, { piece }: Scanned): number => {
    call.reserve(L, piece.length);
    spendBytes(piece.length);
    stack.pushBytes(L, piece);
    return 1;
  },
  err: (L: LuaState, { failure }: Scanned): number => {
    if (failure) pushFailure(L, failure);
    else stack.pushNil(L);
    return 1;
  },
};

const scannerClass = defineUserdata<Scanner>('scanner', {
  sizeBytes: () => MAX_PIECE_BYTES + 200,
  methods: {
    scan: (L, scanner) => {
      stack.pushBoolean(L, scan(scanner));
      return 1;
    },
    ...scanned,
  } satisfies Methods<typeof fsSpec.types.scanner, Scanner>,
});

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

function scan(scanner: Scanner): boolean {
  const { file, split } = scanner;
  scanner.piece = new Uint8Array();
  if (scanner.failure) return false;
  if (!file.isOpen) {
    scanner.failure = failureOf('bad-descriptor', file.name);
    return false;
  }
  if (split === 'words') while (skipSpaces(file));
  const bytes = file.rest(MAX_PIECE_BYTES + 1);
  if (bytes.length === 0) return false;
  const length = lengthOf(bytes, split);
  spendBytes(length);
  if (length > MAX_PIECE_BYTES) {
    scanner.failure = invalid('bufio.Scanner: token too long');
    return false;
  }
  scanner.piece = bytes.slice(0, length);
  file.position += length;
  if (split !== 'lines') return true;
  if (bytes[length] === LINE_FEED) file.position++;
  if (scanner.piece.at(-1) === CARRIAGE_RETURN) scanner.piece = scanner.piece.subarray(0, -1);
  return true;
}

/** True while there may be more of them. */
function skipSpaces(file: OpenFile): boolean {
  const bytes = file.rest(MAX_PIECE_BYTES);
  const found = bytes.findIndex((byte) => !isSpace(byte));
  const skipped = found < 0 ? bytes.length : found;
  spendBytes(skipped);
  file.position += skipped;
  return found < 0 && bytes.length > 0;
}

/** Of the piece that they begin with: all of them where it has no end among them. */
export function lengthOf(bytes: Uint8Array, split: Split): number {
  switch (split) {
    case 'lines': {
      const end = bytes.indexOf(LINE_FEED);
      return end < 0 ? bytes.length : end;
    }
    case 'words': {
      const end = bytes.findIndex(isSpace);
      return end < 0 ? bytes.length : end;
    }
    case 'bytes':
      return 1;
    case 'runes':
      return Math.min(bytes.length, sequenceLength(bytes[0] ?? 0));
  }
}

/** Of the first byte of a character; 1 of one that begins none. */
function sequenceLength(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
