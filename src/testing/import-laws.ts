/** The laws of the map, each of which tells what in a tree of sources breaks it. */
import type { Import, Tree } from './import-tree.ts';
import { APP_FLOORS, DOORS, ROOMS, isAmong, roomOf } from './rooms.ts';

const shown = (wrong: readonly Import[]): string[] => wrong.map(({ from, to }) => `${from} → ${to}`);

/** Each of these takes a tree of sources, and answers what in it is wrong. */
export const LAWS = {
  'every file stands in a room': ({ files }) => files.filter((path) => path.includes('/') && roomOf(path) === null),

  'every import goes in an allowed direction': ({ files, imports }) =>
    shown(
      imports.filter(({ from, to, isType }) => {
        const [room, target] = [roomOf(from), roomOf(to)];
        if (!files.includes(to) || !room || !target || room === target) return false;
        const { code, types = [] } = ROOMS[room]!;
        return !isAmong(target, [room, ...code]) && !(isType && isAmong(target, types));
      }),
    ),

  'in the page, shared parts stand below features, and features know nothing of each other': ({ files, imports }) => {
    const folderOf = (path: string): string => /^app\/([^/]+)\//.exec(path)?.[1] ?? '.';
    const floorOf = (path: string): number => APP_FLOORS.findIndex((floor) => floor.includes(folderOf(path)));
    const wrong = imports.filter(
      ({ from, to }) =>
        from.startsWith('app/') &&
        to.startsWith('app/') &&
        folderOf(from) !== folderOf(to) &&
        floorOf(from) <= floorOf(to),
    );
    return [...files.filter((path) => path.startsWith('app/') && floorOf(path) < 0), ...shown(wrong)];
  },

  'each package is imported at its own door only': ({ imports }) =>
    shown(
      imports.filter(({ from, to, isLocal }) => {
        // Modules of Node run nowhere in the product; virtual ones are ours.
        if (isLocal || to.startsWith('virtual:')) return false;
        const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : to.split('/')[0]!;
        return !(DOORS[name] ?? []).some((door) => from.startsWith(`${door}/`));
      }),
    ),

  'no file imports itself through others, types included': ({ files, imports }) => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of imports) if (files.includes(to)) graph.set(from, [...(graph.get(from) ?? []), to]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    return cycles;
  },
} satisfies Readonly<Record<string, (tree: Tree) => readonly string[]>>;
