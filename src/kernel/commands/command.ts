import type { Dispose } from '../../base/disposable.ts';
import type { Portions } from '../../base/effort.ts';
import type { HeldValues, ValueReader, ValueSource } from '../../contract/values.ts';
import type { AnswerKind, CommandDeclaration } from '../scheduler/command.ts';
import type { Command, Frame, Outcome } from '../scheduler/process.ts';
import type { ContextChange } from '../security/context.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { CallWorld } from '../files/call-worlds.ts';
import type { ProcessCalls } from './process-calls.ts';
import type { NetworkHost } from '../network/network-host.ts';
import type { Programs } from '../programs/programs.ts';
import type { Retry } from '../scheduler/retry-rule.ts';
import type { Timers } from '../scheduler/timers.ts';

/** How a call is made. */
export interface CallManner {
  /** What the callee gets in place of what it would inherit. */
  readonly change?: ContextChange | undefined;
  /** The page, or the runtime itself, which may do anything. By default whoever calls needs the permission. */
  readonly isTrusted?: boolean;
  /** The page gets what it returns: that is recorded whole before it is told. */
  readonly isForPage?: boolean;
}

/** All that handlers ask of the kernel. */
export interface CommandHost {
  readonly timers: Timers;
  /** By chance, from 0 to below 1. */
  readonly fraction: () => number;
  readonly calls: {
    /** `done` is called once, unless the returned undo was called first. */
    start(
      target: string,
      args: ValueReader,
      parent: Frame,
      done: (outcome: Outcome) => void,
      manner?: CallManner,
    ): Dispose;
    /** How calls of `target` that fail are made again by default; null where they are not. */
    retryOf(target: string): Retry | null;
    /** What `begin` begins ends with the root of `parent` at the latest: `done` when it was answered, then or else `over`. */
    detach(
      parent: Frame,
      begin: (done: (outcome: Outcome) => void) => Dispose,
      told: { readonly done: (outcome: Outcome) => void; readonly over: () => void },
    ): void;
    /** Makes of many values of an outcome, in as many turns as it takes, what takes their place; `then` is told once, unless the undo is called. */
    whenMade(
      outcome: Outcome,
      begin: (values: HeldValues) => Portions & { readonly made: ValueSource },
      then: (outcome: Outcome) => void,
    ): Dispose;
  };
  readonly processes: ProcessCalls;
  readonly network: NetworkHost;
  readonly events: EventBus;
  readonly programs: Pick<Programs, 'terminalOf'>;
  readonly worlds: {
    /** What the call sees of a system. */
    of(frame: Frame): CallWorld;
  };
  readonly output: {
    /** Takes the bytes over. */
    write(frame: Frame, stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
  };
}

export function defineCommand<C extends Command, A extends AnswerKind>(
  declaration: CommandDeclaration<C, A, CommandHost>,
): CommandDeclaration<C, A, CommandHost> {
  return declaration;
}
