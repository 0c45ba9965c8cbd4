/** What others send or answer, as values of a process that did not stop for it. */
import type { Failure } from '../../contract/errors.ts';
import type { Completion } from '../scheduler/process.ts';
import { HeldPushing, holdLong, pushAnswer } from './answers.ts';
import type { Arrivals } from './arrivals.ts';
import { LuaReader, LuaSource, pushValues } from './values.ts';
import { charged } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { Cell } from './vm/cells.ts';
import type { LuaState, LuaThread } from './vm/types.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { Dispose } from '../../base/disposable.ts';

/** What a completion brings: a value, or an error object; `isError` tells which. */
export interface Brought {
  readonly cell: Cell;
  readonly isError: boolean;
}

/** Where what arrives is put together, in a process that may be doing something else. */
export interface Room {
  readonly arrivals: Arrivals;
  /** For what is put together at once; nothing is left on it. */
  readonly scratch: LuaState;
  /** A stack that nobody else uses. */
  readonly emptyThread: () => LuaThread;
}

/** Takes over what a completion brings. `brought` is called once, perhaps at once. */
export function bring(room: Room, completion: Completion, brought: (what: Brought) => void): Dispose {
  const { arrivals, scratch } = room;
  const source = completion.status === 'failed' ? null : completion.source;
  const refused = (refusal: Failure): void => brought(popAnswer(scratch, { status: 'failed', failure: refusal }));
  const isError = completion.status === 'guest-error';
  if (source instanceof LuaSource) {
    const letGo = source.keep();
    const copy = source.copyTo(scratch);
    const cell = popCell(scratch);
    const drop = arrivals.add(scratch, copy, (refusal) => {
      letGo();
      if (refusal) refused(refusal);
      else brought({ cell, isError });
    });
    return () => {
      drop();
      letGo();
    };
  }
  const held = source && holdLong(source);
  if (!held) {
    brought(popAnswer(scratch, completion));
    return () => {};
  }
  const thread = room.emptyThread();
  const { L } = thread;
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    held.letGo();
    thread.release();
  };
  const drop = arrivals.add(L, new HeldPushing(L, held, 'alone'), (refusal) => {
    const cell = refusal ? null : popCell(L);
    end();
    if (refusal) refused(refusal);
    else if (cell) brought({ cell, isError });
  });
  return () => {
    drop();
    end();
  };
}

function popAnswer(scratch: LuaState, completion: Completion): Brought {
  const base = stack.getTop(scratch);
  charged(scratch, () => pushAnswer(scratch, completion));
  const isError = completion.status === 'failed' || stack.typeName(scratch, base + 2) !== 'nil';
  const cell = stack.keepCell(scratch, isError ? base + 2 : base + 1);
  stack.setTop(scratch, base);
  return { cell, isError };
}

/** The value on top, which is popped. */
export function popCell(L: LuaState): Cell {
  const cell = stack.keepCell(L, -1);
  stack.pop(L, 1);
  return cell;
}

/** Copies of values that stay as they are, whatever becomes of the originals. */
export interface Parcel {
  readonly values: ValueReader;
  /** Moves them to a stack of the same process, and says how many they are. */
  moveTo(L: LuaState): number;
  release(): void;
}

/** Copies `values` to the stack of `thread`, which is nobody else's. `packed` gets null where they are more than may be held. */
export function pack(
  arrivals: Arrivals,
  thread: LuaThread,
  values: ValueReader,
  packed: (parcel: Parcel | null) => void,
): void {
  const { L } = thread;
  const first = stack.getTop(L) + 1;
  const copy = charged(L, () => pushValues(L, values));
  arrivals.add(L, copy, (refusal) => {
    if (!refusal) {
      packed({
        values: new LuaReader(L, first, values.count),
        moveTo: (to) => {
          stack.move(L, to, values.count);
          thread.release();
          return values.count;
        },
        release: () => thread.release(),
      });
      return;
    }
    thread.release();
    packed(null);
  });
}
