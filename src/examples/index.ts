/// <reference types="vite/client" />
/** The sample projects we ship. */
import { fetchBinary } from './fetch-binary.ts';
import type { Example, ExampleFiles, ReadBinary } from './types.ts';

export type { Example, ExampleFiles, Expectation, ReadBinary } from './types.ts';

type Texts = Readonly<Record<string, string>>;

const helloTexts = import.meta.glob<string>('./hello/*.{yaml,wat,lua,wit}', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const otherTexts = import.meta.glob<string>(['./*/*.{yaml,wat,lua,wit}', './*/texts/*.txt', '!./hello/*'], {
  query: '?raw',
  import: 'default',
});
/** Paths to URLs. The binaries are files of their own, whatever their size: none of them is part of a script. */
const binaries = import.meta.glob<string>('./*/wasm/*.wasm', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});

/** What a first visitor sees: needs no further request. */
export const hello: Example & { readonly content: Texts } = {
  id: 'hello',
  title: 'Hello, Wippy',
  main: { id: 'app:main', args: [] },
  content: atRoot('hello', helloTexts),
  files: () => Promise.resolve(atRoot('hello', helloTexts)),
};

/** In the order of the gallery (`gallery.ts`), which also says what each is about. */
export const examples: readonly Example[] = [
  hello,
  example('errors', 'Errors are values'),
  example('cli', 'A command in Lua'),
  example('numbers', 'Numbers, characters, booleans'),
  example('strings', 'Text and bytes'),
  example('users', 'Records through a component'),
  example('exact64', 'All 64 bits'),
  example('shapes', 'Variants, flags, options, results'),
  example('sleep', 'Waiting without blocking'),
  example('parallel', 'Many calls at once'),
  example('deadline', 'Time limits'),
  example('pipeline', 'Channels and processes'),
  example('pools', 'Pools of every type'),
  example('supervisor', 'Started again after a failure'),
  example('files', 'Files and variables'),
  example('env', 'Environment variables'),
  example('random', 'Random values and clocks'),
  example('identity', 'Who may do what'),
  example('denied', 'What nobody allowed'),
  example('endpoint', 'Requests, answered in the page'),
  example('fetch', 'Requests of a component'),
  example('sockets', 'Sockets between components'),
  example('command', 'A command in C'),
  example('javascript', 'JavaScript, called from Lua'),
  example('callback', 'WebAssembly calls Lua'),
];

/** A project that is fetched when it is chosen. */
function example(id: string, title: string): Example {
  return {
    id,
    title,
    main: { id: 'app:main', args: [] },
    files: (readBinary) => fetchFiles(id, readBinary ?? fetchBinary),
  };
}

async function fetchFiles(id: string, readBinary: ReadBinary): Promise<ExampleFiles> {
  const files = [
    ...ofProject(id, otherTexts).map(async ([path, load]) => [path, await load()] as const),
    ...ofProject(id, binaries).map(async ([path, url]) => [path, await readBinary(url)] as const),
  ];
  return atRoot(id, Object.fromEntries(await Promise.all<readonly [string, string | Uint8Array]>(files)));
}

function ofProject<T>(id: string, files: Readonly<Record<string, T>>): [path: string, T][] {
  return Object.entries(files).filter(([path]) => path.startsWith(`./${id}/`));
}

/** `./hello/main.lua` is `main.lua` of the project. */
function atRoot<T>(id: string, files: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path.slice(`./${id}/`.length), content]));
}
