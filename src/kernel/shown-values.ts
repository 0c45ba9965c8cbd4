/** What rows of calls show of their values. */
import type { CallError, ConsoleEntry, ShownValue } from '../contract/api.ts';
import type { Failure } from '../contract/errors.ts';
import { PreviewWriter, shownFailure } from '../contract/preview.ts';
import type { ValueReader, ValueSource } from '../contract/values.ts';
import { failureOf } from './results.ts';
import type { Outcome } from './scheduler/process.ts';

export interface Beginning {
  readonly shown: ShownValue;
  readonly error: CallError | null;
  /** Of the error. */
  readonly cuts: NonNullable<ConsoleEntry['cuts']>;
}

const NOTHING: ShownValue = { value: null, cut: null };

/** For the console: the beginning of a large value, with the error of the tuple. */
export function beginningOf(outcome: Outcome): Beginning {
  if (outcome.status === 'failed') return beginningOfFailure(outcome.failure);
  const writer = new PreviewWriter();
  try {
    outcome.source.writeTo(writer);
  } catch (error) {
    return beginningOfFailure(failureOf(error));
  }
  const shown = writer.shown();
  return { shown, error: outcome.status === 'guest-error' ? { from: 'guest', payload: shown.value } : null, cuts: {} };
}

/** Failures are not kept beside their calls: what is long of them is known to whoever was answered. */
function beginningOfFailure(whole: Failure): Beginning {
  const { failure: beginning, message, details } = shownFailure(whole);
  return {
    shown: NOTHING,
    error: { from: 'runtime', ...beginning },
    cuts: {
      ...(message ? { message: { cut: message, handle: null } } : {}),
      ...(details ? { details: { cut: details, handle: null } } : {}),
    },
  };
}

/** The arguments as one array. */
export function argumentsSource(args: ValueReader): ValueSource {
  return {
    writeTo(writer) {
      writer.list(args.count);
      for (let index = 0; index < args.count; index++) {
        args.select(index);
        args.writeTo(writer);
        writer.setIndex(index + 1);
      }
      return 1;
    },
    hold: () => args.holdList(),
  };
}
