import type { ValueSource } from '../../contract/values.ts';
import { NIL_SOURCE, type Completion } from '../scheduler/process.ts';

/** A value for a guest alone, as its kernel half made it: of the type of the function's result. */
export class HostAnswer implements ValueSource {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  writeTo(writer: Parameters<ValueSource['writeTo']>[0]): number {
    return NIL_SOURCE.writeTo(writer);
  }

  /** What the half of the same function has made. */
  static of(completion: Completion): unknown {
    if (completion.status === 'returned' && completion.source instanceof HostAnswer) return completion.source.value;
    throw new Error('an answer that no half made');
  }
}
