/** `logger` and `print`: records for the console (spec/lua-modules §9, lua-base §3). */
import type { ConsoleLevel, PlainValue } from '../../api.ts';
import type { Clock, Sink } from '../../ports.ts';
import { sizeOfPlain, sizeOfText } from '../../plain-size.ts';
import { shownLimits } from '../../plain.ts';
import { plainAt } from '../plain-lua.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';

/** What one row of the console holds of a line that was printed or logged. */
const MAX_ROW_BYTES = 256 * 1024;
const BLANK = Uint8Array.of(0x20);
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

type Fields = { readonly [key: string]: PlainValue };

interface Logger {
  readonly writer: Writer;
  readonly name: string;
  readonly fields: Fields;
  /** What name and fields take. */
  readonly sizeBytes: number;
}

export interface LogOutput {
  readonly clock: Clock;
  readonly sink: Sink;
}

/** The call that the code of a Lua world runs in now; null while it runs in none. Set by its process. */
export interface Writer {
  call: number | null;
}

export interface Logging {
  print(writer: Writer): NativeFunction;
  /** Pushes the root logger: `logger` is an object, not a table of functions. */
  pushLogger(L: LuaState, writer: Writer): void;
}

export function createLogging({ clock, sink }: LogOutput): Logging {
  const write = (L: LuaState, writer: Writer, level: ConsoleLevel, parts: readonly Uint8Array[], logger: Logger | null, extra: Fields | null): void => {
    const fields = { ...logger?.fields, ...extra };
    sink.console({
      time: clock.wallMs(),
      source: logger ? 'log' : 'print',
      level,
      text: beginningOf(logger?.name ? [encoder.encode(`${logger.name}: `), ...parts] : parts),
      location: call.location(L),
      ...(writer.call === null ? {} : { callId: writer.call }),
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    });
  };
  const log =
    (level: ConsoleLevel) =>
    (L: LuaState, logger: Logger): number => {
      write(L, logger.writer, level, [call.checkBytes(L, 2, level)], logger, fieldsAt(L, 3));
      return 0;
    };
  const loggerClass = defineUserdata<Logger>('logger', {
    methods: {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      with: (L, logger) => {
        loggerClass.push(L, createLogger(logger.writer, logger.name, { ...logger.fields, ...fieldsAt(L, 2) }));
        return 1;
      },
      named: (L, logger) => {
        const name = call.checkText(L, 2, 'named');
        if (name === '') call.argumentError(L, 2, 'named', 'name cannot be empty');
        call.reserve(L, logger.name.length + 1 + name.length);
        loggerClass.push(L, createLogger(logger.writer, logger.name ? `${logger.name}.${name}` : name, logger.fields));
        return 1;
      },
    },
    tostring: () => 'logger',
    sizeBytes: (logger) => logger.sizeBytes,
  });
  return {
    print: (writer) => (L) => {
      const parts: Uint8Array[] = [];
      for (let index = 1, top = stack.getTop(L); index <= top; index++) {
        if (index > 1) parts.push(BLANK);
        parts.push(call.tostringKept(L, index));
      }
      write(L, writer, 'info', parts, null, null);
      return 0;
    },
    pushLogger: (L, writer) => loggerClass.push(L, createLogger(writer, '', {})),
  };
}

function createLogger(writer: Writer, name: string, fields: Fields): Logger {
  return { writer, name, fields, sizeBytes: sizeOfText(name) + sizeOfPlain(fields) };
}

/** The text of all parts, of which a row holds no more than {@link MAX_ROW_BYTES}: then it ends with how long it is. */
function beginningOf(parts: readonly Uint8Array[]): string {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const shown = new Uint8Array(Math.min(total, MAX_ROW_BYTES));
  let end = 0;
  for (const part of parts) {
    if (end === shown.length) break;
    shown.set(part.subarray(0, shown.length - end), end);
    end += Math.min(part.length, shown.length - end);
  }
  if (total <= MAX_ROW_BYTES) return decoder.decode(shown);
  // A character that the end falls into is left out.
  return `${new TextDecoder('utf-8', { ignoreBOM: true }).decode(shown, { stream: true })}… (${total} bytes)`;
}

function fieldsAt(L: LuaState, index: number): Fields | null {
  if (stack.typeName(L, index) !== 'table') return null;
  const fields = plainAt(L, index, shownLimits());
  return fields !== null && typeof fields === 'object' && !Array.isArray(fields) && !(fields instanceof Uint8Array)
    ? (fields as Fields)
    : null;
}
