/** `logger` and `print`: records for the console (spec/lua-modules §9, lua-base §3). */
import type { ConsoleLevel, PlainValue } from '../../api.ts';
import type { Clock, Sink } from '../../ports.ts';
import { shownLimits } from '../../plain.ts';
import { plainAt } from '../plain-lua.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';

type Fields = { readonly [key: string]: PlainValue };

interface Logger {
  readonly writer: Writer;
  readonly name: string;
  readonly fields: Fields;
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
  const write = (L: LuaState, writer: Writer, level: ConsoleLevel, text: string, logger: Logger | null, extra: Fields | null): void => {
    const fields = { ...logger?.fields, ...extra };
    sink.console({
      time: clock.wallMs(),
      source: logger ? 'log' : 'print',
      level,
      text: logger?.name ? `${logger.name}: ${text}` : text,
      location: call.location(L),
      ...(writer.call === null ? {} : { callId: writer.call }),
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    });
  };
  const log =
    (level: ConsoleLevel) =>
    (L: LuaState, logger: Logger): number => {
      write(L, logger.writer, level, call.checkText(L, 2, level), logger, fieldsAt(L, 3));
      return 0;
    };
  const loggerClass = defineUserdata<Logger>('logger', {
    methods: {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      with: (L, logger) => {
        loggerClass.push(L, { ...logger, fields: { ...logger.fields, ...fieldsAt(L, 2) } });
        return 1;
      },
      named: (L, logger) => {
        const name = call.checkText(L, 2, 'named');
        if (name === '') call.argumentError(L, 2, 'named', 'name cannot be empty');
        loggerClass.push(L, { ...logger, name: logger.name ? `${logger.name}.${name}` : name });
        return 1;
      },
    },
    tostring: () => 'logger',
  });
  return {
    print: (writer) => (L) => {
      const texts: string[] = [];
      for (let index = 1, top = stack.getTop(L); index <= top; index++) texts.push(call.tostring(L, index));
      write(L, writer, 'info', texts.join(' '), null, null);
      return 0;
    },
    pushLogger: (L, writer) => loggerClass.push(L, { writer, name: '', fields: {} }),
  };
}

function fieldsAt(L: LuaState, index: number): Fields | null {
  if (stack.typeName(L, index) !== 'table') return null;
  const fields = plainAt(L, index, shownLimits());
  return fields !== null && typeof fields === 'object' && !Array.isArray(fields) && !(fields instanceof Uint8Array)
    ? (fields as Fields)
    : null;
}
