/** The entries of a project that are in effect, and what stands behind them. */
import type { EntryId } from '../contract/api.ts';
import type { AnyEntry, PlainMap } from '../project/registry/entries.ts';
import { fingerprintOf, ingredientsOf } from '../project/registry/fingerprint.ts';
import type { OpenProject, KernelKind, Loaded } from './kinds/kind.ts';

/** An entry that was found good, with all that it needs. */
export interface Good {
  readonly entry: AnyEntry;
  /** null for what is only kept as data. */
  readonly kind: KernelKind | null;
  readonly loaded: Exclude<Loaded<unknown>, { status: 'rejected' }>;
}

interface Installed {
  /** Of the entry. */
  readonly kindName: string;
  /** Equal ones stand for the same; null is equal to none. */
  readonly fingerprint: string | null;
  readonly kind: KernelKind | null;
  readonly meta: PlainMap;
  /** null where nothing stands behind the entry. */
  readonly live: { readonly value: unknown } | null;
}

/** What happened to an entry, as the registry names it (spec/registry §3.4). */
export interface Operation {
  readonly type: 'create' | 'update' | 'delete';
  readonly id: EntryId;
  readonly kind: string;
}

/** What became of entries that something stands behind. */
export interface Changes {
  /** Of all entries: first what went, then what came or changed, what is needed first. */
  readonly operations: readonly Operation[];
  readonly made: readonly EntryId[];
  readonly ended: readonly EntryId[];
}

/** Nothing is in effect at first. Synchronous: whoever calls it sees all of a change or nothing. */
export class Installation {
  readonly #project: OpenProject;
  #installed: ReadonlyMap<EntryId, Installed> = new Map();
  #entries: readonly AnyEntry[] = [];

  constructor(project: OpenProject) {
    this.#project = project;
  }

  /** Those that are in effect, what is needed first. */
  get entries(): readonly AnyEntry[] {
    return this.#entries;
  }

  /**
   * `entries` are all there are from now on, those that are needed first. One that is as it was, with all it needs, keeps what
   * stands behind it. One whose kind changed is deleted and made anew, as the registry asks of whoever wants to change a kind
   * (spec/registry §3.1).
   */
  install(entries: readonly Good[]): Changes {
    const before = this.#installed;
    const after = new Map<EntryId, Installed>();
    const changed = new Set<EntryId>();
    for (const good of entries) {
      const { entry } = good;
      const fingerprint = good.loaded.isTransient ? null : fingerprintOf(entry);
      const known = before.get(entry.id);
      const isKept =
        known !== undefined &&
        fingerprint !== null &&
        known.fingerprint === fingerprint &&
        !ingredientsOf(entry).some((id) => changed.has(id));
      if (!isKept) changed.add(entry.id);
      after.set(entry.id, isKept ? known : this.#make(good, fingerprint));
    }
    this.#installed = after;
    this.#entries = entries.map(({ entry }) => entry);
    return this.#switch(before, after);
  }

  /** Whether something stands behind an entry of that ID. */
  has(id: EntryId): boolean {
    return this.#installed.has(id);
  }

  /** Removes everything, what was needed last. */
  dispose(): void {
    const all = [...this.#installed.values()].toReversed();
    this.#installed = new Map();
    for (const { kind, live } of all) if (live) kind?.remove(live.value, this.#project);
  }

  #make({ entry, kind, loaded: { create } }: Good, fingerprint: string | null): Installed {
    const { meta, kind: kindName } = entry;
    return { kindName, fingerprint, kind, meta, live: create && { value: create(this.#project) } };
  }

  #switch(before: ReadonlyMap<EntryId, Installed>, after: ReadonlyMap<EntryId, Installed>): Changes {
    const ended: EntryId[] = [];
    const made: EntryId[] = [];
    const project = this.#project;
    for (const [id, { kind, live }] of before) {
      const next = after.get(id);
      if (!live || next?.live === live) continue;
      ended.push(id);
      if (!next?.live || next.kind !== kind) kind?.remove(live.value, project);
    }
    for (const [id, { kind, meta, live }] of after) {
      const last = before.get(id);
      if (!live || last?.live === live) continue;
      made.push(id);
      if (last?.live && last.kind === kind) kind?.replace(last.live.value, live.value, project, meta);
      else kind?.add(live.value, project, meta);
    }
    return { operations: operationsOf(before, after), made, ended };
  }
}

function operationsOf(
  before: ReadonlyMap<EntryId, Installed>,
  after: ReadonlyMap<EntryId, Installed>,
): readonly Operation[] {
  const went = [...before].flatMap(([id, { kindName: kind }]): Operation[] =>
    after.get(id)?.kindName === kind ? [] : [{ type: 'delete', id, kind }],
  );
  const came = [...after].flatMap(([id, one]): Operation[] => {
    const last = before.get(id);
    if (last === one) return [];
    return [{ type: last?.kindName === one.kindName ? 'update' : 'create', id, kind: one.kindName }];
  });
  return [...went, ...came];
}
