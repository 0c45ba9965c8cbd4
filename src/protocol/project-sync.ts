/**
 * How the toolchain worker keeps a copy of the page's project: the page's end says what has changed, the worker's end follows.
 * After a worker was replaced, or whenever the two do not agree on a version, all files are sent again.
 */
import type { ProjectFiles } from '../contract/api.ts';
import type { FileChange, ProjectUpdate } from './toolchain-messages.ts';

/** Knows what copy of the project the worker has, and sends the difference. */
export class ProjectSender {
  #sent: ReadonlyMap<string, string | Uint8Array> = new Map();
  /** Of what was sent; 0 when the worker has nothing, or nobody knows what. */
  #base = 0;
  #versions = 0;

  /** What makes the worker's copy equal to `files`; it counts as sent from here on. Bytes are compared by identity. */
  update(files: ProjectFiles): ProjectUpdate {
    const next = new Map(Object.entries(files));
    const changes: FileChange[] = [];
    for (const [path, content] of next) if (this.#sent.get(path) !== content) changes.push([path, content]);
    for (const path of this.#sent.keys()) if (!next.has(path)) changes.push([path, null]);
    const base = this.#base;
    this.#sent = next;
    this.#base = ++this.#versions;
    return { base, version: this.#base, changes };
  }

  /** The worker is a new one, or did not take the last update. */
  forget(): void {
    this.#sent = new Map();
    this.#base = 0;
  }
}

/** The worker's copy of the page's project, kept up by changes. */
export class ProjectMirror {
  readonly #files = new Map<string, string | Uint8Array>();
  #version = 0;
  #project: ProjectFiles = {};

  /** The project after the update; null when the update starts from a version that this is not. */
  apply({ base, version, changes }: ProjectUpdate): ProjectFiles | null {
    if (base === 0) this.#files.clear();
    else if (base !== this.#version) return null;
    for (const [path, content] of changes) {
      if (content === null) this.#files.delete(path);
      else this.#files.set(path, content);
    }
    this.#version = version;
    // One and the same object for as long as nothing changes: what was made of it holds.
    if (base !== 0 && changes.length === 0) return this.#project;
    const files = Object.create(null) as Record<string, string | Uint8Array>;
    for (const [path, content] of this.#files) files[path] = content;
    this.#project = files;
    return files;
  }
}
