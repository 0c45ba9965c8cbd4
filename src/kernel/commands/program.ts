/** What programs ask of the system that they run in (spec/hosts §5, §10). */
import type { ValueSource, ValueWriter } from '../../contract/api.ts';
import type { Completion } from '../scheduler/process.ts';
import { defineCommand } from './command.ts';

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

/** Those of its entry, else those of its terminal, else none (spec/hosts §5). */
export interface ReadArguments {
  readonly type: 'read arguments';
}

export const readArguments = defineCommand<ReadArguments, 'value'>({
  type: 'read arguments',
  answer: 'value',
  handle({ programs, worlds }, _command, frame, reply) {
    const { args } = worlds.of(frame);
    reply(Told.of(args.length > 0 ? args : (programs.terminalOf(frame)?.args ?? [])));
    return null;
  },
});

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
