/** The tour as data: what each step asks for, where that is, and how one sees that it was done. */
import type { CallRecord, PlainValue, ProjectFiles } from '../../contract/api.ts';
import { ownValue } from '../../base/own.ts';

/** What the page knows when it looks whether a step was done. */
export interface TourFacts {
  /** Runs that were begun since the tour was, and have ended. */
  readonly endedRuns: number;
  readonly calls: readonly Pick<CallRecord, 'target' | 'arguments' | 'value' | 'error'>[];
  /** Of the rows that are shown in full. */
  readonly readCalls: readonly Pick<CallRecord, 'error'>[];
  readonly isSharing: boolean;
}

export interface TourStep {
  readonly id: 'run' | 'call' | 'module' | 'failure' | 'share';
  readonly title: string;
  readonly text: string;
  /** What its button does: it is pressed by whoever does not find the place. */
  readonly action: string;
  /** Where it is done in the project; null where that is no file. */
  readonly place: { readonly file: string; readonly text: string } | null;
  readonly isDone: (facts: TourFacts) => boolean;
}

export const tourProject = 'hello';

export const steps: readonly TourStep[] = [
  {
    id: 'run',
    title: 'Run it',
    text: 'main.lua calls two functions of WebAssembly. Press Run: each call becomes a row of the console, below the call that made it.',
    action: 'Run',
    place: null,
    isDone: ({ endedRuns }) => endedRuns > 0,
  },
  {
    id: 'call',
    title: 'Change a call',
    text: 'In main.lua, app:compute is called with 6 and 7. Write other numbers and run again: the console has the new call and its value.',
    action: 'Go to the call',
    place: { file: 'main.lua', text: '"app:compute", ' },
    isDone: ({ calls }) => products(calls).some(({ a, b }) => !(a === 6 && b === 7)),
  },
  {
    id: 'module',
    title: 'Change the WebAssembly',
    text: 'compute.wat multiplies. Write i32.add for i32.mul (Ctrl+Space offers every instruction) and run again: Lua gets the sum.',
    action: 'Go to i32.mul',
    place: { file: 'compute.wat', text: 'i32.mul' },
    isDone: ({ calls }) => products(calls).some(({ a, b, value }) => value !== Math.imul(a, b)),
  },
  {
    id: 'failure',
    title: 'Read a failure',
    text: 'The red row is a call with "six" for a number. It failed and nothing broke: open it for what went wrong. In Lua it is the second value.',
    action: 'Go to the row',
    place: null,
    isDone: ({ readCalls }) => readCalls.some(({ error }) => error !== null),
  },
  {
    id: 'share',
    title: 'Share it',
    text: 'The link is the whole project, with what you changed: no server has it. Whoever opens it reads first; nothing runs before they press Run.',
    action: 'Share…',
    place: null,
    isDone: ({ isSharing }) => isSharing,
  },
];

interface Product {
  readonly a: number;
  readonly b: number;
  readonly value: PlainValue;
}

/** Calls of `app:compute` that went well. */
function products(calls: TourFacts['calls']): readonly Product[] {
  return calls.flatMap(({ target, arguments: [a, b], value, error }) =>
    target === 'app:compute' && error === null && typeof a === 'number' && typeof b === 'number'
      ? [{ a, b, value }]
      : [],
  );
}

/** 1-based, behind the text of the step's place or at its beginning; null where the project has no such text any more. */
export function stepPlace(
  { place }: TourStep,
  files: ProjectFiles,
): { readonly file: string; readonly line: number; readonly column: number } | null {
  const content = place && ownValue(files, place.file);
  if (!place || typeof content !== 'string') return null;
  const at = content.indexOf(place.text);
  if (at < 0) return null;
  const offset = place.text.endsWith(' ') ? at + place.text.length : at;
  const before = content.slice(0, offset);
  return { file: place.file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
