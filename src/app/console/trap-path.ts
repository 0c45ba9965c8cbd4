/** The way into a trap, as a row of the console shows it. */
import { ownValue } from '../../base/own.ts';
import type { CallRecord, ProjectFiles } from '../../contract/api.ts';
import type { FileRange, Trap, TrapFrame } from '../../contract/help.ts';
import type { SourcePlace } from '../model/places.ts';

/** What the error of a call says of where it trapped; null for one that did not, or where the browser does not tell. */
export function trapOf({ target, error }: CallRecord): Trap | null {
  if (error?.from !== 'runtime' || error.details === null) return null;
  const stack = ownValue(error.details, 'stack');
  if (!Array.isArray(stack) || stack.length === 0) return null;
  const names = stack.filter((name): name is string => typeof name === 'string');
  return names.length === stack.length ? { entry: target, message: error.message, stack: names } : null;
}

export interface PathStep {
  readonly name: string;
  /** The function, where no instruction of it is known; none for what the text does not have. */
  readonly places: readonly SourcePlace[];
  /** One of {@link places} is it, nobody can tell which. */
  readonly isOneOf: boolean;
  /** Further places that are not listed. */
  readonly more: number;
}

const MAX_PLACES = 4;

export function trapPath(files: ProjectFiles, frames: readonly TrapFrame[]): readonly PathStep[] {
  return frames.map(({ name, place, instructions }) => {
    const ranges = instructions.length > 0 ? instructions : place ? [place] : [];
    // Several on a line are one line to look at.
    const all = new Map(ranges.map((range) => placeOf(files, range)).map((one) => [`${one.file}:${one.line}`, one]));
    const places = [...all.values()].slice(0, MAX_PLACES);
    return { name, places, isOneOf: all.size > 1, more: all.size - places.length };
  });
}

function placeOf(files: ProjectFiles, { file, start }: FileRange): SourcePlace {
  const text = ownValue(files, file);
  const before = typeof text === 'string' ? text.slice(0, start) : '';
  return { file, line: before.split('\n').length, column: start - before.lastIndexOf('\n') };
}
