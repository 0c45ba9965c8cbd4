import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { productTexts } from './base/testing/source-tree.ts';

interface Room {
  /** Rooms that it may import besides itself. */
  readonly code: readonly string[];
  /** Rooms of which it may import types: what is gone after compilation. */
  readonly types?: readonly string[];
}

const PROJECT = ['project/registry', 'project/kinds', 'project/vfs', 'project/binaries'];
/** What the wiring of the kernel joins. */
const KERNEL = [
  'kernel/security',
  'kernel/scheduler',
  'kernel/files',
  'kernel/env',
  'kernel/http',
  'kernel/network',
  'kernel/events',
  'kernel/commands',
  'kernel/values',
  'kernel/programs',
  'kernel/processes',
  'kernel/lua',
  'kernel/wasm',
  'kernel/hosts',
  'kernel/kinds',
];
const PURE = ['base', 'wit', 'lua-text', 'contract', 'binary', 'project'];

/**
 * The rooms of the source tree, from the ground up, and whom each may import: downwards only. A file belongs to the room with the
 * longest path that contains it; a file that more may import than its folder is a room of its own, open to whoever may import the folder. `kernel` and `guest` meet in `contract` alone; `workers` join a runtime to the protocol.
 */
const ROOMS: Readonly<Record<string, Room>> = {
  base: { code: [] },
  'wit/words.ts': { code: [] },
  'wit/print.ts': { code: ['wit/words.ts'], types: ['wit'] },
  wit: { code: ['base'] },
  'lua-text': { code: ['base'] },
  contract: { code: ['base', 'wit'] },
  binary: { code: ['base', 'wit', 'contract'] },
  'project/registry': { code: ['base', 'contract', 'wit'] },
  'project/kinds': { code: ['base', 'contract', 'project/registry'] },
  'project/vfs': { code: ['base', 'contract', 'project/kinds'] },
  'project/binaries': {
    code: ['base', 'contract', 'wit', 'binary', 'project/registry', 'project/kinds', 'project/vfs'],
  },
  'project/diagnose': { code: [...PURE, ...PROJECT] },
  protocol: { code: ['base', 'wit', 'contract'] },
  share: { code: ['base', 'contract'] },
  'kernel/security': { code: ['base', 'contract'] },
  'kernel/scheduler': { code: ['base', 'contract', 'kernel/security'] },
  'kernel/values': { code: ['base', 'wit', 'contract'] },
  'kernel/env': { code: ['base', 'contract', 'project/kinds', 'kernel/security', 'kernel/files'] },
  'kernel/files': { code: ['base', 'contract', 'project/kinds', 'project/vfs', 'kernel/scheduler'] },
  'kernel/programs': { code: ['base', 'contract', 'kernel/scheduler'], types: ['project/registry'] },
  'kernel/http': { code: ['base', 'contract', 'project/kinds', 'kernel/scheduler', 'kernel/files'] },
  'kernel/network': { code: ['base', 'contract', 'kernel/security', 'kernel/scheduler', 'kernel/http'] },
  'kernel/events': { code: ['base', 'contract'] },
  'kernel/commands': {
    code: [
      'base',
      'contract',
      'kernel/security',
      'kernel/scheduler',
      'kernel/files',
      'kernel/network',
      'kernel/events',
    ],
    types: ['kernel/programs'],
  },
  'kernel/processes': { code: ['base', 'contract', 'kernel/security', 'kernel/scheduler', 'kernel/commands'] },
  'kernel/lua': {
    code: [
      'base',
      'wit',
      'contract',
      'lua-text',
      'project/registry',
      'project/kinds',
      'kernel/security',
      'kernel/scheduler',
      'kernel/files',
      'kernel/env',
      'kernel/http',
      'kernel/network',
      'kernel/events',
      'kernel/commands',
    ],
  },
  'kernel/wasm': {
    code: [
      'base',
      'wit',
      'contract',
      'binary',
      'project/registry',
      'project/kinds',
      'project/vfs',
      'project/binaries',
      'kernel/scheduler',
      'kernel/files',
      'kernel/env',
      'kernel/commands',
      'kernel/hosts',
      'kernel/values',
    ],
    types: ['kernel/programs', 'kernel/processes'],
  },
  'kernel/hosts': {
    code: ['base', 'wit', 'contract', 'kernel/scheduler', 'kernel/files', 'kernel/network', 'kernel/commands'],
  },
  'kernel/kinds': {
    code: [
      'base',
      'wit',
      'contract',
      'project/registry',
      'project/kinds',
      'kernel/security',
      'kernel/scheduler',
      'kernel/programs',
      'kernel/files',
      'kernel/env',
      'kernel/http',
      'kernel/network',
      'kernel/processes',
      'kernel/wasm',
    ],
    // What is made of Lua is made by the engine, which comes when a project has any.
    types: ['kernel/lua'],
  },
  kernel: {
    code: [...PURE, ...PROJECT, ...KERNEL],
  },
  guest: { code: ['base', 'wit', 'contract', 'binary'] },
  'guest/hosts': { code: ['base', 'wit', 'contract', 'guest'] },
  'toolchain/wat-lexer.ts': { code: [] },
  'toolchain/wat-words.ts': { code: ['base'] },
  toolchain: { code: ['base', 'wit', 'contract'] },
  language: {
    code: [
      ...PURE,
      'project/registry',
      'project/kinds',
      'project/binaries',
      'toolchain/wat-lexer.ts',
      'toolchain/wat-words.ts',
    ],
  },
  workers: {
    code: [
      ...PURE,
      'protocol',
      'share',
      'toolchain',
      'language',
      ...PROJECT,
      'project/diagnose',
      ...KERNEL,
      'kernel',
      'guest/hosts',
      'guest',
    ],
  },
  client: { code: ['base', 'contract', 'protocol'], types: ['wit'] },
  examples: { code: ['base'], types: ['contract'] },
  app: { code: ['base', 'wit/words.ts', 'wit/print.ts', 'client', 'share', 'examples'], types: ['contract', 'wit'] },
};

/** What the kernel has of Lua before a project has any: how it comes by the rest. */
const BEFORE_LUA = [
  'kernel/lua/modules/fetched.ts',
  'kernel/lua/modules/native-modules.ts',
  'kernel/lua/parts.ts',
  'kernel/lua/project-lua.ts',
  'kernel/lua/vm/limits.ts',
];

/** Each package has one door; one that is not listed has none. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  fengari: ['kernel/lua/vm'],
  'fengari-web': ['kernel/lua/vm'],
  yaml: ['project/registry'],
  fflate: ['share'],
  '@noble/hashes': ['workers', 'kernel/lua/modules'],
  '@noble/ciphers': ['kernel/lua/modules'],
  re2js: ['kernel/lua/modules'],
  '@cfworker/json-schema': ['kernel/lua/modules'],
  wabt: ['toolchain'],
  '@bytecodealliance/jco': ['toolchain'],
  '@bytecodealliance/jco-transpile': ['toolchain'],
  '@bjorn3/browser_wasi_shim': ['guest/hosts/wasi1'],
  'monaco-editor': ['app/monaco'],
  idb: ['app/stores'],
  react: ['app'],
  'react-dom': ['app'],
  zustand: ['app'],
  'lucide-react': ['app'],
  uqr: ['app/share'],
  virtua: ['app'],
  '@base-ui/react': ['app'],
  '@xterm/xterm': ['app/terminal'],
  '@xterm/addon-fit': ['app/terminal'],
  '@headless-tree/core': ['app'],
  '@headless-tree/react': ['app'],
};

/**
 * The floors of the page, from the ground up: what stands in a folder may import from lower floors and from itself. Features
 * know nothing of each other; what lies in `app/` itself puts them together, and what tests need stands beside it.
 */
const APP_FLOORS: readonly (readonly string[])[] = [
  ['theme', 'model'],
  ['stores'],
  ['parts', 'monaco'],
  ['commands'],
  [
    'activity',
    'binary',
    'build',
    'call-form',
    'console',
    'editor',
    'embed',
    'environment',
    'files',
    'http',
    'measure',
    'native',
    'new-function',
    'problems',
    'project-tests',
    'projects',
    'reference',
    'registry-view',
    'run',
    'share',
    'status',
    'terminal',
    'tour',
    'written',
  ],
  ['overlays'],
  ['.'],
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
  /** When it is asked for. */
  readonly isLazy: boolean;
  /** A file of ours, as opposed to a package. */
  readonly isLocal: boolean;
}

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([\w@./:?-]+)'|\bimport\('([\w@./:?-]+)'\)/gm;

/** Paths begin in `src`. */
function importsOf(from: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const to = match[2] ?? match[3] ?? '';
    const resolved = to.startsWith('.') ? normalize(join(dirname(from), to)).replace(/\?.*$/, '') : to;
    const isLazy = match[3] !== undefined;
    return { from, to: resolved, isType: match[1] !== undefined, isLazy, isLocal: to.startsWith('.') };
  });
}

const BY_LENGTH = Object.keys(ROOMS).toSorted((a, b) => b.length - a.length);
const roomOf = (path: string): string | null =>
  BY_LENGTH.find((room) => path === room || path.startsWith(`${room}/`)) ?? null;
const shown = (wrong: readonly Import[]): string[] => wrong.map(({ from, to }) => `${from} → ${to}`);

/** Whoever may import a folder may import the rooms that are single files of it. */
const isAmong = (target: string, rooms: readonly string[]): boolean =>
  rooms.some((room) => room === target || (target.endsWith('.ts') && target.startsWith(`${room}/`)));

/** Each of these takes a tree of sources, and answers what in it is wrong. */
const LAWS = {
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

interface Tree {
  readonly files: readonly string[];
  readonly imports: readonly Import[];
}

function treeOf(texts: Readonly<Record<string, string>>): Tree {
  return {
    files: Object.keys(texts),
    imports: Object.entries(texts).flatMap(([path, text]) => importsOf(path, text)),
  };
}

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
