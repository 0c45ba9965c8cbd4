/**
 * Writes `licenses.txt` beside the built page: every package that any script or file of the build comes from, with the text of
 * its licence, and what is inside of binaries that no package manager tells of. A package without a text fails the build.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';
import { cratesIn, termsOfCrate } from './crates.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = 'licenses.txt';
const LICENCE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
const NOTICES = /^(?:notice|third-?party-?notices)(?:\..*)?$/i;

/** Where a licence may be chosen, ours and the file that has it. */
const CHOICES: ReadonlyMap<string, { readonly spdx: string; readonly file: string }> = new Map([
  ['dompurify', { spdx: 'Apache-2.0', file: 'LICENSE' }],
  ['@bjorn3/browser_wasi_shim', { spdx: 'MIT', file: 'LICENSE-MIT' }],
]);

/** Packages that come without the text, and where it is: all of the same authors and under the same terms. */
const TEXTS_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['@bytecodealliance/jco', 'node_modules/@bytecodealliance/jco-transpile/LICENSE'],
  ['@cfworker/json-schema', 'scripts/licenses/cfworker.txt'],
  ['@headless-tree/core', 'scripts/licenses/headless-tree.txt'],
  ['@headless-tree/react', 'scripts/licenses/headless-tree.txt'],
]);

/** What is part of packages and binaries without being a package of ours. */
const INSIDE: readonly Work[] = [
  {
    name: 'dompurify, inside of monaco-editor',
    spdx: '(MPL-2.0 OR Apache-2.0), of which Apache-2.0 was chosen',
    text: 'node_modules/dompurify/LICENSE',
  },
  { name: 'marked, inside of monaco-editor', spdx: 'MIT', text: 'node_modules/marked/LICENSE.md' },
  { name: 'Ajv, parts of it inside of @cfworker/json-schema', spdx: 'MIT', text: 'scripts/licenses/ajv.txt' },
  {
    name: 'wasm-tools and js-component-bindgen, as WebAssembly inside of jco',
    spdx: 'Apache-2.0 WITH LLVM-exception',
    text: 'node_modules/@bytecodealliance/jco-transpile/LICENSE',
  },
  {
    name: 'the standard library of Rust, inside of the same',
    spdx: 'MIT OR Apache-2.0, of which Apache-2.0 was chosen',
    text: 'node_modules/wabt/LICENSE',
  },
  { name: 'the runtime of Emscripten, inside of wabt', spdx: 'MIT', text: 'scripts/licenses/emscripten.txt' },
  { name: 'musl, inside of wabt', spdx: 'MIT', text: 'scripts/licenses/musl.txt' },
  {
    name: 'libc++, libc++abi and compiler-rt of LLVM, inside of wabt',
    spdx: 'Apache-2.0 WITH LLVM-exception',
    text: 'node_modules/@bytecodealliance/jco-transpile/LICENSE',
  },
  {
    name: 'QuickJS-ng, inside of the example “JavaScript, called from Lua”',
    spdx: 'MIT',
    text: 'scripts/licenses/quickjs-ng.txt',
  },
  { name: 'componentize-qjs 0.4.5, inside of the same example', spdx: 'Apache-2.0', text: 'node_modules/wabt/LICENSE' },
  {
    name: 'wasi-libc, inside of the examples “A command in C” and “WebAssembly calls Lua”',
    spdx: 'Apache-2.0',
    text: 'node_modules/wabt/LICENSE',
  },
  {
    name: 'AssemblyScript 0.28.20, its runtime inside of the example “Records through a component”',
    spdx: 'Apache-2.0',
    text: 'node_modules/wabt/LICENSE',
  },
];

/** Binaries of Rust, which tell of their crates themselves. */
const RUST = ['wasm-tools', 'js-component-bindgen-component'].map(
  (name) => `node_modules/@bytecodealliance/jco-transpile/vendor/${name}.core.wasm`,
);

/** Said in the file, so that the list is not taken for more than it is. */
const UNKNOWN = `What is not known: the crates are those that left the path of a source in jco's binaries, since its package does not list
them; a crate that left none is missing here. The same holds for the versions of Emscripten, musl and LLVM that wabt was
made with, and for what the binaries of examples hold beside what is named.`;

interface Work {
  readonly name: string;
  readonly spdx: string;
  /** File with the licence, relative to the project. */
  readonly text: string;
  /** Files of notices beside it. */
  readonly notices?: readonly string[];
}

/** The folder of the package that a module or a file comes from, from the first `node_modules` on; null for our own. */
export function packageOf(id: string): string | null {
  return (
    /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1] ?? null
  );
}

/** Throws for a package whose text is nowhere. */
export function licenceOf(folder: string): Work {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly license?: string;
  };
  const names = readdirSync(join(ROOT, folder));
  const choice = CHOICES.get(name);
  const own = choice?.file ?? names.find((file) => LICENCE.test(file));
  const text = own === undefined ? TEXTS_ELSEWHERE.get(name) : join(folder, own);
  if (text === undefined || !existsSync(join(ROOT, text)) || license === undefined)
    throw new Error(`${name} is shipped, but the text of its licence is nowhere`);
  if (license.includes(' OR ') && choice === undefined)
    throw new Error(`${name} may be had under ${license}: one is to be chosen`);
  const spdx = choice ? `${license}, of which ${choice.spdx} was chosen` : license;
  return {
    name: `${name} ${version}`,
    spdx,
    text,
    notices: names.filter((file) => NOTICES.test(file)).map((file) => join(folder, file)),
  };
}

function crateWorks(): readonly Work[] {
  const crates = RUST.flatMap((file) => cratesIn(readFileSync(join(ROOT, file))));
  return [...new Set(crates)].toSorted().map((crate) => ({
    name: `${crate}, a crate inside of jco`,
    ...termsOfCrate(crate),
  }));
}

/** Each text once, below all works that it holds for. `packages` are folders. */
export function licencesText(packages: Iterable<string>): string {
  const works = [...[...packages].toSorted().map(licenceOf), ...INSIDE, ...crateWorks()];
  const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8').replaceAll('\r\n', '\n').trim();
  const byText = new Map<string, Work[]>();
  for (const work of works) byText.set(read(work.text), [...(byText.get(read(work.text)) ?? []), work]);
  const line = '='.repeat(100);
  const sections = [...byText].map(
    ([text, held]) => `${held.map(({ name, spdx }) => `${name} (${spdx})`).join('\n')}\n\n${text}`,
  );
  const notices = works.flatMap(({ name, notices: files = [] }) =>
    files.map((file) => `Notices of ${name}\n\n${read(file)}`),
  );
  const head = `The Wippy playground is under the licence at the end of this list. What else is in its files, and under which terms:\n\n${works.map(({ name, spdx }) => `- ${name}: ${spdx}`).join('\n')}\n\n${UNKNOWN}`;
  return `${[head, ...sections, ...notices, `Wippy playground (MIT)\n\n${read('LICENSE')}`].join(`\n\n${line}\n\n`)}\n`;
}

export interface LicencePlugins {
  /** For the page's build. */
  readonly page: Plugin;
  /** For those of the workers, which are builds of their own and come first. */
  readonly worker: () => Plugin;
}

export function licences(): LicencePlugins {
  const packages = new Set<string>();
  function collect(bundle: Rolldown.OutputBundle): void {
    for (const output of Object.values(bundle)) {
      const from = output.type === 'chunk' ? output.moduleIds : output.originalFileNames;
      for (const name of from.map(packageOf)) if (name !== null) packages.add(name);
    }
  }
  return {
    worker: () => ({
      name: 'wippy:licences-of-workers',
      apply: 'build',
      generateBundle: (_options, bundle) => collect(bundle),
    }),
    page: {
      name: 'wippy:licences',
      apply: 'build',
      generateBundle(_options, bundle) {
        collect(bundle);
        this.emitFile({ type: 'asset', fileName: FILE, source: licencesText(packages) });
      },
    },
  };
}
