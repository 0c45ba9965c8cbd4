/** Puts projects on the screen: what was asked for last, with what is kept of it, while this tab may write it or not. */
import type { StoreApi } from 'zustand/vanilla';
import type { ProjectFiles } from '../../contract/api.ts';
import { formatArguments } from '../model/arguments/arguments.ts';
import { alignFiles } from '../model/project-files.ts';
import type { ProjectRecord } from './project-record.ts';
import { automaticLabel, type ProjectSaving } from './project-saving.ts';
import type { SharedTests } from '../../share/shared-tests.ts';
import type { IncomingProject, ProjectState, ProjectStoreOptions } from './project-state.ts';
import type { Hold, ProjectTurn } from './project-turn.ts';

export interface ProjectOpening {
  /** A project with a number of its own, kept nowhere yet. */
  readonly fresh: (project: IncomingProject) => ProjectRecord;
  readonly show: (record: ProjectRecord, showing: Showing) => Promise<void>;
  /** Asks for something else to be shown: what was asked for before and comes late is not. */
  ask(): number;
  isAsked(mine: number): boolean;
  /** A project of this browser; false where there is none. Rejects when it cannot be read. */
  readonly openStored: (id: string) => Promise<boolean>;
  /** The text on screen becomes what the other tab has left. */
  goOn(id: string): Promise<void>;
}

export interface Showing {
  readonly origin: ProjectState['origin'];
  readonly savedFiles: ProjectFiles;
  readonly hold?: Hold | null;
  /** What came with it. */
  readonly tests?: SharedTests | null;
  /** What `ask` has given for it. */
  readonly mine?: number;
}

export interface ProjectOpeningOptions extends Required<Pick<ProjectStoreOptions, 'now' | 'newId'>> {
  readonly store: Pick<StoreApi<ProjectState>, 'getState' | 'setState'>;
  readonly turn: ProjectTurn;
  readonly saving: ProjectSaving;
}

export function createProjectOpening({
  store: { getState: get, setState: set },
  turn,
  saving,
  now,
  newId,
}: ProjectOpeningOptions): ProjectOpening {
  let asked = 0;

  async function goOn(id: string): Promise<void> {
    const taken = await readKept(id);
    if (get().id !== id) return;
    if (!taken) {
      // Deleted meanwhile: what is on screen is all that is left of it.
      set({ access: 'write' });
      return;
    }
    saving.begin(taken.updatedMs);
    const { name, files, folders, main, target, argumentsText, environment = [] } = taken;
    const own = { name, files, folders, main, target, argumentsText, environment };
    set({ ...own, access: 'write', loadId: get().loadId + 1 });
  }

  async function show(
    record: ProjectRecord,
    { origin, savedFiles, hold = null, tests = null, mine = ++asked }: Showing,
  ): Promise<void> {
    if (mine !== asked) {
      hold?.();
      return;
    }
    // What was typed until this moment belongs to the project that was on screen, which is let go of when it has it.
    const written = saving.write();
    const access = origin === 'project' && hold === null ? 'read' : 'write';
    const letGo = turn.enter(record.id, hold, access === 'read' ? 'wait' : 'free');
    saving.begin(record.updatedMs);
    const { id, name, files, folders, main, target, argumentsText, environment = [], exampleId } = record;
    set({
      id,
      name,
      files,
      folders,
      main,
      target,
      argumentsText,
      environment,
      exampleId,
      sharedTests: tests && { tests, files },
      origin,
      savedFiles: alignFiles(savedFiles, files),
      ready: true,
      access,
      loadId: get().loadId + 1,
      loadError: null,
    });
    await written;
    letGo();
    if (mine !== asked) return;
    // A link is no place to come back to.
    if (origin === 'link') return;
    const last =
      origin === 'project' ? { kind: 'project' as const, id } : { kind: 'example' as const, id: exampleId ?? '' };
    await saving.storage.writeLastOpen(last).catch(() => undefined);
  }

  function fresh({ name, files, main = null, exampleId = null }: IncomingProject): ProjectRecord {
    const argumentsText = formatArguments(main?.args ?? []);
    return {
      id: newId(),
      name,
      files,
      folders: [],
      main,
      target: null,
      argumentsText,
      exampleId,
      updatedMs: now(),
      deletedMs: null,
    };
  }

  /** For the tab that may write it: with what a page left in a note. */
  async function readKept(id: string): Promise<ProjectRecord | null> {
    const taken = await saving.writer.take(id);
    if (taken?.copy) {
      saving.list(taken.copy);
      set({ parted: { name: taken.record.name, copy: taken.copy.name } });
    }
    return taken?.record ?? null;
  }

  async function readOnly(id: string): Promise<ProjectRecord | null> {
    const record = await saving.storage.read(id);
    return record && record.deletedMs === null ? record : null;
  }

  async function lastSaved(id: string): Promise<ProjectFiles | null> {
    const byHand = (await saving.storage.snapshots(id)).find((item) => item.label !== automaticLabel);
    return byHand ? ((await saving.storage.readSnapshot(byHand.key))?.files ?? null) : null;
  }

  async function openStored(id: string): Promise<boolean> {
    const mine = ++asked;
    await saving.write();
    const hold = await turn.ask(id);
    const record = hold ? await readKept(id) : await readOnly(id);
    if (!record) {
      hold?.();
      return false;
    }
    await show(record, { origin: 'project', savedFiles: (await lastSaved(id)) ?? record.files, hold, mine });
    return true;
  }

  return { fresh, show, ask: () => ++asked, isAsked: (mine) => mine === asked, openStored, goOn };
}
