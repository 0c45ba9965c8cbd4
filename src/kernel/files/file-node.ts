/** Files and folders of the tree, and the count of what they hold. */
import { grownSize } from '../../base/bytes.ts';
import type { FileErrorCode } from '../../contract/hosts/files.ts';
import { err, ok, type Result } from '../../base/result.ts';

export type Content = string | Uint8Array;
export type FileNode = File | Folder;
export type FileResult<T> = Result<T, FileErrorCode>;

/** What a file or a folder takes besides its bytes. */
export const NODE_BYTES = 256;

/** Counts what is written. */
export class Quota {
  readonly limitBytes: number;
  usedBytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** False: there is no room, and nothing was taken. */
  take(bytes: number): boolean {
    if (this.usedBytes + bytes > this.limitBytes) return false;
    this.usedBytes += bytes;
    return true;
  }
}

let identities = 0n;

export class File {
  readonly kind = 'file';
  readonly identity = ++identities;
  modifiedMs: number;
  accessedMs: number;
  /** Whether its bytes are not the project's. */
  isWritten = false;
  readonly #quota: Quota;
  readonly #changed: () => void;
  #content: Content;
  /** With room behind {@link #size} once something was written. */
  #bytes: Uint8Array | null = null;
  #size = 0;
  #heldBytes = 0;
  #opened = 0;
  #isLinked = true;

  /** `changed` is told of each change of its bytes. */
  constructor(content: Content, quota: Quota, nowMs: number, changed: () => void) {
    this.#content = content;
    this.#quota = quota;
    this.#changed = changed;
    this.modifiedMs = nowMs;
    this.accessedMs = nowMs;
  }

  get size(): number {
    this.#load();
    return this.#size;
  }

  /** Borrowed until the next change. */
  read(offset: number, length: number): Uint8Array {
    return this.#load().subarray(Math.min(offset, this.#size), Math.min(offset + length, this.#size));
  }

  write(offset: number, what: Uint8Array, nowMs: number): FileResult<null> {
    if (what.length === 0) return ok(null);
    const end = offset + what.length;
    if (!this.#own(Math.max(end, this.size))) return err('insufficient-space');
    const bytes = this.#load();
    // Room that was used before may not be empty.
    if (offset > this.#size) bytes.fill(0, this.#size, offset);
    bytes.set(what, offset);
    this.#size = Math.max(this.#size, end);
    this.modifiedMs = nowMs;
    this.#changed();
    return ok(null);
  }

  resize(size: number, nowMs: number): FileResult<null> {
    if (!this.#own(size)) return err('insufficient-space');
    if (size > this.#size) this.#load().fill(0, this.#size, size);
    this.#size = size;
    this.modifiedMs = nowMs;
    this.#changed();
    return ok(null);
  }

  /** The project's word: what was written into it is gone. */
  replace(content: Content, nowMs: number): void {
    this.#letGo();
    this.#content = content;
    this.#bytes = null;
    this.isWritten = false;
    this.modifiedMs = nowMs;
    this.#changed();
  }

  opened(): void {
    this.#opened++;
  }

  closed(): void {
    this.#opened--;
    if (this.#opened === 0 && !this.#isLinked) this.#letGo();
  }

  /** Whoever has it open still reads and writes it. */
  unlinked(): void {
    this.#isLinked = false;
    if (this.#opened === 0) this.#letGo();
  }

  #load(): Uint8Array {
    if (this.#bytes) return this.#bytes;
    this.#bytes = typeof this.#content === 'string' ? new TextEncoder().encode(this.#content) : this.#content;
    this.#size = this.#bytes.length;
    return this.#bytes;
  }

  /** Bytes of its own, and room for so many. */
  #own(size: number): boolean {
    const bytes = this.#load();
    if (this.isWritten && size <= bytes.length) return true;
    const capacity = this.isWritten ? grownSize(bytes.length, size, { firstBytes: 0, maxBytes: Infinity }) : size;
    const room = [capacity, size].find((wanted) => this.#quota.take(NODE_BYTES + wanted - this.#heldBytes));
    if (room === undefined) return false;
    this.#heldBytes = NODE_BYTES + room;
    const owned = new Uint8Array(room);
    owned.set(bytes.subarray(0, Math.min(this.#size, room)));
    this.#bytes = owned;
    this.isWritten = true;
    return true;
  }

  #letGo(): void {
    this.#quota.usedBytes -= this.#heldBytes;
    this.#heldBytes = 0;
  }
}

export class Folder {
  readonly kind = 'folder';
  readonly identity = ++identities;
  readonly children = new Map<string, FileNode>();
  /** Made by a program, or for a filesystem: it stays when nothing is in it. */
  isMade: boolean;
  /** Counted for it. */
  heldBytes = 0;
  modifiedMs: number;
  accessedMs: number;

  constructor(nowMs: number, isMade: boolean) {
    this.modifiedMs = nowMs;
    this.accessedMs = nowMs;
    this.isMade = isMade;
  }
}
