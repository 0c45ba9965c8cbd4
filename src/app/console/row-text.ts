/** Rows as plain text, for the clipboard. */
import type { CallError, ConsoleEntry, Cut, PlainValue } from '../../contract/api.ts';
import { callText } from '../model/call-text.ts';
import { formatDuration, formatTime, missing, valuePieces } from '../model/format-value.ts';
import type { ConsoleLine } from './lines.ts';
import type { RunRecord } from '../stores/console-store.ts';

type Piece = Generator<string>;

/** Everything there is: what is missing says so at its place. */
function show(value: PlainValue, cut: Cut | null | undefined = null): Piece {
  return valuePieces(value, { maxLength: Infinity, layout: 'line', cut });
}

function* errorPieces(error: CallError, cuts: ConsoleEntry['cuts']): Piece {
  if (error.from === 'guest') {
    yield 'guest error ';
    return yield* show(error.payload, cuts?.result?.cut);
  }
  yield `${error.kind || 'Unknown'}: ${error.message}${missing(cuts?.message)}`;
  if (error.details === null || (Object.keys(error.details).length === 0 && !cuts?.details)) return;
  yield ' ';
  yield* show(error.details, cuts?.details?.cut);
}

/** A row on one line, bit by bit: it may be long. */
export function* entryPieces(entry: ConsoleEntry): Piece {
  const { call, result, cuts } = entry;
  yield `${formatTime(entry.time)} `;
  if (result) {
    yield 'result ';
    if (result.error !== null) return yield* errorPieces(result.error, undefined);
    for (const [index, value] of result.values.entries()) {
      if (index > 0) yield ', ';
      yield* show(value);
    }
    return;
  }
  if (call) {
    yield `call ${call.target}(`;
    for (const [index, value] of call.arguments.entries()) {
      if (index > 0) yield ', ';
      yield* show(value, cuts?.arguments?.cut.inside?.get(index));
    }
    yield ') -> ';
    yield* call.error === null ? show(call.value, cuts?.result?.cut) : errorPieces(call.error, cuts);
    return yield ` (${formatDuration(call.durationMs)})`;
  }
  const place = entry.location ? ` [${entry.location}]` : '';
  yield `${entry.source === 'log' ? entry.level : entry.source}${place} ${entry.text}${missing(cuts?.text)}`;
  if (!entry.fields || (Object.keys(entry.fields).length === 0 && !cuts?.fields)) return;
  yield ' ';
  yield* show(entry.fields, cuts?.fields?.cut);
}

export function runTitle(run: RunRecord): string {
  if (run.target !== null) return run.target;
  if (run.line !== undefined) return run.line;
  return run.origin === 'elsewhere' ? 'Outside of a run' : 'Run';
}

export function outcomeText({ outcome }: Pick<RunRecord, 'outcome'>): string {
  switch (outcome.kind) {
    case 'running':
      return 'running';
    case 'finished':
      return outcome.tuple === null ? 'finished' : `→ ${outcome.tuple}`;
    case 'failed':
      return `→ ${outcome.tuple}`;
    case 'stopped':
      return 'stopped';
    default:
      return outcome.reason;
  }
}

export function* linePieces(line: ConsoleLine): Piece {
  if (line.kind === 'row') {
    yield '  '.repeat(line.depth);
    return yield* entryPieces(line.row.entry);
  }
  const { target, arguments: args, durationMs, startedAt } = line.run;
  const duration = durationMs === null ? '' : `, took ${formatDuration(durationMs)}`;
  yield `--- ${target === null || args === null ? runTitle(line.run) : callText(target, args)} ${outcomeText(line.run)}, begun at ${formatTime(startedAt)}${duration}`;
}
