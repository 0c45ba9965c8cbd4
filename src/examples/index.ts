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
  summary: 'Two WebAssembly functions and a Lua function that calls them.',
  main: { id: 'app:main', args: [] },
  content: atRoot('hello', helloTexts),
  files: () => Promise.resolve(atRoot('hello', helloTexts)),
};

export const examples: readonly Example[] = [
  hello,
  example(
    'errors',
    'Errors are values',
    'A trap, a time limit and mistaken calls, each seen as the second value of the call.',
  ),
  example(
    'numbers',
    'Numbers, characters, booleans',
    'What goes between Lua and WebAssembly, to the edges of 64 bits.',
  ),
  example('strings', 'Text and bytes', 'Strings and lists of bytes, and how WebAssembly holds them in its memory.'),
  example('shapes', 'Variants, flags, options, results', 'Every richer type of WIT, as it looks in Lua and in memory.'),
  example('exact64', 'All 64 bits', 'Large numbers keep every digit, and what would lose one is refused.'),
  example(
    'users',
    'Records through a component',
    'Lists of records through a binary that brings its own types, made with AssemblyScript.',
  ),
  example(
    'javascript',
    'JavaScript, called from Lua',
    'A component that holds a script and the engine that runs it; one megabyte.',
  ),
  example(
    'identity',
    'Who may do what',
    'Actors, policies and values that go along with calls, from Lua to Lua and WebAssembly.',
  ),
  example(
    'supervisor',
    'Started again after a failure',
    'A supervisor in Lua, and a service that the runtime keeps running.',
  ),
  example('sleep', 'Waiting without blocking', 'Two WebAssembly calls sleep through WASI while Lua goes on.'),
  example(
    'parallel',
    'Many calls at once',
    'Twelve calls are sent out together, over a pool that runs four at a time.',
  ),
  example('pools', 'Pools of every type', 'The same work for inline, lazy, static and adaptive pools.'),
  example('deadline', 'Time limits', 'A call that sleeps and one that never ends are both stopped in time.'),
  example(
    'command',
    'A command in C',
    'A program of clang and wasi-libc is a command that counts the words of mounted files.',
  ),
  example(
    'files',
    'Files and variables',
    'Lua reads the project, writes beside it, and keeps values in the environment.',
  ),
  example(
    'endpoint',
    'Requests, answered in the page',
    'A component in Rust and a function in Lua behind the routes of a server, and a client that asks them.',
  ),
  example(
    'fetch',
    'Requests of a component',
    'A component asks servers over HTTP, three at once, and a policy says which ones it may.',
  ),
  example(
    'sockets',
    'Sockets between components',
    'A server and a client in WebAssembly, on a network of the project alone.',
  ),
  example(
    'env',
    'Environment variables',
    'Values that are fixed, set or given, as Lua reads them and as WebAssembly does.',
  ),
  example('random', 'Random values and clocks', 'Dice in WebAssembly, passwords in Lua, and two clocks of the host.'),
  example(
    'denied',
    'What nobody allowed',
    'Capabilities that an entry does not declare or a policy does not grant, and what happens then.',
  ),
  example(
    'pipeline',
    'Channels and processes',
    'Words go through a channel, a process that counts their letters, and back.',
  ),
  example('cli', 'A command in Lua', 'A program for the terminal: words, lines that are typed, exit codes.'),
  example('callback', 'WebAssembly calls Lua', 'A component written in C calls Lua functions, which call it again.'),
];

/** A project that is fetched when it is chosen. */
function example(id: string, title: string, summary: string): Example {
  return {
    id,
    title,
    summary,
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
