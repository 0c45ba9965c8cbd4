/** A row for other programs, and for messages and reports. Loaded when it is asked for. */
import type { CallError, ConsoleEntry, PlainValue } from '../../contract/api.ts';
import { formatJson } from '../model/arguments/arguments.ts';
import { luaCallBlock } from '../model/arguments/lua-call.ts';
import { formatDuration, valuePieces } from '../model/format-value.ts';

/** As `playground.call` answers it, with what was called; numbers keep their digits. */
export function entryJson({ call, result, text }: ConsoleEntry): string {
  if (call)
    return formatJson({
      target: call.target,
      arguments: call.arguments,
      value: call.value,
      error: errorValue(call.error),
      durationMs: call.durationMs,
    });
  if (result)
    return formatJson({ values: result.values, error: errorValue(result.error), durationMs: result.durationMs });
  return formatJson(text);
}

/** Lua that one can run, with its answer as comments below of it. */
export function entryMarkdown({ call, result, text }: ConsoleEntry): string {
  if (call) {
    const answer = call.error === null ? `${shown(call.value)}, nil` : `nil, ${errorText(call.error)}`;
    return luaBlock(luaCallBlock(call.target, call.arguments), answer, call.durationMs);
  }
  if (!result) return `\`\`\`text\n${text}\n\`\`\`\n`;
  const answer = result.error === null ? result.values.map(shown).join(', ') : errorText(result.error);
  return luaBlock('', answer, result.durationMs);
}

function luaBlock(code: string, answer: string, durationMs: number): string {
  const comment = answer.split('\n').map((line, index) => `-- ${index === 0 ? '→ ' : '  '}${line}`);
  return ['```lua', ...(code === '' ? [] : [code]), ...comment, `-- ${formatDuration(durationMs)}`, '```', ''].join(
    '\n',
  );
}

function shown(value: PlainValue): string {
  return [...valuePieces(value, { maxLength: Infinity, layout: 'line' })].join('');
}

function errorText(error: CallError): string {
  return error.from === 'guest' ? shown(error.payload) : `${error.kind || 'Unknown'}: ${error.message}`;
}

function errorValue(error: CallError | null): PlainValue {
  if (error === null) return null;
  if (error.from === 'guest') return { from: 'guest', payload: error.payload };
  const { from, kind, message, retryable, details } = error;
  return { from, kind, message, retryable, details };
}
