import type { Dispose } from '../../base/disposable.ts';
import { notFound } from '../../contract/errors.ts';
import { failed, type Command, type CommandType, type Completion, type Frame } from './process.ts';

/**
 * Carries out one type of command. Answers by `reply`, once, now or later; returns what withdraws the command while it is
 * unanswered, or null when there is nothing to undo.
 */
export type Handler<C extends Command> = (
  command: C,
  frame: Frame,
  reply: (completion: Completion) => void,
) => Dispose | null;

export type Handlers = { readonly [T in CommandType]?: Handler<Extract<Command, { type: T }>> };

/** Finds the handler of a command; one that nobody handles is answered at once, so nothing hangs (spec/scheduler §2). */
export class Dispatcher {
  readonly #handlers: Map<CommandType, Handler<never>>;

  constructor(handlers: Handlers) {
    this.#handlers = new Map(Object.entries(handlers) as [CommandType, Handler<never>][]);
  }

  dispatch(command: Command, frame: Frame, reply: (completion: Completion) => void): Dispose | null {
    const handler = this.#handlers.get(command.type) as Handler<Command> | undefined;
    if (handler) return handler(command, frame, reply);
    reply(failed(notFound('unknown command', { command: command.type })));
    return null;
  }
}
