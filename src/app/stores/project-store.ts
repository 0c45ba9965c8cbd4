/** The project on screen: its text, its name, what Run calls, and where all that is kept. */
import { createStore } from 'zustand/vanilla';
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { formatArguments } from '../model/arguments/arguments.ts';
import { alignFiles, freeName, movePath, removePaths, sameFiles } from '../model/project-files.ts';
import { unlocked } from './project-lock.ts';
import { createProjectMemory } from './project-memory.ts';
import {
  newestFirst,
  summarize,
  type ProjectRecord,
  type ProjectStorage,
  type ProjectSummary,
} from './project-record.ts';
import type { IncomingProject, ProjectState, ProjectStore, ProjectStoreOptions } from './project-state.ts';
import { createProjectTurn, type Hold } from './project-turn.ts';
import { createProjectWriter, restoreUnwritten, type ProjectWriter, type Written } from './project-writer.ts';
import { migrateDrafts } from './stored-project.ts';
import { adoptOldNote, removeNote } from './unsaved-notes.ts';

export type {
  ExampleSource,
  IncomingProject,
  ProjectState,
  ProjectStore,
  ProjectStoreOptions,
} from './project-state.ts';

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
  let writer: ProjectWriter;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let unsaved = false;
  let updatedMs = 0;
  let snapshotMs = 0;
  /** Of what was asked for last: what comes late is not shown. */
  let asked = 0;

  return createStore<ProjectState>()((set, get) => {
    function keepIn(next: ProjectStorage): void {
      storage = next;
      writer = createProjectWriter({
        storage,
        notes,
        newId,
        freeName: (name) =>
          freeName(
            name,
            get().projects.map((item) => item.name),
          ),
      });
    }
    keepIn(storage);
    const turn = createProjectTurn({ locks, shown: () => get().id, stop, goOn });

    function toRecord(): ProjectRecord {
      const { id, name, files, folders, main, target, argumentsText, exampleId } = get();
      return { id, name, files, folders, main, target, argumentsText, exampleId, updatedMs, deletedMs: null };
    }

    function listed(record: ProjectRecord): void {
      const others = get().projects.filter((item) => item.id !== record.id);
      set({ projects: record.deletedMs === null ? newestFirst([summarize(record), ...others]) : others });
    }

    /** What is pending is on its way when this returns, and kept when it resolves. */
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
        else listed(record);
        if (get().saveError !== null) set({ saveError: null });
        if (now() - snapshotMs < automaticSnapshotMs) return;
        snapshotMs = now();
        await storage.addSnapshot({
          projectId: record.id,
          takenMs: snapshotMs,
          label: automaticLabel,
          files: record.files,
        });
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
      listed(copy);
      set({ parted: { name: record.name, copy: copy.name } });
      if (get().id !== record.id) return;
      turn.enter(copy.id, null, 'free')();
      set({ id: copy.id, name: copy.name, access: 'write' });
      await turn.keep(copy.id);
      await storage.writeLastOpen({ kind: 'project', id: copy.id }).catch(() => undefined);
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

    /** Another tab asks for the project. */
    async function stop(): Promise<void> {
      set({ access: 'read' });
      await write();
    }

    /** The text on screen becomes what the other tab has left. */
    async function goOn(id: string): Promise<void> {
      const taken = await readKept(id);
      if (get().id !== id) return;
      if (!taken) {
        // Deleted meanwhile: what is on screen is all that is left of it.
        set({ access: 'write' });
        return;
      }
      updatedMs = taken.updatedMs;
      const { name, files, folders, main, target, argumentsText } = taken;
      set({ name, files, folders, main, target, argumentsText, access: 'write', loadId: get().loadId + 1 });
    }

    interface Showing {
      readonly origin: ProjectState['origin'];
      readonly savedFiles: ProjectFiles;
      readonly hold?: Hold | null;
      readonly mine?: number;
    }

    async function show(
      record: ProjectRecord,
      { origin, savedFiles, hold = null, mine = ++asked }: Showing,
    ): Promise<void> {
      if (mine !== asked) {
        hold?.();
        return;
      }
      // What was typed until this moment belongs to the project that was on screen, which is let go of when it has it.
      const written = write();
      const access = origin === 'project' && hold === null ? 'read' : 'write';
      const letGo = turn.enter(record.id, hold, access === 'read' ? 'wait' : 'free');
      updatedMs = record.updatedMs;
      snapshotMs = now();
      const { id, name, files, folders, main, target, argumentsText, exampleId } = record;
      set({
        id,
        name,
        files,
        folders,
        main,
        target,
        argumentsText,
        exampleId,
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
      await storage.writeLastOpen(last).catch(() => undefined);
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
      const taken = await writer.take(id);
      if (taken?.copy) {
        listed(taken.copy);
        set({ parted: { name: taken.record.name, copy: taken.copy.name } });
      }
      return taken?.record ?? null;
    }

    async function readOnly(id: string): Promise<ProjectRecord | null> {
      const record = await storage.read(id);
      return record && record.deletedMs === null ? record : null;
    }

    async function lastSaved(id: string): Promise<ProjectFiles | null> {
      const byHand = (await storage.snapshots(id)).find((item) => item.label !== automaticLabel);
      return byHand ? ((await storage.readSnapshot(byHand.key))?.files ?? null) : null;
    }

    async function listProjects(): Promise<void> {
      const all = await storage.list();
      const isGone = (item: ProjectSummary): boolean =>
        item.deletedMs !== null && now() - item.deletedMs > deletedForMs;
      for (const { id } of all.filter(isGone)) {
        await storage.remove(id);
        removeNote(notes, id);
      }
      set({ projects: newestFirst(all.filter((item) => item.deletedMs === null)) });
    }

    async function openStored(id: string): Promise<boolean> {
      const mine = ++asked;
      await write();
      const hold = await turn.ask(id);
      const record = hold ? await readKept(id) : await readOnly(id);
      if (!record) {
        hold?.();
        return false;
      }
      await show(record, { origin: 'project', savedFiles: (await lastSaved(id)) ?? record.files, hold, mine });
      return true;
    }

    return {
      examples,
      id: '',
      name: '',
      files: {},
      ready: false,
      folders: [],
      main: null,
      target: null,
      argumentsText: '[]',
      exampleId: null,
      loadId: 0,
      origin: 'example',
      access: 'write',
      savedFiles: {},
      storage: 'memory',
      saveError: null,
      parted: null,
      loadError: null,
      firstVisit: false,
      projects: [],

      edit(path, text) {
        const { files } = get();
        if (ownValue(files, path) !== text) change({ files: { ...files, [path]: text } });
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
        void write();
        writer.leave();
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
          if (get().id === id)
            change({ files: { ...files, ...get().files }, folders: [...new Set([...folders, ...get().folders])] });
        };
      },
      rename(name) {
        const wanted = name.trim();
        if (wanted !== '' && wanted !== get().name) change({ name: wanted });
      },

      async start(link = null) {
        try {
          keepIn(await openStorage());
          set({ storage: storage.kind });
          await migrateDrafts(notes, storage, examples, newId, now());
          await adoptOldNote(notes, (id) => storage.read(id), newId);
          await restoreUnwritten({ storage, notes, writer, locks, examples });
          await listProjects();
        } catch (error) {
          keepIn(createProjectMemory());
          set({ storage: 'memory', saveError: error instanceof Error ? error.message : String(error) });
        }
        const last = await storage.readLastOpen();
        set({ firstVisit: last === null && get().projects.length === 0 });
        if (link) return get().openLink(link);
        let problem: string | null = null;
        try {
          if (last?.kind === 'project' && (await openStored(last.id))) return;
        } catch (error) {
          problem = `What was open last could not be read: ${error instanceof Error ? error.message : String(error)}. The other projects are in the list.`;
        }
        const known = examples.find((example) => example.id === last?.id) ?? examples[0];
        if (known) await get().openExample(known.id);
        if (problem !== null) set({ loadError: problem });
      },

      async openExample(exampleId) {
        const example = examples.find((item) => item.id === exampleId);
        if (!example) return;
        const mine = ++asked;
        try {
          const files = await example.load();
          if (mine === asked)
            await show(fresh({ name: example.title, files, main: example.main, exampleId }), {
              origin: 'example',
              savedFiles: files,
              mine,
            });
        } catch (error) {
          if (mine === asked) set({ loadError: `The example could not be loaded: ${String(error)}` });
        }
      },
      async openProject(id) {
        if (id === get().id) return;
        try {
          if (!(await openStored(id))) set({ loadError: 'This project is no longer here.' });
        } catch (error) {
          set({
            loadError: `The project could not be read: ${error instanceof Error ? error.message : String(error)}`,
          });
        }
      },
      openLink: (project) => show(fresh(project), { origin: 'link', savedFiles: project.files }),
      listProjects,

      async create(project) {
        const name = freeName(
          project.name,
          get().projects.map((item) => item.name),
        );
        const mine = ++asked;
        const record = fresh({ ...project, name });
        const hold = await turn.ask(record.id);
        await show(record, { origin: 'project', savedFiles: record.files, hold, mine });
        if (get().id !== record.id) return;
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
        // What the other tab has not written by then is not written over this one's work.
        await turn.takeOver(id, () => writer.claim(id).catch(() => null));
      },
      dismissParted: () => set({ parted: null }),

      async removeProject(id) {
        const current = get().id === id;
        if (current) await write();
        const found: { record: ProjectRecord | null } = { record: null };
        const gone = await storage.update(id, (stored) => {
          found.record = stored;
          return stored && { ...stored, deletedMs: now() };
        });
        const { record } = found;
        if (!record || !gone) return () => Promise.resolve();
        listed(gone);
        if (current) {
          const next = get().projects[0];
          if (!next || !(await openStored(next.id))) await get().openExample(examples[0]?.id ?? '');
        }
        return async () => {
          const back = await storage.update(id, (stored) =>
            stored === null ? record : { ...stored, deletedMs: null },
          );
          if (back) listed(back);
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
