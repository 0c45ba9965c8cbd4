/// <reference types="vite/client" />
/** The sample projects we ship. */
import type { Example } from './types.ts';

export type { Example, Expectation } from './types.ts';

type Files = Readonly<Record<string, string>>;

const helloFiles = import.meta.glob<string>('./hello/*.{yaml,wat,lua,wit}', { query: '?raw', import: 'default', eager: true });
const otherFiles = import.meta.glob<string>(['./*/*.{yaml,wat,lua,wit}', '!./hello/*'], { query: '?raw', import: 'default' });

/** What a first visitor sees: needs no further request. */
export const hello: Example & { readonly content: Files } = {
  id: 'hello',
  title: 'Hello, Wippy',
  summary: 'Two WebAssembly functions and a Lua function that calls them.',
  main: { id: 'app:main', args: [] },
  content: atRoot('hello', helloFiles),
  files: () => Promise.resolve(atRoot('hello', helloFiles)),
};

export const examples: readonly Example[] = [
  hello,
  {
    id: 'errors',
    title: 'Errors are values',
    summary: 'A trap, a time limit and mistaken calls, each seen as the second value of the call.',
    main: { id: 'app:main', args: [] },
    files: () => fetchFiles('errors'),
  },
  {
    id: 'numbers',
    title: 'Numbers, characters, booleans',
    summary: 'What goes between Lua and WebAssembly, to the edges of 64 bits.',
    main: { id: 'app:main', args: [] },
    files: () => fetchFiles('numbers'),
  },
  {
    id: 'sleep',
    title: 'Waiting without blocking',
    summary: 'Two WebAssembly calls sleep through WASI while Lua goes on.',
    main: { id: 'app:main', args: [] },
    files: () => fetchFiles('sleep'),
  },
];

async function fetchFiles(id: string): Promise<Files> {
  const wanted = Object.entries(otherFiles).filter(([path]) => path.startsWith(`./${id}/`));
  const texts = await Promise.all(wanted.map(async ([path, load]) => [path, await load()] as const));
  return atRoot(id, Object.fromEntries(texts));
}

/** `./hello/main.lua` is `main.lua` of the project. */
function atRoot(id: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(`./${id}/`.length), text]));
}
