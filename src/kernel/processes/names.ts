import type { Pid } from '../../contract/api.ts';
import { ErrorKind, failure, limitExceeded, type Failure } from '../../contract/errors.ts';

/** Names of a project, at most. */
const MAX_NAMES = 100_000;

/** Names of processes (spec/scheduler §9): a name has one process, a process any number of names. */
export class Names {
  readonly #pids = new Map<string, Pid>();
  readonly #names = new Map<Pid, Set<string>>();

  /** The same process again is fine. */
  register(name: string, pid: Pid): Failure | null {
    const holder = this.#pids.get(name);
    if (holder === pid) return null;
    if (holder !== undefined) return failure(ErrorKind.alreadyExists, 'name already registered', { retryable: false });
    if (this.#pids.size >= MAX_NAMES) return limitExceeded('too many names are registered');
    this.#pids.set(name, pid);
    const names = this.#names.get(pid) ?? new Set<string>();
    this.#names.set(pid, names);
    names.add(name);
    return null;
  }

  find(name: string): Pid | null {
    return this.#pids.get(name) ?? null;
  }

  of(pid: Pid): readonly string[] {
    return [...(this.#names.get(pid) ?? [])];
  }

  /** Whether there was one. */
  unregister(name: string): boolean {
    const pid = this.#pids.get(name);
    if (pid === undefined) return false;
    this.#pids.delete(name);
    const names = this.#names.get(pid);
    names?.delete(name);
    if (names?.size === 0) this.#names.delete(pid);
    return true;
  }

  /** A process has ended. */
  release(pid: Pid): void {
    for (const name of this.#names.get(pid) ?? []) this.#pids.delete(name);
    this.#names.delete(pid);
  }
}
