/** What programs ask of the system that they run in (spec/hosts §5, §10). */
import type { ValueSource } from '../../contract/api.ts';
import type { Completion } from '../scheduler/process.ts';
import { defineCommand } from './command.ts';

/** An answer that stays in the kernel's language until its guest has it. */
export class Told<T> implements ValueSource {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }

  writeTo(writer: Parameters<ValueSource['writeTo']>[0]): number {
    writer.nil();
    return 1;
  }

  static of(value: unknown): Completion {
    return { status: 'returned', source: new Told(value) };
  }
}

export interface ReadArguments {
  readonly type: 'read arguments';
}

export const readArguments = defineCommand<ReadArguments, 'value'>({
  type: 'read arguments',
  answer: 'value',
  handle({ programs }, _command, frame, reply) {
    reply(Told.of(programs.argumentsOf(frame)));
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
