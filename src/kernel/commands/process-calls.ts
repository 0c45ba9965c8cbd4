/** What the kernel does for the commands about processes (`processes.ts`). */
import type { Dispose } from '../../base/disposable.ts';
import type { Result } from '../../base/result.ts';
import type { Pid } from '../../contract/api.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { Failure } from '../../contract/errors.ts';
import type { FrameContext } from '../security/context.ts';
import type { Frame, Outcome } from '../scheduler/process.ts';

export interface SpawnRequest {
  /** Of the entry, and of the host that it runs on. */
  readonly id: string;
  readonly host: string;
  /** Valid until the command is answered or withdrawn. */
  readonly args: ValueReader;
  /** Who asks. */
  readonly by: Pid;
  /** Of the new process. */
  readonly context: FrameContext;
  readonly isLinked: boolean;
  readonly isMonitored: boolean;
  /** Where a process has it already, that one is meant. */
  readonly name: string | null;
  /** What it finds in its mailbox before anything else. Valid as the arguments. */
  readonly messages: readonly Message[];
}

export interface Message {
  readonly topic: string;
  readonly values: ValueReader;
}

export type Relation = 'monitor' | 'unmonitor' | 'link' | 'unlink';

/** What the kernel does for these commands. Whatever is called back is called once, perhaps at once, unless the undo was called. */
export interface ProcessCalls {
  spawn(request: SpawnRequest, started: (result: Result<Pid, Failure>) => void): Dispose;
  /** `awaitedBy` waits for its end. */
  exec(request: SpawnRequest, done: (outcome: Outcome) => void, awaitedBy: Frame): Dispose;
  /** `destination`: a PID or a name. */
  send(from: Pid, destination: string, message: Message, sent: (refusal: Failure | null) => void): Dispose;
  /**
   * `id`, by default its own entry, takes the place of the process that asks, under its PID and after its step; why not, or null: then
   * nobody hears of the command any more. The arguments are valid until they have been taken.
   */
  upgrade(pid: Pid, id: string | null, args: ValueReader): Failure | null;
  cancel(from: Pid, destination: string, reason: string | null): Failure | null;
  terminate(destination: string): Failure | null;
  relate(relation: Relation, from: Pid, destination: string): Failure | null;
  register(name: string, destination: string): Failure | null;
  lookup(name: string): Pid | null;
  unregister(name: string): boolean;
  /** Whether a process hears of the failures of those it is linked with, in place of failing too. */
  setTrapping(pid: Pid, traps: boolean): void;
  isTrapping(pid: Pid): boolean;
}
