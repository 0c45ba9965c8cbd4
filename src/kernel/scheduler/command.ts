/** How commands are declared (spec/scheduler §2): what one carries, what answers it, who carries it out. */
import type { Dispose } from '../../base/disposable.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Command, Completion, Frame } from './process.ts';

/** What an answer brings: nothing, or one value; either may fail instead. */
export type AnswerKind = 'nothing' | 'value';

/** Takes the answer, once, now or later. */
export type Reply<A extends AnswerKind> = A extends 'value'
  ? (completion: Completion) => void
  : (failure?: Failure) => void;

/** Carries out one command. Returns what withdraws it while it is unanswered, or null when there is nothing to undo. */
export type Handler<C extends Command, A extends AnswerKind, Host> = (
  host: Host,
  command: C,
  frame: Frame,
  reply: Reply<A>,
) => Dispose | null;

/** A command: `C` is what processes issue, `Host` what its handler asks of the kernel. */
export interface CommandDeclaration<C extends Command, A extends AnswerKind, Host> {
  readonly type: C['type'];
  readonly answer: A;
  readonly handle: Handler<C, A, Host>;
}

/** One of any payload, as tables hold it. */
export interface AnyCommand<Host> {
  readonly type: string;
  readonly answer: AnswerKind;
  readonly handle: (host: Host, command: never, frame: Frame, reply: never) => Dispose | null;
}
