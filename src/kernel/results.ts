/** What the page gets of an outcome. */
import type {
  CallError,
  CallResult,
  EvalResult,
  PlainValue,
  ProcessInfo,
  TapedResult,
} from '../contract/api.ts';
import type { ValueSource } from '../contract/values.ts';
import { canceledFailure, guestFailure, invalid, type Failure } from '../contract/errors.ts';
import { Interrupted } from '../base/effort.ts';
import { err, ok, type Result } from '../base/result.ts';
import { MAX_PLAIN_VALUES, PlainWriter, writePlain } from '../contract/plain.ts';
import type { Outcome } from './scheduler/process.ts';
import { callOfTape, TapePlayer, TapeWriter, type Tape, type TapeLimits } from '../contract/tape.ts';
import { ValueTooDeep, WriterFull } from '../wit/codec.ts';

/** Of one result, as a tape: the page makes values of it, which take several times as much. */
export const MAX_RESULT_BYTES = 256 * 1024 * 1024;
export const RESULT_LIMITS: TapeLimits = { values: MAX_PLAIN_VALUES, bytes: MAX_RESULT_BYTES };

/** Results up to this many bytes go as they are: the page takes them over in a few milliseconds. */
const MAX_DIRECT_BYTES = 32 * 1024;
/** Up to so many processes go as they are, likewise. */
export const MAX_DIRECT_PROCESSES = 200;

/** The values of `source` on one tape, or why they cannot be passed. */
export function recordSource(source: ValueSource, limits: TapeLimits = RESULT_LIMITS): Result<Tape, Failure> {
  const writer = new TapeWriter(limits);
  try {
    source.writeTo(writer);
  } catch (error) {
    return err(failureOf(error));
  }
  return tapeOf(writer);
}

/** What was recorded, or why it cannot be passed. */
export function tapeOf(writer: TapeWriter): Result<Tape, Failure> {
  return writer.isFull ? err(tooMuch()) : ok(writer.take());
}

/** Why a result could not be written, or was not to be; what is no such reason is thrown again. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Interrupted) return canceledFailure();
  if (error instanceof ValueTooDeep) return invalid(error.message);
  if (error instanceof WriterFull) return tooMuch();
  // The buffer of a guest whose thread was taken over may hold anything.
  if (error instanceof RangeError) return guestFailure(`result: ${error.message}`);
  throw error;
}

function tooMuch(): Failure {
  return invalid(
    `results of more than ${MAX_PLAIN_VALUES} values or ${MAX_RESULT_BYTES} bytes cannot be passed to the page`,
  );
}

type Record = (source: ValueSource) => Result<Tape, Failure>;

/** `record` makes the tape, of a result that may have been recorded already. */
export function callResult(
  outcome: Outcome,
  durationMs: number,
  record: Record = recordSource,
): CallResult | TapedResult {
  const answer = (value: PlainValue, error: CallError | null): CallResult => ({ value, error, durationMs });
  if (outcome.status === 'failed') return answer(null, { from: 'runtime', ...outcome.failure });
  const recorded = record(outcome.source);
  if (!recorded.ok) return answer(null, { from: 'runtime', ...recorded.error });
  const isError = outcome.status === 'guest-error';
  if (recorded.value.length > MAX_DIRECT_BYTES)
    return { tape: recorded.value, as: isError ? 'payload' : 'value', durationMs };
  const value = playTape(recorded.value)[0] ?? null;
  return isError ? answer(null, { from: 'guest', payload: value }) : answer(value, null);
}

export function evalResult(
  outcome: Outcome,
  durationMs: number,
  record: Record = recordSource,
): EvalResult | TapedResult {
  if (outcome.status === 'guest-error') {
    const { error } = plainCallResult(outcome, durationMs);
    return { values: [], error, durationMs };
  }
  const recorded = outcome.status === 'failed' ? err(outcome.failure) : record(outcome.source);
  // What is refused is not sent either.
  if (!recorded.ok) return { values: [], error: { from: 'runtime', ...recorded.error }, durationMs };
  if (recorded.value.length > MAX_DIRECT_BYTES) return { tape: recorded.value, as: 'values', durationMs };
  return { values: playTape(recorded.value), error: null, durationMs };
}

/**
 * Many processes are taped: of ten thousand of them a structured clone stops the page for a tenth of a second. Each is taken by itself: a
 * list of them all would outlive the engine's quick collections, and whoever looks again and again would fill the heap with such lists.
 */
export function processTape(count: number, processes: Iterable<ProcessInfo>): Tape {
  const writer = new TapeWriter({ values: Infinity, bytes: Infinity });
  let index = 0;
  writer.list(count);
  for (const process of processes) {
    writePlain({ ...process }, writer);
    writer.setIndex(++index);
  }
  return writer.take();
}

/** For callers on the kernel's own thread. */
export function plainCallResult(outcome: Outcome, durationMs: number): CallResult {
  return playResult(callResult(outcome, durationMs));
}

export function playResult(result: CallResult | TapedResult): CallResult {
  return 'tape' in result ? callOfTape(result, playTape(result.tape)) : result;
}

export function plainEvalResult(outcome: Outcome, durationMs: number): EvalResult {
  const result = evalResult(outcome, durationMs);
  return 'tape' in result ? { values: playTape(result.tape), error: null, durationMs } : result;
}

function playTape(tape: Tape): readonly PlainValue[] {
  const writer = new PlainWriter();
  new TapePlayer(tape, writer).play();
  return writer.values;
}
