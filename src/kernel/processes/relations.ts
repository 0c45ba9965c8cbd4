import type { Pid } from '../../contract/api.ts';

/** Of nearly every call. */
const NOBODY: readonly Pid[] = [];

/** Pairs, found from both sides. */
class Pairs {
  readonly #to = new Map<Pid, Set<Pid>>();
  readonly #from = new Map<Pid, Set<Pid>>();

  has(from: Pid, to: Pid): boolean {
    return this.#to.get(from)?.has(to) === true;
  }

  /** Those that are in a pair with `to`. */
  from(to: Pid): readonly Pid[] {
    const from = this.#from.get(to);
    return from ? [...from] : NOBODY;
  }

  add(from: Pid, to: Pid): void {
    addTo(this.#to, from, to);
    addTo(this.#from, to, from);
  }

  delete(from: Pid, to: Pid): void {
    deleteFrom(this.#to, from, to);
    deleteFrom(this.#from, to, from);
  }

  /** Takes out all pairs of one, and answers those that were `from` in one with it. */
  take(pid: Pid): readonly Pid[] {
    if (!this.#from.has(pid) && !this.#to.has(pid)) return NOBODY;
    const watchers = [...(this.#from.get(pid) ?? [])];
    for (const watcher of watchers) this.delete(watcher, pid);
    for (const to of [...(this.#to.get(pid) ?? [])]) this.delete(pid, to);
    return watchers;
  }
}

/** Who watches whom and who is linked with whom (spec/scheduler §8). */
export class Relations {
  readonly #monitors = new Pairs();
  /** Each in both directions. */
  readonly #links = new Pairs();

  /** False where it did already. */
  monitor(watcher: Pid, target: Pid): boolean {
    if (this.#monitors.has(watcher, target)) return false;
    this.#monitors.add(watcher, target);
    return true;
  }

  unmonitor(watcher: Pid, target: Pid): void {
    this.#monitors.delete(watcher, target);
  }

  /** A process is not linked with itself: nobody would be told. */
  link(a: Pid, b: Pid): void {
    if (a === b) return;
    this.#links.add(a, b);
    this.#links.add(b, a);
  }

  unlink(a: Pid, b: Pid): void {
    this.#links.delete(a, b);
    this.#links.delete(b, a);
  }

  /** Who would hear of the end of one. */
  of(pid: Pid): { readonly links: readonly Pid[]; readonly watchers: readonly Pid[] } {
    return { links: this.#links.from(pid), watchers: this.#monitors.from(pid) };
  }

  /** One has ended: who is to hear of it, in the order in which they asked. It has no relations afterwards. */
  end(pid: Pid): { readonly watchers: readonly Pid[]; readonly linked: readonly Pid[] } {
    return { watchers: this.#monitors.take(pid), linked: this.#links.take(pid) };
  }
}

function addTo(map: Map<Pid, Set<Pid>>, key: Pid, value: Pid): void {
  const set = map.get(key) ?? new Set<Pid>();
  map.set(key, set);
  set.add(value);
}

function deleteFrom(map: Map<Pid, Set<Pid>>, key: Pid, value: Pid): void {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
}
