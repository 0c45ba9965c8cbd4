import type { Rolldown } from 'vite';
import { expect, test } from 'vitest';
import { filesOfFirstResult } from './service-worker.ts';

function chunk(
  fileName: string,
  more: { isEntry?: boolean; imports?: string[]; css?: string[]; modules?: string[] } = {},
) {
  const { isEntry = false, imports = [], css = [], modules = ['/src/app/any.ts'] } = more;
  return { type: 'chunk', fileName, isEntry, imports, moduleIds: modules, viteMetadata: { importedCss: new Set(css) } };
}
const asset = (fileName: string, from: string | null = null, sizeBytes = 0) => ({
  type: 'asset',
  fileName,
  source: new Uint8Array(sizeBytes),
  originalFileNames: from === null ? [] : [from],
});
const bundleOf = (...outputs: readonly { fileName: string }[]) =>
  Object.fromEntries(outputs.map((output) => [output.fileName, output])) as unknown as Rolldown.OutputBundle;

test('kept from the start are the page, its entry with all it imports, the workers of a run and the examples', () => {
  const bundle = bundleOf(
    asset('index.html'),
    chunk('assets/index-a.js', { isEntry: true, imports: ['assets/shared-a.js'], css: ['assets/index-a.css'] }),
    chunk('assets/shared-a.js', { css: ['assets/shared-a.css'] }),
    chunk('assets/hello-a.js', { modules: ['/p/src/examples/hello/main.lua?raw'] }),
    asset('assets/kernel.worker-a.js'),
    asset('assets/guest.worker-a.js'),
    asset('assets/toolchain.worker-a.js'),
  );
  expect(filesOfFirstResult(bundle, ['favicon.svg']).toSorted()).toEqual([
    '',
    'assets/guest.worker-a.js',
    'assets/hello-a.js',
    'assets/index-a.css',
    'assets/index-a.js',
    'assets/kernel.worker-a.js',
    'assets/shared-a.css',
    'assets/shared-a.js',
    'assets/toolchain.worker-a.js',
    'favicon.svg',
  ]);
});

test('and what scripts of workers import before they run, and the Lua modules that are fetched when they are listed', () => {
  const script = (fileName: string, source: string) => ({ ...asset(fileName), source });
  const bundle = bundleOf(
    chunk('assets/index-a.js', { isEntry: true }),
    script('assets/kernel.worker-a.js', 'import{a}from"./vm-a.js";const load=()=>import("./lua-hash-a.js")'),
    script('assets/vm-a.js', 'export const a=1'),
    script('assets/lua-hash-a.js', 'import{b}from"./legacy-a.js"'),
    script('assets/legacy-a.js', 'export const b=1'),
    script('assets/other-a.js', ''),
  );
  expect(filesOfFirstResult(bundle, []).toSorted()).toEqual([
    '',
    'assets/index-a.js',
    'assets/kernel.worker-a.js',
    'assets/legacy-a.js',
    'assets/lua-hash-a.js',
    'assets/vm-a.js',
  ]);
});

test('the editor and other files that are loaded later are not', () => {
  const bundle = bundleOf(
    chunk('assets/index-a.js', { isEntry: true }),
    chunk('assets/monaco-a.js'),
    asset('assets/monaco.worker-a.js'),
    asset('assets/codicon-a.ttf'),
    asset('assets/tools-a.wasm'),
  );
  expect(filesOfFirstResult(bundle, [])).toEqual(['', 'assets/index-a.js']);
});

test('binaries of examples are kept from the start when they are small', () => {
  const bundle = bundleOf(
    chunk('assets/index-a.js', { isEntry: true }),
    asset('assets/users-a.wasm', 'src/examples/users/wasm/users.wasm', 5_000),
    asset('assets/words-a.wasm', 'src/examples/javascript/wasm/words.wasm', 1_100_000),
    asset('assets/tools-a.wasm', 'node_modules/tools/tools.wasm', 5_000),
  );
  expect(filesOfFirstResult(bundle, [])).toEqual(['', 'assets/index-a.js', 'assets/users-a.wasm']);
});
