/** A project that is kept nowhere, for showing the panes alone. */
import { createStore } from 'zustand/vanilla';
import type { ProjectFiles } from '../../contract/api.ts';
import type { ProjectState, ProjectStore } from '../stores/project-store.ts';

export function createFakeProject(start: Partial<ProjectState>): ProjectStore {
  return createStore<ProjectState>()((set, get) => {
    const shown: Partial<ProjectState> = {
      examples: [],
      id: 'one',
      name: 'Lua calls WebAssembly',
      files: {},
      ready: true,
      main: null,
      target: null,
      argumentsText: '[]',
      environment: [],
      origin: 'project',
      access: 'write',
      storage: 'browser',
      saveError: null,
      edit: (path, text) => set({ files: { ...get().files, [path]: text } }),
      setTarget: (target) => set({ target }),
      setArguments: (argumentsText) => set({ argumentsText }),
      save: () => Promise.resolve(),
      toOpen: (): ProjectFiles => get().files,
      ...start,
    };
    // What concerns storage is not asked by the panes.
    return shown as ProjectState;
  });
}
