/** Projects with one command, `f`, and how it ends: as native Wippy ends it, and programs of real toolchains. Node only. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProjectFiles, RunResult } from '../../contract/api.ts';
import { compileWat } from '../../toolchain/wat-compiler.ts';

export interface Program {
  readonly bytes: Uint8Array;
  /** Further lines of the entry. */
  readonly fields: readonly string[];
}

export const TERMINAL = '  - {name: terminal, kind: terminal.host, lifecycle: {auto_start: true}}\n';

/** `app:f` is the command `f`, which is all that the project has besides `hosts`. */
export function project({ bytes, fields }: Program, hosts = TERMINAL): ProjectFiles {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const lines = [
    'name: f',
    'kind: process.wasm',
    'meta: {command: {name: f, short: Runs f}}',
    'fs: app:files',
    'path: f.wasm',
    `hash: sha256:${digest}`,
    ...fields,
  ];
  const files = '  - {name: files, kind: fs.directory, directory: wasm}\n';
  return {
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${hosts}${files}  - ${lines.join('\n    ')}\n`,
    'wasm/f.wasm': bytes,
  };
}

async function assemble(wat: string): Promise<Uint8Array> {
  const compiled = await compileWat(wat);
  if (!compiled.ok) throw new Error('the text does not compile');
  return compiled.value.bytes;
}

export async function core(wat: string, wit: string, ...fields: string[]): Promise<Program> {
  return { bytes: await assemble(wat), fields: ['method: f', `wit: ${JSON.stringify(wit)}`, ...fields] };
}

interface Given {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly mounts?: Readonly<
    Record<string, { readonly readOnly?: boolean; readonly files: Readonly<Record<string, string>> }>
  >;
}
interface ProgramCall extends Given {
  readonly stdin?: string;
  readonly expect: {
    readonly exit: number | null;
    /** Of several answers any. */
    readonly stdout?: string | readonly string[];
    readonly stderr?: string;
    readonly stderrHas?: string;
    readonly trap?: string;
  };
}

interface ProgramGuest {
  readonly file: string;
  /** Of a component, with what it imports; others are core modules with `_start`. */
  readonly method?: string;
  readonly imports?: readonly string[];
  readonly calls: readonly ProgramCall[];
}

/** What a program is given, as entries, files and settings of the project. */
function system({ args = [], env = {}, mounts = {} }: Given) {
  const variables = Object.keys(env);
  const mounted = Object.entries(mounts);
  const folder = (index: number): string => `mount${index}`;
  const entries = [
    { name: 'values', kind: 'env.storage.static', values: env },
    ...variables.map((name) => ({ name: `var_${name}`, kind: 'env.variable', variable: name, storage: 'app:values' })),
    ...mounted.map((_, index) => ({
      name: folder(index),
      kind: 'fs.directory',
      directory: folder(index),
      auto_init: true,
    })),
  ];
  const files = mounted.flatMap(([, mount], index) =>
    Object.entries(mount.files).map(([name, text]) => [`${folder(index)}/${name}`, text] as const),
  );
  return {
    entries: entries.map((entry) => `  - ${JSON.stringify(entry)}\n`).join(''),
    files: Object.fromEntries(files),
    wasi: {
      args,
      env: variables.map((name) => ({ id: `app:var_${name}`, name })),
      mounts: mounted.map(([guest, { readOnly = false }], index) => ({
        fs: `app:${folder(index)}`,
        guest,
        read_only: readOnly,
      })),
    },
  };
}

/** What native says in other words (DIFFERENCES.md). */
const OUR_WORDS: Readonly<Record<string, RegExp>> = {
  'no argument given': /expected 1 arguments?, got 0/,
};

/** A run of the command `f`. */
export interface CommandCase {
  readonly title: string;
  readonly make: () => Promise<{
    readonly files: ProjectFiles;
    readonly args: readonly string[];
    readonly input: string;
  }>;
  /** It may end with an access out of bounds of its memory. */
  readonly endsOutOfBounds: boolean;
  /** What is wrong with how it ended. */
  readonly check: (result: RunResult) => readonly string[];
}

export const nativeEnds: readonly CommandCase[] = (
  fileOf('native-commands.json') as { readonly cases: readonly NativeCase[] }
).cases.map(({ name, module, wit, exit, stdout, stderr }) => ({
  title: name,
  endsOutOfBounds: stderr.includes('out of bounds'),
  make: async () => ({ files: project(await core(module, wit)), args: [], input: '' }),
  check: (result) => [
    ...differs('exit code', result.exitCode, [exit]),
    ...differs('output', result.stdout, [stdout]),
    ...(OUR_WORDS[name]
      ? lacks('errors', result.stderr, OUR_WORDS[name])
      : differs('errors', result.stderr.trimEnd(), [stderr.trimEnd()])),
  ],
}));

export const realPrograms: readonly CommandCase[] = (
  fileOf('programs.json') as { readonly guests: readonly ProgramGuest[] }
).guests.flatMap(({ file, calls, method, imports = ['wasi1'] }) =>
  calls.map(({ stdin = '', expect: answer, ...given }, number) => ({
    title: `${file} ${number + 1}`,
    endsOutOfBounds: answer.trap?.includes('out of bounds') ?? false,
    make: async () => {
      const bytes = new Uint8Array(readFileSync(new URL(`../../../samples/guests/${file}`, import.meta.url)));
      const { entries, files, wasi } = system(given);
      const called =
        method === undefined ? ['method: _start', 'wit: "_start: func();"'] : [`method: ${JSON.stringify(method)}`];
      const fields = [...called, `imports: ${JSON.stringify(imports)}`, `wasi: ${JSON.stringify(wasi)}`];
      return { files: { ...project({ bytes, fields }, TERMINAL + entries), ...files }, args: [], input: stdin };
    },
    check: (result) => [
      ...differs('exit code', result.exitCode, [answer.exit ?? 1]),
      ...(answer.stdout === undefined ? [] : differs('output', result.stdout, [answer.stdout].flat())),
      ...(answer.stderr === undefined ? [] : differs('errors', result.stderr, [answer.stderr])),
      ...(answer.stderrHas === undefined || result.stderr.includes(answer.stderrHas)
        ? []
        : [`errors: ${result.stderr}, without ${answer.stderrHas}`]),
      ...(answer.trap === undefined ? [] : lacks('errors', result.stderr, new RegExp(answer.trap))),
    ],
  })),
);

interface NativeCase {
  readonly name: string;
  readonly module: string;
  readonly wit: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

function fileOf(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8'));
}

function differs(what: string, got: unknown, wanted: readonly unknown[]): string[] {
  return wanted.includes(got)
    ? []
    : [`${what}: ${JSON.stringify(got)}, and not ${wanted.map((one) => JSON.stringify(one)).join(' or ')}`];
}

function lacks(what: string, got: string, pattern: RegExp): string[] {
  return pattern.test(got) ? [] : [`${what}: ${got}, and nothing like ${pattern}`];
}
