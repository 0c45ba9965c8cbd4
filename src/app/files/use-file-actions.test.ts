import { beforeEach, describe, expect, test } from 'vitest';
import { createProjectStore, type ProjectStore } from '../stores/project-store.ts';
import { createViewStore, type ViewStore } from '../stores/view-store.ts';
import { createFileActions, type FileActions } from './use-file-actions.ts';

let project: ProjectStore;
let view: ViewStore;
let actions: FileActions;

beforeEach(async () => {
  project = createProjectStore({ examples: [] });
  view = createViewStore();
  await project.getState().start();
  await project.getState().create({ name: 'P', files: { '_index.yaml': '', 'src/a.lua': 'a', 'src/b.lua': 'b' } });
  actions = createFileActions({ project, view });
});

const paths = (): readonly string[] => Object.keys(project.getState().files).toSorted();

describe('a new file', () => {
  test('is made, opened and gone to', () => {
    expect(actions.create('file', 'src/c.lua')).toBeNull();
    expect(paths()).toContain('src/c.lua');
    expect(view.getState()).toMatchObject({ activeFile: 'src/c.lua', place: { line: 1, column: 1 } });
  });

  test.each(['', '../out.lua', '/etc/passwd', 'src/a.lua', 'src', 'src/a.lua/inside.lua', '__proto__'])(
    'is refused where it cannot be: “%s”',
    (path) => {
      const before = paths();
      expect(actions.create('file', path)).toEqual(expect.any(String));
      expect(paths()).toEqual(before);
    },
  );
});

describe('a move', () => {
  test('takes the open tabs along', () => {
    view.getState().openFile('src/a.lua');
    expect(actions.rename('src', 'lib')).toBeNull();
    expect(paths()).toEqual(['_index.yaml', 'lib/a.lua', 'lib/b.lua']);
    expect(view.getState()).toMatchObject({ openFiles: ['lib/a.lua'], activeFile: 'lib/a.lua' });
  });

  test('never overwrites and never goes into itself', () => {
    expect(actions.rename('src/a.lua', 'b.lua')).toContain('already');
    expect(actions.moveInto(['src'], 'src')).toContain('itself');
    expect(paths()).toEqual(['_index.yaml', 'src/a.lua', 'src/b.lua']);
  });

  test('to where it is already changes nothing and is no mistake', () => {
    expect(actions.moveInto(['src/a.lua'], 'src')).toBeNull();
  });
});

test('what is deleted comes back with its tabs', () => {
  view.getState().openFile('src/a.lua');
  actions.remove(['src']);
  expect(paths()).toEqual(['_index.yaml']);
  expect(view.getState().openFiles).toEqual([]);
  view.getState().toasts[0]?.action?.run();
  expect(paths()).toEqual(['_index.yaml', 'src/a.lua', 'src/b.lua']);
  expect(view.getState()).toMatchObject({ openFiles: ['src/a.lua'], activeFile: 'src/a.lua' });
});
