/** `logger` and `print`: records for the console (spec/lua-modules §9, lua-base §3). */
import { spend, type Portions } from '../../../base/effort.ts';
import type { ConsoleLevel, Cut, PlainValue } from '../../../contract/api.ts';
import type { ValueWriter } from '../../../contract/values.ts';
import { writePlain } from '../../../contract/plain.ts';
import { loggerSpec } from '../../../contract/lua-modules/logger.ts';
import { sizeOfPlain, sizeOfText } from '../../../contract/plain-size.ts';
import { PreviewWriter } from '../../../contract/preview.ts';
import { CellWriting, writeCell } from '../plain-lua.ts';
import * as call from '../vm/call.ts';
import { cellOf, entryOf, type Cell } from '../vm/cells.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { defineObjectModule, type ModuleHost } from './module.ts';
import type { Methods } from '../methods.ts';

/** What one row of the console holds of a line that was printed or logged. */
const MAX_ROW_BYTES = 256 * 1024;
const BLANK = Uint8Array.of(0x20);
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A row of the console takes 5 to 50 µs, until the page has it. */
const UNITS_PER_ROW = 100;
const UNITS_PER_TEXT = 4;

/** What is shown of the fields of a row. */
interface Fields {
  readonly value: { readonly [key: string]: PlainValue };
  readonly cut: Cut | null;
}
/** Beside it, the table itself: null where all of it is shown. */
interface LoggedFields extends Fields {
  readonly whole: Cell | null;
}
const NO_FIELDS: LoggedFields = { value: {}, cut: null, whole: null };

interface Logger {
  readonly name: string;
  readonly fields: Fields;
  /** What name and fields take. */
  readonly sizeBytes: number;
}

/** What writes a row for `print`, or for a logger where there is one. */
type Write = (
  L: LuaState,
  level: ConsoleLevel,
  parts: readonly Uint8Array[],
  logger: Logger | null,
  extra: LoggedFields,
  /** Of the whole of the fields. */
  handle: string | null,
) => void;

function createWrite({ clock, sink, running }: ModuleHost): Write {
  return (L, level, parts, logger, extra, handle) => {
    spend(UNITS_PER_ROW);
    const own = logger?.fields ?? NO_FIELDS;
    const { value: fields, cut } = merge(own, extra);
    const { text, totalBytes } = beginningOf(logger?.name ? [encoder.encode(`${logger.name}: `), ...parts] : parts);
    // Of a text nothing is kept.
    const cuts = {
      ...(cut ? { fields: { cut, handle } } : {}),
      ...(totalBytes === null
        ? {}
        : { text: { cut: { whole: { count: totalBytes, unit: 'bytes' as const }, inside: null }, handle: null } }),
    };
    sink.console({
      time: clock.wallMs(),
      source: logger ? 'log' : 'print',
      level,
      text,
      location: call.location(L),
      ...(running.process ? { pid: running.process.pid, callId: running.process.frame.call } : {}),
      ...(Object.keys(fields).length > 0 || cut ? { fields } : {}),
      ...(Object.keys(cuts).length > 0 ? { cuts } : {}),
    });
  };
}

export const loggerModule = defineObjectModule(loggerSpec, (host) => {
  const write = createWrite(host);
  const log =
    (level: ConsoleLevel) =>
    (L: LuaState, logger: Logger): number => {
      const parts = [call.checkBytes(L, 2, level)];
      const extra = fieldsAt(L, 3, level);
      const { whole } = extra;
      // Nothing is kept of what a logger has the beginning of itself.
      const keeping =
        whole && !logger.fields.cut ? host.keeping((writer) => wholeOf(logger.fields.value, whole, writer)) : null;
      if (!keeping) {
        write(L, level, parts, logger, extra, null);
        return 0;
      }
      return call.inPieces(L, () => {
        if (!keeping.work()) return null;
        write(L, level, parts, logger, extra, keeping.take());
        return 0;
      });
    };
  const loggerClass = defineUserdata<Logger>('logger', {
    methods: {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      with: (L, logger) => {
        call.checkTable(L, 2, 'with');
        loggerClass.push(L, createLogger(logger.name, merge(logger.fields, fieldsAt(L, 2, 'with'))));
        return 1;
      },
      named: (L, logger) => {
        const name = call.checkText(L, 2, 'named');
        if (name === '') call.argumentError(L, 2, 'named', 'name cannot be empty');
        call.reserve(L, logger.name.length + 1 + name.length);
        loggerClass.push(L, createLogger(logger.name ? `${logger.name}.${name}` : name, logger.fields));
        return 1;
      },
    } satisfies Methods<typeof loggerSpec.types.logger, Logger>,
    tostring: () => 'logger',
    sizeBytes: (logger) => logger.sizeBytes,
  });
  return (L) => loggerClass.push(L, createLogger('', NO_FIELDS));
});

export function createPrint(host: ModuleHost): NativeFunction {
  const write = createWrite(host);
  return (L) => {
    const parts: Uint8Array[] = [];
    for (let index = 1, top = stack.getTop(L); index <= top; index++) {
      spend(UNITS_PER_TEXT);
      if (index > 1) parts.push(BLANK);
      parts.push(call.tostringKept(L, index));
    }
    write(L, 'info', parts, null, NO_FIELDS, null);
    return 0;
  };
}

function createLogger(name: string, fields: Fields): Logger {
  return { name, fields, sizeBytes: sizeOfText(name) + sizeOfPlain(fields.value) };
}

/** The text of all parts, of which a row holds no more than {@link MAX_ROW_BYTES}: then how long it is stands beside it. */
function beginningOf(parts: readonly Uint8Array[]): { readonly text: string; readonly totalBytes: number | null } {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const shown = new Uint8Array(Math.min(total, MAX_ROW_BYTES));
  let end = 0;
  for (const part of parts) {
    if (end === shown.length) break;
    shown.set(part.subarray(0, shown.length - end), end);
    end += Math.min(part.length, shown.length - end);
  }
  if (total <= MAX_ROW_BYTES) return { text: decoder.decode(shown), totalBytes: null };
  // A character that the end falls into is left out.
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(shown, { stream: true }), totalBytes: total };
}

/** None where there is no argument; raises for anything but a table. */
function fieldsAt(L: LuaState, index: number, name: string): LoggedFields {
  const type = stack.typeName(L, index);
  if (type === 'none' || type === 'nil') return NO_FIELDS;
  call.checkTable(L, index, name);
  const cell = cellOf(L, index);
  const writer = new PreviewWriter();
  writeCell(cell, writer);
  const { value, cut } = writer.shown();
  // A list has no names to show its items under.
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? { value: value as Fields['value'], cut, whole: cut && cell }
    : NO_FIELDS;
}

/** Begins to write them as {@link merge} has them, with all of `over`. */
function wholeOf(under: Fields['value'], over: Cell, writer: ValueWriter): Portions {
  writer.map();
  for (const [key, value] of Object.entries(under)) {
    if (entryOf(over, key)) continue;
    writePlain(value, writer);
    writer.setField(key);
  }
  return new CellWriting([], writer, { fieldsOf: over });
}

/** The fields of both; those of `over` count where both have one. */
function merge(under: Fields, over: Fields): Fields {
  const value = { ...under.value, ...over.value };
  if (!under.cut && !over.cut) return { value, cut: null };
  const inside = new Map(under.cut?.inside);
  for (const key of Object.keys(over.value)) inside.delete(key);
  for (const [key, cut] of over.cut?.inside ?? []) inside.set(key, cut);
  const left = leftOut(under) + leftOut(over);
  const whole = left > 0 ? { count: Object.keys(value).length + left, unit: 'fields' as const } : null;
  return { value, cut: whole || inside.size > 0 ? { whole, inside } : null };
}

function leftOut({ value, cut }: Fields): number {
  return cut?.whole ? cut.whole.count - Object.keys(value).length : 0;
}
