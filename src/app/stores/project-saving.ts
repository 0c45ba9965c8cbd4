/** Keeps the project on screen as it changes: after a pause in typing, and at once where somebody leaves or asks for it. */
import type { StoreApi } from 'zustand/vanilla';
import type { ProjectFiles } from '../../contract/api.ts';
import { freeName } from '../model/project-files.ts';
import { createProjectMemory } from './project-memory.ts';
import { newestFirst, summarize, type ProjectRecord, type ProjectStorage } from './project-record.ts';
import type { ProjectState, ProjectStoreOptions } from './project-state.ts';
import type { ProjectTurn } from './project-turn.ts';
import { createProjectWriter, type ProjectWriter, type Written } from './project-writer.ts';

/** While somebody writes, a version to go back to is kept this often. */
const automaticSnapshotMs = 5 * 60_000;
export const automaticLabel = 'Kept by itself';

export interface ProjectSaving {
  readonly storage: ProjectStorage;
  readonly writer: ProjectWriter;
  keepIn(storage: ProjectStorage): void;
  /** Whatever changes the project goes through here: what was only shown becomes a project of this browser. False while it may not be changed. */
  readonly change: (part: Partial<ProjectState>) => boolean;
  /** What is pending is on its way when this returns, and kept when it resolves. */
  readonly write: () => Promise<void>;
  /** As `write`, whether or not anything has changed. */
  writeAnew(): Promise<void>;
  /** Another text is on screen, which is kept as it is. */
  begin(updatedMs: number): void;
  takeSnapshot(label: string): Promise<void>;
  /** The list of projects has the record as it is now. */
  list(record: ProjectRecord): void;
}

export interface ProjectSavingOptions extends Required<
  Pick<ProjectStoreOptions, 'notes' | 'saveDelayMs' | 'now' | 'newId'>
> {
  readonly store: Pick<StoreApi<ProjectState>, 'getState' | 'setState'>;
  readonly turn: ProjectTurn;
}

export function createProjectSaving({
  store: { getState: get, setState: set },
  turn,
  notes,
  saveDelayMs,
  now,
  newId,
}: ProjectSavingOptions): ProjectSaving {
  let storage: ProjectStorage = createProjectMemory();
  let writer = writerTo(storage);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let unsaved = false;
  let updatedMs = 0;
  let snapshotMs = 0;

  function writerTo(next: ProjectStorage): ProjectWriter {
    return createProjectWriter({
      storage: next,
      notes,
      newId,
      freeName: (name) =>
        freeName(
          name,
          get().projects.map((item) => item.name),
        ),
    });
  }

  function toRecord(): ProjectRecord {
    const { id, name, files, folders, main, target, argumentsText, environment, exampleId } = get();
    const own = { id, name, files, folders, main, target, argumentsText, environment, exampleId };
    return { ...own, updatedMs, deletedMs: null };
  }

  function list(record: ProjectRecord): void {
    const others = get().projects.filter((item) => item.id !== record.id);
    set({ projects: record.deletedMs === null ? newestFirst([summarize(record), ...others]) : others });
  }

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (unsaved) {
      unsaved = false;
      const record = toRecord();
      const written = writer.write(record);
      writing = Promise.all([writing, kept(record, written)]).then(() => undefined);
    }
    return writing;
  }

  async function kept(record: ProjectRecord, written: Promise<Written>): Promise<void> {
    try {
      const outcome = await written;
      if (outcome.kind === 'parted') await partWays(record, outcome.copy);
      else list(record);
      if (get().saveError !== null) set({ saveError: null });
      if (now() - snapshotMs < automaticSnapshotMs) return;
      await snapshot(record, automaticLabel);
    } catch (error) {
      // Full or closed storage: the page goes on and says that the text is not kept.
      if (record.id === get().id) unsaved = true;
      set({
        saveError:
          error instanceof Error && error.message ? error.message : 'The browser refused to store the project.',
      });
    }
  }

  /** Another tab has written the project, which stays as that left it; what is written here goes on as a project of its own. */
  async function partWays(record: ProjectRecord, copy: ProjectRecord): Promise<void> {
    list(copy);
    set({ parted: { name: record.name, copy: copy.name } });
    if (get().id !== record.id) return;
    turn.enter(copy.id, null, 'free')();
    set({ id: copy.id, name: copy.name, access: 'write' });
    await turn.keep(copy.id);
    await storage.writeLastOpen({ kind: 'project', id: copy.id }).catch(() => undefined);
  }

  function change(part: Partial<ProjectState>): boolean {
    if (get().access === 'read' || !get().ready) return false;
    // Never twice the same: a note tells by it whether it is newer than the database.
    updatedMs = Math.max(now(), updatedMs + 1);
    unsaved = true;
    const first = get().origin !== 'project';
    if (first) {
      const { savedFiles, id, name, projects } = get();
      snapshotMs = updatedMs;
      set({
        origin: 'project',
        name: freeName(
          name,
          projects.map((item) => item.name),
        ),
        ...part,
      });
      writing = Promise.all([writing, keepNew(id, savedFiles)]).then(() => undefined);
      void write();
      return true;
    }
    set(part);
    clearTimeout(timer);
    timer = setTimeout(() => void write(), saveDelayMs);
    return true;
  }

  async function keepNew(id: string, opened: ProjectFiles): Promise<void> {
    try {
      await turn.keep(id);
      await storage.addSnapshot({ projectId: id, takenMs: updatedMs, label: 'As opened', files: opened });
      await storage.writeLastOpen({ kind: 'project', id });
    } catch {
      // The write that follows meets the same refusal and says so.
    }
  }

  function snapshot({ id, files }: Pick<ProjectRecord, 'id' | 'files'>, label: string): Promise<void> {
    snapshotMs = now();
    return storage.addSnapshot({ projectId: id, takenMs: snapshotMs, label, files });
  }

  return {
    get storage() {
      return storage;
    },
    get writer() {
      return writer;
    },
    keepIn(next) {
      storage = next;
      writer = writerTo(next);
    },
    change,
    write,
    writeAnew() {
      unsaved = true;
      return write();
    },
    begin(ofRecordMs) {
      updatedMs = ofRecordMs;
      snapshotMs = now();
    },
    takeSnapshot: (label) => snapshot(get(), label),
    list,
  };
}
