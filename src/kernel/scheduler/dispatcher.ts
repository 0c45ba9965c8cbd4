import type { Dispose } from '../../base/disposable.ts';
import { notFound, type Failure } from '../../contract/errors.ts';
import type { AnyCommand, Reply } from './command.ts';
import { failed, NIL_SOURCE, type Command, type Completion, type Frame } from './process.ts';

const NOTHING: Completion = { status: 'returned', source: NIL_SOURCE };

/** Finds the handler of a command; one that nobody handles is answered at once, so nothing hangs (spec/scheduler §2). */
export class Dispatcher<Host> {
  readonly #commands: ReadonlyMap<string, AnyCommand<Host>>;
  readonly #host: Host;

  constructor(commands: readonly AnyCommand<Host>[], host: Host) {
    this.#commands = new Map(commands.map((command) => [command.type, command]));
    if (this.#commands.size < commands.length) throw new Error('two commands have one name');
    this.#host = host;
  }

  dispatch(command: Command, frame: Frame, reply: (completion: Completion) => void): Dispose | null {
    const declared = this.#commands.get(command.type);
    if (!declared) {
      reply(failed(notFound('unknown command', { command: command.type })));
      return null;
    }
    const answer: Reply<'value'> | Reply<'nothing'> =
      declared.answer === 'value'
        ? reply
        : (failure?: Failure) => reply(failure === undefined ? NOTHING : failed(failure));
    // The table's line says which of both goes with it.
    return declared.handle(this.#host, command as never, frame, answer as never);
  }
}
