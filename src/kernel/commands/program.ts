/** What programs ask of the system that they run in (spec/hosts §5, §10). */
import type { ValueSource, ValueWriter } from '../../contract/values.ts';
import type { Dispose } from '../../base/disposable.ts';
import { CallThing, thingsOf } from '../network/call-things.ts';
import type { Input } from '../programs/input.ts';
import type { Completion, Frame } from '../scheduler/process.ts';
import { defineCommand, type CommandHost } from './command.ts';
import { HostAnswer } from './host-answer.ts';

/** Texts or bytes as they are for guests, and as values for Lua: no bytes are nil, the end of input. */
export class Told implements ValueSource {
  readonly value: readonly string[] | Uint8Array;

  constructor(value: readonly string[] | Uint8Array) {
    this.value = value;
  }

  writeTo(writer: ValueWriter): 1 {
    const { value } = this;
    if (!(value instanceof Uint8Array)) {
      writer.list(value.length);
      for (const [index, text] of value.entries()) {
        writer.string(text);
        writer.setIndex(index + 1);
      }
    } else if (value.length > 0) writer.bytes(value);
    else writer.nil();
    return 1;
  }

  static of(value: readonly string[] | Uint8Array): Completion {
    return { status: 'returned', source: new Told(value) };
  }
}

/** For Lua: the texts of the arguments. */
export interface ReadArguments {
  readonly type: 'read arguments';
}

export const readArguments = defineCommand<ReadArguments, 'value'>({
  type: 'read arguments',
  answer: 'value',
  handle({ programs, worlds }, _command, frame, reply) {
    reply(Told.of(argumentsOf(programs, worlds, frame)));
    return null;
  },
});

/** All that an entry sets for its guests, in the form of `system.settings`. */
export interface ReadSettings {
  readonly type: 'read settings';
}

export const readSettings = defineCommand<ReadSettings, 'value'>({
  type: 'read settings',
  answer: 'value',
  handle({ programs, worlds }, _command, frame, reply) {
    const { environment, cwd } = worlds.of(frame);
    const source = new HostAnswer({ arguments: argumentsOf(programs, worlds, frame), environment, cwd });
    reply({ status: 'returned', source });
    return null;
  },
});

/** Those of the entry, else those of the terminal (spec/hosts §5). */
function argumentsOf(
  programs: CommandHost['programs'],
  worlds: CommandHost['worlds'],
  frame: Frame,
): readonly string[] {
  const { args } = worlds.of(frame);
  return args.length > 0 ? args : (programs.terminalOf(frame)?.args ?? []);
}

/** Answered with at least one byte; with none at the end, and where there is no terminal. */
export interface ReadInput {
  readonly type: 'read input';
  readonly maxBytes: number;
}

export const readInput = defineCommand<ReadInput, 'value'>({
  type: 'read input',
  answer: 'value',
  handle({ programs }, { maxBytes }, frame, reply) {
    const terminal = programs.terminalOf(frame);
    if (terminal) return terminal.input.read(maxBytes, (bytes) => reply(Told.of(bytes)));
    reply(Told.of(new Uint8Array(0)));
    return null;
  },
});

/** Answered with the number of something to wait for, which is ready when {@link ReadInput} is answered at once. */
export interface WatchInput {
  readonly type: 'watch input';
}

class WatchedInput extends CallThing {
  /** Null where there is no terminal: then it is at its end. */
  readonly #input: Input | null;

  constructor(input: Input | null) {
    super();
    this.#input = input;
  }

  get isReady(): boolean {
    return this.#input?.isReady ?? true;
  }

  whenReady(ready: () => void): Dispose {
    return this.#input?.whenReady(ready) ?? (() => {});
  }

  close(): void {}
}

export const watchInput = defineCommand<WatchInput, 'value'>({
  type: 'watch input',
  answer: 'value',
  handle({ programs, network }, _command, frame, reply) {
    const input = programs.terminalOf(frame)?.input ?? null;
    const number = thingsOf(frame, network.ownedBy).add(() => new WatchedInput(input));
    reply({ status: 'returned', source: new HostAnswer(number) });
    return null;
  },
});

/** Answered with a line without its end; as {@link ReadInput} at the end of input. */
export interface ReadLine {
  readonly type: 'read line';
}

export const readLine = defineCommand<ReadLine, 'value'>({
  type: 'read line',
  answer: 'value',
  handle({ programs }, _command, frame, reply) {
    const terminal = programs.terminalOf(frame);
    if (!terminal) {
      reply(Told.of(new Uint8Array(0)));
      return null;
    }
    return terminal.input.readLine((line) => reply(line ? textOf(line) : Told.of(new Uint8Array(0))));
  },
});

/** Also of no bytes: an empty line is a line. */
function textOf(bytes: Uint8Array): Completion {
  return {
    status: 'returned',
    source: {
      writeTo(writer) {
        writer.bytes(bytes);
        return 1;
      },
    },
  };
}
