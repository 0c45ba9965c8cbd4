/** Requests that are settled within a process (spec/scheduler §2): they need nobody else. */
import type { Dispose } from '../../base/disposable.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { Command, Completion } from '../scheduler/process.ts';
import type { Brought, Parcel } from './arriving.ts';
import type { Coroutine } from './coroutine.ts';
import type { Mailbox } from './mailbox.ts';
import type { LuaState, LuaThread, RegistryRef } from './vm/types.ts';

/** A process as the requests of its own code see it. */
export interface Inside {
  /** The coroutine that asks. It is suspended, and goes on when the request or whoever it waits for wakes it. */
  readonly asker: Coroutine;
  /** Of this process, for values that are made while no code runs. */
  readonly scratch: LuaState;
  readonly mailbox: Mailbox;
  /** A new coroutine, which runs once those that can go on have. Null where there are too many. */
  spawn(body: RegistryRef): LuaThread | null;
  /**
   * Issues a command that no coroutine waits for. `answered` is called once, between steps, unless the returned undo was called
   * first. Null where too many are outstanding.
   */
  begin(command: Command, answered: (completion: Completion) => void): Dispose | null;
  /** Copies of `values` for a command that outlives the request; null where they are more than the process may hold. */
  pack(values: ValueReader, packed: (parcel: Parcel | null) => void): void;
  /** Takes over what a completion brings; `brought` is called once, perhaps at once. */
  bring(completion: Completion, brought: (what: Brought) => void): Dispose;
}

export type LocalRequest = (inside: Inside) => void;
