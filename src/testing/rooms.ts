/** Who may import whom: the tables that `imports.test.ts` holds the sources to. */

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
export const ROOMS: Readonly<Record<string, Room>> = {
  base: { code: [] },
  'wit/words.ts': { code: [] },
  'lua-text/words.ts': { code: [] },
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
  'kernel/http': { code: ['base', 'contract', 'project/kinds', 'kernel/security', 'kernel/scheduler', 'kernel/files'] },
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
  app: {
    code: ['base', 'wit/words.ts', 'lua-text/words.ts', 'wit/print.ts', 'client', 'share', 'examples'],
    types: ['contract', 'wit'],
  },
};

/** Each package has one door; one that is not listed has none. */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  fengari: ['kernel/lua/vm'],
  'fengari-web': ['kernel/lua/vm'],
  yaml: ['project/registry'],
  fflate: ['share'],
  '@noble/hashes': ['workers', 'kernel/lua/modules'],
  '@noble/ciphers': ['kernel/lua/modules'],
  re2js: ['kernel/lua/modules'],
  'diff-match-patch': ['kernel/lua/modules'],
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
export const APP_FLOORS: readonly (readonly string[])[] = [
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
    'import',
    'measure',
    'memory',
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

const BY_LENGTH = Object.keys(ROOMS).toSorted((a, b) => b.length - a.length);
/** Null for a path of none. */
export const roomOf = (path: string): string | null =>
  BY_LENGTH.find((room) => path === room || path.startsWith(`${room}/`)) ?? null;

/** Whoever may import a folder may import the rooms that are single files of it. */
export const isAmong = (target: string, rooms: readonly string[]): boolean =>
  rooms.some((room) => room === target || (target.endsWith('.ts') && target.startsWith(`${room}/`)));
