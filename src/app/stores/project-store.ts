/** The project on screen: its text, its name, what Run calls, and where all that is kept. */
import { createStore } from 'zustand/vanilla';
import type { ProjectFiles } from '../../kernel/api.ts';
import { formatArguments } from '../run/arguments.ts';
import { alignFiles, freeName, movePath, removePaths, sameFiles } from './project-files.ts';
import { unlocked, type ProjectLocks } from './project-lock.ts';
import { createProjectMemory } from './project-memory.ts';
import { summarize, type ProjectRecord, type ProjectStorage, type ProjectSummary } from './project-record.ts';
import type { ExampleSource, IncomingProject, ProjectState, ProjectStore } from './project-state.ts';
import { applyNote, dropNote, migrateDrafts, writeNote, type Storage } from './stored-project.ts';

export type { ExampleSource, IncomingProject, ProjectState, ProjectStore } from './project-state.ts';

export interface ProjectStoreOptions {
  readonly examples: readonly ExampleSource[];
  /** Rejects when the browser keeps nothing for us; the project then lives as long as the page. */
  readonly openStorage?: () => Promise<ProjectStorage>;
  readonly locks?: ProjectLocks;
  /** Where drafts of old are, and the note of a page that is being left. */
  readonly notes?: Storage | null;
  /** How long typing must pause before the text is written. */
  readonly saveDelayMs?: number;
  readonly now?: () => number;
  readonly newId?: () => string;
}

/** Long enough to join keystrokes, short enough that a crash costs a word at most. */
const defaultSaveDelayMs = 300;
/** While somebody writes, a version to go back to is kept this often. */
const automaticSnapshotMs = 5 * 60_000;
/** What is deleted can be brought back for a day. */
const deletedForMs = 24 * 3_600_000;

const automaticLabel = 'Kept by itself';
const nothingToUndo = (): void => undefined;

export function createProjectStore({
  examples,
  openStorage = () => Promise.resolve(createProjectMemory()),
  locks = unlocked,
  notes = null,
  saveDelayMs = defaultSaveDelayMs,
  now = Date.now,
  newId = () => crypto.randomUUID(),
}: ProjectStoreOptions): ProjectStore {
  let storage: ProjectStorage = createProjectMemory();
  let release: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let unsaved = false;
  let updatedMs = 0;
  let snapshotMs = 0;
  let turn = 0;

  return createStore<ProjectState>()((set, get) => {
    function toRecord(): ProjectRecord {
      const { id, name, files, folders, main, target, argumentsText, exampleId } = get();
      return { id, name, files, folders, main, target, argumentsText, exampleId, updatedMs, deletedMs: null };
    }

    function listed(record: ProjectRecord): void {
      const others = get().projects.filter((item) => item.id !== record.id);
      set({ projects: record.deletedMs === null ? newestFirst([summarize(record), ...others]) : others });
    }

    async function write(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      if (unsaved) {
        unsaved = false;
        const record = toRecord();
        writing = writing.then(() => put(record));
      }
      await writing;
    }

    async function put(record: ProjectRecord): Promise<void> {
      try {
        await storage.write(record);
        listed(record);
        dropNote(notes, record.updatedMs);
        if (get().saveError !== null) set({ saveError: null });
        if (now() - snapshotMs < automaticSnapshotMs) return;
        snapshotMs = now();
        await storage.addSnapshot({ projectId: record.id, takenMs: snapshotMs, label: automaticLabel, files: record.files });
      } catch (error) {
        // Full or closed storage: the page goes on and says that the text is not kept.
        if (record.id === get().id) unsaved = true;
        set({ saveError: error instanceof Error && error.message ? error.message : 'The browser refused to store the project.' });
      }
    }

    /** Whatever changes the project goes through here: what was only shown becomes a project of this browser. */
    function change(part: Partial<ProjectState>): boolean {
      if (get().access === 'read' || !get().ready) return false;
      // Never twice the same: a note tells by it whether it is newer than the database.
      updatedMs = Math.max(now(), updatedMs + 1);
      unsaved = true;
      const first = get().origin !== 'project';
      if (first) {
        const { savedFiles, id, name, projects } = get();
        snapshotMs = updatedMs;
        set({ origin: 'project', name: freeName(name, projects.map((item) => item.name)), ...part });
        writing = writing.then(() => keepNew(id, savedFiles));
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
        release ??= await locks.acquire(id, giveAway);
        await storage.addSnapshot({ projectId: id, takenMs: updatedMs, label: 'As opened', files: opened });
        await storage.writeLastOpen({ kind: 'project', id });
      } catch {
        // The write that follows meets the same refusal and says so.
      }
    }

    /** Another tab wants the project. */
    async function giveAway(): Promise<void> {
      await write();
      release = null;
      set({ access: 'read' });
    }

    async function show(record: ProjectRecord, origin: ProjectState['origin'], savedFiles: ProjectFiles, mine = ++turn): Promise<void> {
      await write();
      const hold = origin === 'project' ? await locks.acquire(record.id, giveAway) : null;
      if (mine !== turn) {
        hold?.();
        return;
      }
      release?.();
      release = hold;
      updatedMs = record.updatedMs;
      snapshotMs = now();
      const { id, name, files, folders, main, target, argumentsText, exampleId } = record;
      set({
        id, name, files, folders, main, target, argumentsText, exampleId, origin,
        savedFiles: alignFiles(savedFiles, files),
        ready: true,
        access: origin === 'project' && hold === null ? 'read' : 'write',
        loadId: get().loadId + 1,
        loadError: null,
      });
      // A link is no place to come back to.
      if (origin === 'link') return;
      const last = origin === 'project' ? { kind: 'project' as const, id } : { kind: 'example' as const, id: exampleId ?? '' };
      await storage.writeLastOpen(last).catch(() => undefined);
    }

    function fresh({ name, files, main = null }: IncomingProject, exampleId: string | null): ProjectRecord {
      const argumentsText = formatArguments(main?.args ?? []);
      return { id: newId(), name, files, folders: [], main, target: null, argumentsText, exampleId, updatedMs: now(), deletedMs: null };
    }

    async function readKept(id: string): Promise<ProjectRecord | null> {
      const record = await storage.read(id);
      return record && record.deletedMs === null ? applyNote(notes, record) : null;
    }

    async function lastSaved(id: string): Promise<ProjectFiles | null> {
      const byHand = (await storage.snapshots(id)).find((item) => item.label !== automaticLabel);
      return byHand ? ((await storage.readSnapshot(byHand.key))?.files ?? null) : null;
    }

    async function listProjects(): Promise<void> {
      const all = await storage.list();
      for (const item of all) if (item.deletedMs !== null && now() - item.deletedMs > deletedForMs) await storage.remove(item.id);
      set({ projects: newestFirst(all.filter((item) => item.deletedMs === null)) });
    }

    async function openStored(id: string): Promise<boolean> {
      const mine = ++turn;
      await write();
      const record = await readKept(id);
      if (!record) return false;
      await show(record, 'project', (await lastSaved(id)) ?? record.files, mine);
      return true;
    }

    return {
      examples, id: '', name: '', files: {}, ready: false, folders: [], main: null, target: null, argumentsText: '[]',
      exampleId: null, loadId: 0, origin: 'example', access: 'write', savedFiles: {}, storage: 'memory', saveError: null,
      loadError: null, firstVisit: false, projects: [],

      edit(path, text) {
        const { files } = get();
        if (files[path] !== text) change({ files: { ...files, [path]: text } });
      },
      setTarget(target) {
        if (get().origin === 'project') change({ target });
        else set({ target });
      },
      setArguments(argumentsText) {
        if (get().origin === 'project') change({ argumentsText });
        else set({ argumentsText });
      },
      save: write,
      leave() {
        if (unsaved) writeNote(notes, toRecord());
        void write();
      },
      toOpen: () => get().files,

      addFiles: (files) => void change({ files: { ...get().files, ...files } }),
      addFolder: (path) => void change({ folders: [...get().folders, path] }),
      move: (from, to) => void change(movePath(get(), from, to).tree),
      remove(paths) {
        const { files, folders, id } = get();
        const left = removePaths({ files, folders }, paths);
        if (!change(left)) return nothingToUndo;
        return () => {
          if (get().id === id) change({ files: { ...files, ...get().files }, folders: [...new Set([...folders, ...get().folders])] });
        };
      },
      rename(name) {
        const wanted = name.trim();
        if (wanted !== '' && wanted !== get().name) change({ name: wanted });
      },

      async start(link = null) {
        try {
          storage = await openStorage();
          set({ storage: storage.kind });
          await migrateDrafts(notes, storage, examples, newId, now());
          await listProjects();
        } catch (error) {
          storage = createProjectMemory();
          set({ storage: 'memory', saveError: error instanceof Error ? error.message : String(error) });
        }
        const last = await storage.readLastOpen();
        set({ firstVisit: last === null && get().projects.length === 0 });
        if (link) return get().openLink(link);
        if (last?.kind === 'project' && (await openStored(last.id))) return;
        const known = examples.find((example) => example.id === last?.id) ?? examples[0];
        if (known) await get().openExample(known.id);
      },

      async openExample(exampleId) {
        const example = examples.find((item) => item.id === exampleId);
        if (!example) return;
        const mine = ++turn;
        try {
          const files = await example.load();
          if (mine === turn) await show(fresh({ name: example.title, files, main: example.main }, exampleId), 'example', files, mine);
        } catch (error) {
          if (mine === turn) set({ loadError: `The example could not be loaded: ${String(error)}` });
        }
      },
      async openProject(id) {
        if (id === get().id) return;
        if (!(await openStored(id))) set({ loadError: 'This project is no longer here.' });
      },
      openLink: (project) => show(fresh(project, null), 'link', project.files),
      listProjects,

      async create(project) {
        const name = freeName(project.name, get().projects.map((item) => item.name));
        const record = fresh({ ...project, name }, null);
        await show(record, 'project', record.files);
        unsaved = true;
        await write();
      },
      async keep() {
        if (get().origin === 'project') return;
        change({});
        await write();
      },
      async copy() {
        const { name, files, main } = get();
        await get().create({ name: `${name} copy`, files, main });
      },
      async takeOver() {
        const { id } = get();
        const hold = await locks.takeOver(id, giveAway);
        const record = await readKept(id);
        if (get().id !== id || !record) return hold();
        release = hold;
        updatedMs = record.updatedMs;
        const { name, files, folders, target, argumentsText } = record;
        set({ name, files, folders, target, argumentsText, access: 'write', loadId: get().loadId + 1 });
      },

      async removeProject(id) {
        const current = get().id === id;
        if (current) await write();
        const record = await storage.read(id);
        if (!record) return () => Promise.resolve();
        const gone = { ...record, deletedMs: now() };
        await storage.write(gone);
        listed(gone);
        if (current) {
          const next = get().projects[0];
          if (!next || !(await openStored(next.id))) await get().openExample(examples[0]?.id ?? '');
        }
        return async () => {
          await storage.write(record);
          listed(record);
          if (current) await openStored(id);
        };
      },

      async takeSnapshot(label) {
        if (get().access === 'read') return;
        await get().keep();
        await write();
        const { id, files } = get();
        snapshotMs = now();
        set({ savedFiles: files });
        await storage.addSnapshot({ projectId: id, takenMs: snapshotMs, label, files });
      },
      snapshots: () => storage.snapshots(get().id),
      async restoreSnapshot(key) {
        const snapshot = await storage.readSnapshot(key);
        if (!snapshot || snapshot.projectId !== get().id || sameFiles(snapshot.files, get().files)) return;
        await get().takeSnapshot('Before going back');
        change({ files: snapshot.files, savedFiles: snapshot.files });
        await write();
      },
    };
  });
}

function newestFirst(projects: readonly ProjectSummary[]): readonly ProjectSummary[] {
  return projects.toSorted((left, right) => right.updatedMs - left.updatedMs);
}
