import { describe, expect, test } from 'vitest';
import { productTexts } from './base/testing/source-tree.ts';
import { LAWS } from './testing/import-laws.ts';
import { treeOf } from './testing/import-tree.ts';

/** What the kernel has of Lua before a project has any: how it comes by the rest. */
const BEFORE_LUA = [
  'kernel/lua/modules/fetched.ts',
  'kernel/lua/modules/native-modules.ts',
  'kernel/lua/parts.ts',
  'kernel/lua/project-lua.ts',
  'kernel/lua/vm/limits.ts',
];

const SOURCES = treeOf(Object.fromEntries(productTexts()));

describe('of the sources', () => {
  for (const [law, breachesOf] of Object.entries(LAWS)) test(law, () => expect(breachesOf(SOURCES)).toEqual([]));
});

/** For each law, trees that break it, and what is said of them. */
const BREACHES: { readonly [Law in keyof typeof LAWS]: readonly [Record<string, string>, string][] } = {
  'every file stands in a room': [[{ 'attic/box.ts': '' }, 'attic/box.ts']],
  'every import goes in an allowed direction': [
    [{ 'base/a.ts': `import { b } from '../wit/b.ts';`, 'wit/b.ts': '' }, 'base/a.ts → wit/b.ts'],
    [{ 'guest/a.ts': `import type { B } from '../kernel/b.ts';`, 'kernel/b.ts': '' }, 'guest/a.ts → kernel/b.ts'],
    [{ 'kernel/a.ts': `const b = import('../guest/b.ts');`, 'guest/b.ts': '' }, 'kernel/a.ts → guest/b.ts'],
    // Types only.
    [{ 'client/a.ts': `import { b } from '../wit/b.ts';`, 'wit/b.ts': '' }, 'client/a.ts → wit/b.ts'],
  ],
  'in the page, shared parts stand below features, and features know nothing of each other': [
    [
      { 'app/stores/a.ts': `import { b } from '../parts/b.ts';`, 'app/parts/b.ts': '' },
      'app/stores/a.ts → app/parts/b.ts',
    ],
    [
      { 'app/run/a.ts': `import type { B } from '../console/b.ts';`, 'app/console/b.ts': '' },
      'app/run/a.ts → app/console/b.ts',
    ],
    [{ 'app/run/a.tsx': `import { b } from '../App.tsx';`, 'app/App.tsx': '' }, 'app/run/a.tsx → app/App.tsx'],
    [{ 'app/new-folder/a.ts': '' }, 'app/new-folder/a.ts'],
  ],
  'each package is imported at its own door only': [
    [{ 'kernel/a.ts': `import wabt from 'wabt';` }, 'kernel/a.ts → wabt'],
    [{ 'app/a.ts': `import leftPad from 'left-pad';` }, 'app/a.ts → left-pad'],
    [{ 'share/a.ts': `import type { Pad } from '@left/pad/types';` }, 'share/a.ts → @left/pad/types'],
    [{ 'kernel/a.ts': `import { readFileSync } from 'node:fs';` }, 'kernel/a.ts → node:fs'],
  ],
  'no file imports itself through others, types included': [
    [
      {
        'base/a.ts': `import type { B } from './b.ts';`,
        'base/b.ts': `export type { C } from './c.ts';`,
        'base/c.ts': `import type {\n  A,\n} from './a.ts';`,
      },
      'base/a.ts → base/b.ts → base/c.ts → base/a.ts',
    ],
  ],
};

describe('a breach is told', () => {
  for (const law of Object.keys(LAWS) as (keyof typeof LAWS)[])
    test.each(BREACHES[law])(`${law}: %j`, (texts, told) => expect(LAWS[law](treeOf(texts))).toEqual([told]));

  test('what may be is not', () => {
    const tree = treeOf({
      'client/a.ts': `import type { B } from '../wit/b.ts';`,
      'wit/b.ts': `import { words } from './words.ts';`,
      'wit/words.ts': '',
      'app/run/a.ts': `import { b } from '../parts/b.ts';\nimport { create } from 'zustand';`,
      'app/parts/b.ts': `import { words } from '../../wit/words.ts';`,
    });
    for (const breachesOf of Object.values(LAWS)) expect(breachesOf(tree)).toEqual([]);
  });
});

test('the kernel fetches nothing of Lua, its parser and its modules before a project has any', () => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { from, to, isType, isLazy } of SOURCES.imports)
      if (from === file && !isType && !isLazy && SOURCES.files.includes(to)) visit(to);
  };
  visit('workers/kernel/kernel.worker.ts');
  const ofLua = [...reached].filter((file) => /^(?:kernel\/lua|lua-text|contract\/lua-modules)\//.test(file));
  expect(ofLua.toSorted()).toEqual(['contract/lua-modules/names.ts', ...BEFORE_LUA]);
});
