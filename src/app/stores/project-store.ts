/** The project on screen: its text, its name, what Run calls, and where all that is kept. */
import { errorText } from '../../base/error-text.ts';
import { createStore } from 'zustand/vanilla';
import { ownValue } from '../../base/own.ts';
import { freeName, movePath, removePaths, sameFiles } from '../model/project-files.ts';
import { unlocked } from './project-lock.ts';
import { createProjectMemory } from './project-memory.ts';
import { createProjectOpening } from './project-opening.ts';
import { newestFirst, type ProjectRecord, type ProjectSummary } from './project-record.ts';
import { createProjectSaving } from './project-saving.ts';
import type { ProjectState, ProjectStore, ProjectStoreOptions } from './project-state.ts';
import { createProjectTurn } from './project-turn.ts';
import { restoreUnwritten } from './project-writer.ts';
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
/** What is deleted can be brought back for a day. */
const deletedForMs = 24 * 3_600_000;

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
  return createStore<ProjectState>()((set, get, store) => {
    const turn = createProjectTurn({
      locks,
      shown: () => get().id,
      async stop() {
        set({ access: 'read' });
        await write();
      },
      goOn: (id) => opening.goOn(id),
    });
    const saving = createProjectSaving({ store, turn, notes, saveDelayMs, now, newId });
    const opening = createProjectOpening({ store, turn, saving, now, newId });
    const { change, write } = saving;
    const { fresh, show, openStored } = opening;

    async function listProjects(): Promise<void> {
      const all = await saving.storage.list();
      const isGone = (item: ProjectSummary): boolean =>
        item.deletedMs !== null && now() - item.deletedMs > deletedForMs;
      for (const { id } of all.filter(isGone)) {
        await saving.storage.remove(id);
        removeNote(notes, id);
      }
      set({ projects: newestFirst(all.filter((item) => item.deletedMs === null)) });
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
      environment: [],
      exampleId: null,
      sharedTests: null,
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
      setEnvironment(environment) {
        if (get().origin === 'project') change({ environment });
        else set({ environment });
      },
      save: write,
      leave() {
        void write();
        saving.writer.leave();
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
          saving.keepIn(await openStorage());
          set({ storage: saving.storage.kind });
          await migrateDrafts(notes, saving.storage, examples, newId, now());
          await adoptOldNote(notes, (id) => saving.storage.read(id), newId);
          await restoreUnwritten({ storage: saving.storage, notes, writer: saving.writer, locks, examples });
          await listProjects();
        } catch (error) {
          saving.keepIn(createProjectMemory());
          set({ storage: 'memory', saveError: errorText(error) });
        }
        const last = await saving.storage.readLastOpen();
        set({ firstVisit: last === null && get().projects.length === 0 });
        if (link) return get().openLink(link);
        let problem: string | null = null;
        try {
          if (last?.kind === 'project' && (await openStored(last.id))) return;
        } catch (error) {
          problem = `What was open last could not be read: ${errorText(error)}. The other projects are in the list.`;
        }
        const known = examples.find((example) => example.id === last?.id) ?? examples[0];
        if (known) await get().openExample(known.id);
        if (problem !== null) set({ loadError: problem });
      },

      async openExample(exampleId) {
        const example = examples.find((item) => item.id === exampleId);
        if (!example) return;
        const mine = opening.ask();
        try {
          const files = await example.load();
          if (opening.isAsked(mine))
            await show(fresh({ name: example.title, files, main: example.main, exampleId }), {
              origin: 'example',
              savedFiles: files,
              mine,
            });
        } catch (error) {
          if (opening.isAsked(mine)) set({ loadError: `The example could not be loaded: ${String(error)}` });
        }
      },
      async openProject(id) {
        if (id === get().id) return;
        try {
          if (!(await openStored(id))) set({ loadError: 'This project is no longer here.' });
        } catch (error) {
          set({
            loadError: `The project could not be read: ${errorText(error)}`,
          });
        }
      },
      openLink(project) {
        const { files, tests = null } = project;
        return show(fresh(project), { origin: 'link', savedFiles: files, tests });
      },
      listProjects,

      async create(project) {
        const name = freeName(
          project.name,
          get().projects.map((item) => item.name),
        );
        const mine = opening.ask();
        const record = fresh({ ...project, name });
        const hold = await turn.ask(record.id);
        await show(record, { origin: 'project', savedFiles: record.files, hold, mine });
        if (get().id !== record.id) return;
        await saving.writeAnew();
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
        await turn.takeOver(id, () => saving.writer.claim(id).catch(() => null));
      },
      dismissParted: () => set({ parted: null }),

      async removeProject(id) {
        const current = get().id === id;
        if (current) await write();
        const found: { record: ProjectRecord | null } = { record: null };
        const gone = await saving.storage.update(id, (stored) => {
          found.record = stored;
          return stored && { ...stored, deletedMs: now() };
        });
        const { record } = found;
        if (!record || !gone) return () => Promise.resolve();
        saving.list(gone);
        if (current) {
          const next = get().projects[0];
          if (!next || !(await openStored(next.id))) await get().openExample(examples[0]?.id ?? '');
        }
        return async () => {
          const back = await saving.storage.update(id, (stored) =>
            stored === null ? record : { ...stored, deletedMs: null },
          );
          if (back) saving.list(back);
          if (current) await openStored(id);
        };
      },

      async takeSnapshot(label) {
        if (get().access === 'read') return;
        await get().keep();
        await write();
        set({ savedFiles: get().files });
        await saving.takeSnapshot(label);
      },
      snapshots: () => saving.storage.snapshots(get().id),
      async restoreSnapshot(key) {
        const snapshot = await saving.storage.readSnapshot(key);
        if (!snapshot || snapshot.projectId !== get().id || sameFiles(snapshot.files, get().files)) return;
        await get().takeSnapshot('Before going back');
        change({ files: snapshot.files, savedFiles: snapshot.files });
        await write();
      },
    };
  });
}
