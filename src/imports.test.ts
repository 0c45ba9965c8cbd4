import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('.', import.meta.url));

/** Rooms of the source tree, longest path first: a file belongs to the first that contains it. */
const ROOMS = [
  'kernel/registry',
  'kernel/scheduler',
  'kernel/vfs',
  'kernel/wit',
  'kernel/lua/syntax',
  'kernel/lua',
  'kernel/wasm',
  'kernel/hosts',
  'kernel/diagnose',
  'kernel/contract',
  'kernel',
  'base',
  'protocol',
  'toolchain',
  'workers',
  'client',
  'share',
  'examples',
  'app',
] as const;
type Room = (typeof ROOMS)[number];

/** The kernel's interfaces and plain data, which every room of it may know. */
const CONTRACT = new Set([
  'kernel/api.ts',
  'kernel/errors.ts',
  'kernel/ports.ts',
  'kernel/plain.ts',
  'kernel/plain-size.ts',
  'kernel/preview.ts',
  'kernel/tape.ts',
  'kernel/wit/types.ts',
  'kernel/wit/codec.ts',
]);

/**
 * Who may import whom; a room may always import itself. What is not listed is forbidden. `types` is for imports that are
 * gone after compilation.
 */
const ALLOWED: Record<Room, { code: readonly Room[]; types: readonly Room[] }> = {
  base: { code: [], types: [] },
  'kernel/contract': { code: ['base'], types: [] },
  'kernel/registry': { code: ['base', 'kernel/contract'], types: [] },
  'kernel/scheduler': { code: ['base', 'kernel/contract'], types: [] },
  'kernel/vfs': { code: ['base', 'kernel/contract'], types: ['kernel/registry'] },
  'kernel/wit': { code: ['base', 'kernel/contract'], types: [] },
  'kernel/lua/syntax': { code: ['base'], types: [] },
  'kernel/lua': {
    code: ['base', 'kernel/contract', 'kernel/scheduler', 'kernel/lua/syntax'],
    types: ['kernel/registry'],
  },
  'kernel/wasm': {
    code: ['base', 'kernel/contract', 'kernel/registry', 'kernel/scheduler', 'kernel/vfs', 'kernel/wit'],
    types: [],
  },
  'kernel/hosts': { code: ['base', 'kernel/contract', 'kernel/wasm'], types: [] },
  /** Looks at texts only: neither the scheduler nor the Lua machine. */
  'kernel/diagnose': {
    code: ['base', 'kernel/contract', 'kernel/registry', 'kernel/vfs', 'kernel/wit', 'kernel/lua/syntax', 'kernel/wasm'],
    types: [],
  },
  kernel: {
    code: ['base', 'kernel/contract', 'kernel/registry', 'kernel/scheduler', 'kernel/vfs', 'kernel/wit', 'kernel/lua', 'kernel/lua/syntax', 'kernel/wasm', 'kernel/hosts'],
    types: [],
  },
  protocol: { code: ['base', 'kernel/contract'], types: [] },
  toolchain: { code: ['base', 'kernel/contract', 'kernel/registry'], types: ['kernel/wit'] },
  workers: { code: [...ROOMS.filter((room) => !['client', 'app', 'examples', 'share', 'workers'].includes(room))], types: [] },
  client: { code: ['base', 'protocol', 'kernel/contract'], types: [] },
  examples: { code: ['base'], types: ['kernel/contract'] },
  share: { code: ['base', 'kernel/contract'], types: [] },
  app: { code: ['base', 'client', 'share', 'examples'], types: ['kernel/contract'] },
};

/** Each package has one door. */
const DOORS: Record<string, string> = {
  fengari: 'kernel/lua/vm',
  'fengari-web': 'kernel/lua/vm',
  yaml: 'kernel/registry',
  fflate: 'share',
  '@noble/hashes': 'workers',
  wabt: 'toolchain',
  '@bytecodealliance/jco': 'toolchain',
  '@bytecodealliance/jco-transpile': 'toolchain',
  '@bjorn3/browser_wasi_shim': 'kernel/hosts/wasi1',
  'monaco-editor': 'app/editor',
  react: 'app',
  'react-dom': 'app',
  zustand: 'app',
  'lucide-react': 'app',
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'testing' ? [] : sources(path);
    return /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

function importsOf(path: string): Import[] {
  const from = relative(SRC, path);
  return [...readFileSync(path, 'utf8').matchAll(IMPORT)].map((match) => {
    const to = match[2] ?? match[3] ?? '';
    const resolved = to.startsWith('.') ? normalize(join(dirname(from), to)).replace(/\?.*$/, '') : to;
    return { from, to: resolved, isType: match[1] !== undefined };
  });
}

function roomOf(path: string): Room | null {
  if (CONTRACT.has(path)) return 'kernel/contract';
  return ROOMS.find((room) => path.startsWith(`${room}/`)) ?? null;
}

const files = sources(SRC);
const imports = files.flatMap(importsOf);
const isLocal = (path: string) => files.some((file) => relative(SRC, file) === path);

test('every import goes in an allowed direction', () => {
  const wrong = imports.filter(({ from, to, isType }) => {
    const [room, target] = [roomOf(from), roomOf(to)];
    if (!isLocal(to) || !room || !target || room === target) return false;
    const allowed = ALLOWED[room];
    return !allowed.code.includes(target) && !(isType && allowed.types.includes(target));
  });
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('each package is imported in its own folder only', () => {
  const wrong = imports.filter(({ from, to }) => {
    const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : to.split('/')[0];
    const door = DOORS[name ?? ''];
    return door !== undefined && !from.startsWith(`${door}/`);
  });
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('no file imports itself through others', () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, isType } of imports) if (isLocal(to) && !isType) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});
