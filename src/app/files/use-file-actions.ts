import { useMemo } from 'react';
import { checkPath } from '../../share/names.ts';
import { type AppStores, useStores } from '../stores/context.ts';
import { baseName, exists, folderOf, isInside, joinPath } from '../model/project-files.ts';

/** Each answers why it could not be done, or null. */
export interface FileActions {
  readonly create: (kind: 'file' | 'folder', path: string) => string | null;
  readonly rename: (path: string, name: string) => string | null;
  readonly moveInto: (paths: readonly string[], folder: string) => string | null;
  readonly remove: (paths: readonly string[]) => void;
}

export function useFileActions(): FileActions {
  const stores = useStores();
  return useMemo(() => createFileActions(stores), [stores]);
}

export function createFileActions({ project, view }: Pick<AppStores, 'project' | 'view'>): FileActions {
  function free(path: string): string | null {
    const checked = checkPath(path);
    if (!checked.ok) return checked.error;
    if (exists(project.getState(), path)) return `There already is “${path}”.`;
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
      if (Object.hasOwn(project.getState().files, folder))
        return `“${folder}” is a file, so nothing can be inside of it.`;
    }
    return null;
  }

  function move(from: string, to: string): string | null {
    if (from === to) return null;
    if (isInside(to, from)) return 'A folder cannot go into itself.';
    const problem = free(to);
    if (problem !== null) return problem;
    const inside = Object.keys(project.getState().files).filter((path) => isInside(path, from));
    for (const path of inside) {
      const checked = checkPath(to + path.slice(from.length));
      if (!checked.ok) return checked.error;
    }
    // The tabs first: a tab whose file is gone is closed.
    for (const path of view.getState().openFiles) {
      if (path === from) view.getState().renameFile(path, to);
      else if (isInside(path, from)) view.getState().renameFile(path, to + path.slice(from.length));
    }
    project.getState().move(from, to);
    return null;
  }

  return {
    create(kind, path) {
      const problem = free(path);
      if (problem !== null) return problem;
      if (kind === 'folder') {
        project.getState().addFolder(path);
      } else {
        project.getState().addFiles({ [path]: '' });
        view.getState().reveal({ file: path, line: 1, column: 1 });
      }
      return null;
    },
    rename: (path, name) => move(path, joinPath(folderOf(path), name.trim())),
    moveInto(paths, folder) {
      // A folder takes along what is in it, which then is no longer where it was.
      for (const path of paths.filter((item) => exists(project.getState(), item))) {
        const problem = move(path, joinPath(folder, baseName(path)));
        if (problem !== null) return problem;
      }
      return null;
    },
    remove(paths) {
      if (paths.length === 0) return;
      const { openFiles, activeFile, showFiles, closeFile, notify } = view.getState();
      const undo = project.getState().remove(paths);
      for (const path of openFiles) if (paths.some((item) => path === item || isInside(path, item))) closeFile(path);
      const what = paths.length === 1 ? `“${baseName(paths[0] ?? '')}”` : `${paths.length} items`;
      notify(`Deleted ${what}`, {
        label: 'Undo',
        run() {
          undo();
          showFiles(openFiles, activeFile);
        },
      });
    },
  };
}
