import type { Dispose } from '../../base/disposable.ts';
import type { ValueReader } from '../../contract/api.ts';
import type { AnswerKind, CommandDeclaration } from '../scheduler/command.ts';
import type { Command, Frame, Outcome } from '../scheduler/process.ts';
import type { ProcessCalls } from './process-calls.ts';
import type { Programs } from '../programs/programs.ts';
import type { Timers } from '../scheduler/timers.ts';

/** All that handlers ask of the kernel. */
export interface CommandHost {
  readonly timers: Timers;
  readonly calls: {
    /** `done` is called once, unless the returned undo was called first. */
    start(target: string, args: ValueReader, parent: Frame, done: (outcome: Outcome) => void): Dispose;
    /** A call that ends with the root of `parent` at the latest: `done` when it was answered, then or else `over`. */
    detach(
      target: string,
      args: ValueReader,
      parent: Frame,
      told: { readonly done: (outcome: Outcome) => void; readonly over: () => void },
    ): void;
  };
  readonly processes: ProcessCalls;
  readonly programs: Pick<Programs, 'argumentsOf' | 'terminalOf'>;
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
