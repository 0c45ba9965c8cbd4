/** Rows as plain text, for the clipboard. */
import type { CallError, ConsoleEntry } from '../../kernel/api.ts';
import { callText } from './call-text.ts';
import { formatDuration, formatTime, formatValue } from './format-value.ts';
import type { ConsoleLine } from './lines.ts';
import type { RunRecord } from '../stores/console-store.ts';

/** Values beyond this are cut in copies too; UTF-16 units. */
const maxLength = 100_000;
const show = (value: Parameters<typeof formatValue>[0]): string => formatValue(value, { maxLength, layout: 'line' }).text;

export function errorText(error: CallError): string {
  if (error.from === 'guest') return `guest error ${show(error.payload)}`;
  const details = error.details && Object.keys(error.details).length > 0 ? ` ${show(error.details)}` : '';
  return `${error.kind || 'Unknown'}: ${error.message}${details}`;
}

export function entryText(entry: ConsoleEntry): string {
  const time = formatTime(entry.time);
  const { call } = entry;
  if (call) {
    const outcome = call.error === null ? show(call.value) : errorText(call.error);
    return `${time} call ${call.target}(${call.arguments.map(show).join(', ')}) -> ${outcome} (${formatDuration(call.durationMs)})`;
  }
  const fields = entry.fields && Object.keys(entry.fields).length > 0 ? ` ${show(entry.fields)}` : '';
  const place = entry.location ? ` [${entry.location}]` : '';
  return `${time} ${entry.source === 'log' ? entry.level : entry.source}${place} ${entry.text}${fields}`;
}

export function runTitle(run: RunRecord): string {
  if (run.target !== null) return run.target;
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

export function lineText(line: ConsoleLine): string {
  if (line.kind === 'row') return '  '.repeat(line.depth) + entryText(line.row.entry);
  const duration = line.run.durationMs === null ? '' : `, took ${formatDuration(line.run.durationMs)}`;
  const { target, arguments: args } = line.run;
  return `--- ${target === null ? runTitle(line.run) : callText(target, args)} ${outcomeText(line.run)}, begun at ${formatTime(line.run.startedAt)}${duration}`;
}

export function linesText(lines: readonly ConsoleLine[]): string {
  return `${lines.map(lineText).join('\n')}\n`;
}
