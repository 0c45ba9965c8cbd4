/// <reference types="vite/client" />
/** The examples in the order in which one learns from them, with what each shows. Apart from the list, which every visit loads. */
import type { Expectation } from './types.ts';

export type Level = 'first steps' | 'going on' | 'in depth';

export interface Chapter {
  readonly title: string;
  /** What one can do after it; one sentence. */
  readonly outcome: string;
  readonly lessons: readonly Lesson[];
}

export interface Lesson {
  /** Of the example. */
  readonly id: string;
  readonly level: Level;
  /** What it is about; one sentence. */
  readonly summary: string;
}

export const chapters: readonly Chapter[] = [
  {
    title: 'Begin here',
    outcome: 'Call WebAssembly from Lua, and know what comes back when a call goes wrong.',
    lessons: [
      lesson('hello', 'first steps', 'Two WebAssembly functions and a Lua function that calls them.'),
      lesson(
        'errors',
        'first steps',
        'A trap, a time limit and mistaken calls, each seen as the second value of the call.',
      ),
      lesson('cli', 'first steps', 'A program for the terminal: words, lines that are typed, exit codes.'),
    ],
  },
  {
    title: 'Values that cross',
    outcome: 'Give numbers, text, bytes and records to WebAssembly and take them back whole.',
    lessons: [
      lesson('numbers', 'first steps', 'What goes between Lua and WebAssembly, to the edges of 64 bits.'),
      lesson('strings', 'going on', 'Strings and lists of bytes, and how WebAssembly holds them in its memory.'),
      lesson(
        'users',
        'going on',
        'Lists of records through a binary that brings its own types, made with AssemblyScript.',
      ),
      lesson('exact64', 'in depth', 'Large numbers keep every digit, and what would lose one is refused.'),
      lesson('shapes', 'in depth', 'Every richer type of WIT, as it looks in Lua and in memory.'),
    ],
  },
  {
    title: 'Many things at once',
    outcome: 'Wait without blocking, bound what runs, and start again what failed.',
    lessons: [
      lesson('sleep', 'first steps', 'Two WebAssembly calls sleep through WASI while Lua goes on.'),
      lesson('parallel', 'going on', 'Twelve calls are sent out together, over a pool that runs four at a time.'),
      lesson('deadline', 'going on', 'A call that sleeps and one that never ends are both stopped in time.'),
      lesson('pipeline', 'going on', 'Words go through a channel, a process that counts their letters, and back.'),
      lesson('pools', 'in depth', 'The same work for inline, lazy, static and adaptive pools.'),
      lesson('supervisor', 'in depth', 'A supervisor in Lua, and a service that the runtime keeps running.'),
    ],
  },
  {
    title: 'The world around a program',
    outcome: 'Read files, keep values, ask for chance and time, and see what is refused.',
    lessons: [
      lesson('files', 'first steps', 'Lua reads the project, writes beside it, and keeps values in the environment.'),
      lesson('env', 'first steps', 'Values that are fixed, set or given, as Lua reads them and as WebAssembly does.'),
      lesson('random', 'going on', 'Dice in WebAssembly, passwords in Lua, and two clocks of the host.'),
      lesson(
        'identity',
        'in depth',
        'Actors, policies and values that go along with calls, from Lua to Lua and WebAssembly.',
      ),
      lesson(
        'denied',
        'in depth',
        'Capabilities that an entry does not declare or a policy does not grant, and what happens then.',
      ),
    ],
  },
  {
    title: 'Programs that talk',
    outcome: 'Answer requests, send them, and let two programs meet on a network.',
    lessons: [
      lesson(
        'endpoint',
        'going on',
        'A component in Rust and a function in Lua behind the routes of a server, and a client that asks them.',
      ),
      lesson(
        'fetch',
        'in depth',
        'A component asks servers over HTTP, three at once, and a policy says which ones it may.',
      ),
      lesson('sockets', 'in depth', 'A server and a client in WebAssembly, on a network of the project alone.'),
    ],
  },
  {
    title: 'Other languages',
    outcome: 'Run what C and JavaScript were compiled to, and be called back by it.',
    lessons: [
      lesson(
        'command',
        'going on',
        'A program of clang and wasi-libc is a command that counts the words of mounted files.',
      ),
      lesson('javascript', 'going on', 'A component that holds a script and the engine that runs it; one megabyte.'),
      lesson('callback', 'in depth', 'A component written in C calls Lua functions, which call it again.'),
    ],
  },
];

function lesson(id: string, level: Level, summary: string): Lesson {
  return { id, level, summary };
}

const expectations = import.meta.glob<Expectation>('./*/expected.ts', { import: 'expected', eager: true });

/** The first lines that a run prints, one line of text each; what differs between browsers is left out. */
export function printedLines(id: string, count: number): readonly string[] {
  const prints = expectations[`./${id}/expected.ts`]?.prints ?? [];
  return prints
    .filter((print) => typeof print === 'string')
    .slice(0, count)
    .map((print) => print.replaceAll(/\s*\n\s*/g, ' ').trim());
}
