/** The `os` table of Wippy: `time date clock difftime`. Times are UTC: a shared link must give the same text everywhere. */
import { isDue, spend } from '../../../base/effort.ts';
import { TextBuilder } from '../vm/held.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction, VmOptions } from '../vm/types.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;
const [EXCLAMATION, PERCENT, ASTERISK, LETTER_T] = [0x21, 0x25, 0x2a, 0x74];
const DEFAULT_FORMAT = new TextEncoder().encode('%c');
const decoder = new TextDecoder();
/** Years a JavaScript date can hold. */
const MAX_SECONDS = 8.64e12;

export function osFunctions(options: VmOptions): Readonly<Record<string, NativeFunction>> {
  const wallMs = (): number => options.wallClock?.() ?? 0;
  return {
    clock: (L) => {
      stack.pushFloat(L, options.now() / 1000);
      return 1;
    },
    time: (L) => {
      stack.pushInteger(L, stack.typeName(L, 1) === 'table' ? timeOfTable(L) : Math.floor(wallMs() / 1000));
      return 1;
    },
    difftime: (L) => {
      stack.pushFloat(
        L,
        call.checkNumber(L, 1, 'difftime') - (stack.getTop(L) > 1 ? call.checkNumber(L, 2, 'difftime') : 0),
      );
      return 1;
    },
    date: (L) => {
      const given = stack.typeName(L, 1);
      const text = given === 'none' || given === 'nil' ? DEFAULT_FORMAT : call.checkBytes(L, 1, 'date');
      const format = text[0] === EXCLAMATION ? text.subarray(1) : text;
      const second = stack.typeName(L, 2);
      const seconds =
        second === 'none' || second === 'nil' ? Math.floor(wallMs() / 1000) : call.checkNumber(L, 2, 'date');
      if (!(Math.abs(seconds) < MAX_SECONDS)) return call.argumentError(L, 2, 'date', 'time out of range');
      const date = new Date(seconds * 1000);
      if (format[0] !== ASTERISK || format[1] !== LETTER_T) return pushDateText(L, format, date);
      pushDateTable(L, date);
      return 1;
    },
  };
}

/** Missing `hour` is 0, not 12 (spec/lua-base §1, oddities). */
function timeOfTable(L: LuaState): number {
  const field = (name: string, fallback: number | null): number => {
    stack.rawGetField(L, 1, name);
    const known = stack.typeName(L, -1) === 'number' || stack.typeName(L, -1) === 'string';
    const value = known ? stack.toFloat(L, -1) : fallback;
    stack.pop(L, 1);
    return value ?? call.raise(L, `field '${name}' missing in date table`);
  };
  const ms = Date.UTC(
    2000,
    field('month', null) - 1,
    field('day', null),
    field('hour', 0),
    field('min', 0),
    field('sec', 0),
  );
  const date = new Date(ms);
  date.setUTCFullYear(date.getUTCFullYear() - 2000 + field('year', null));
  const seconds = Math.floor(date.getTime() / 1000);
  return Number.isFinite(seconds) ? seconds : call.raise(L, 'time result cannot be represented');
}

function yearDay(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
}

function pushDateTable(L: LuaState, date: Date): void {
  stack.createTable(L);
  const fields = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    min: date.getUTCMinutes(),
    sec: date.getUTCSeconds(),
    wday: date.getUTCDay() + 1,
    yday: yearDay(date),
  };
  for (const [name, value] of Object.entries(fields)) {
    stack.pushInteger(L, value);
    stack.rawSetField(L, -2, name);
  }
  stack.pushBoolean(L, false);
  stack.rawSetField(L, -2, 'isdst');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A format may be long. */
function pushDateText(L: LuaState, format: Uint8Array, date: Date): number {
  const parts = partsOf(date);
  const out = new TextBuilder(L);
  let at = 0;
  return call.inPieces(L, () => {
    while (at < format.length) {
      if (isDue()) return null;
      const percent = format.indexOf(PERCENT, at);
      const end = percent < 0 ? format.length : percent;
      out.range(format, at, end);
      if (percent < 0) break;
      const [letter = ''] = decoder.decode(format.subarray(percent + 1, percent + 5));
      const part = parts.get(letter) ?? call.argumentError(L, 1, 'date', `invalid conversion specifier '%${letter}'`);
      spend(1);
      out.ascii(part);
      at = percent + 2;
    }
    return out.push();
  });
}

/** What each conversion of `strftime` gives. */
function partsOf(date: Date): ReadonlyMap<string, string> {
  const day = DAYS[date.getUTCDay()] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const hour12 = date.getUTCHours() % 12 || 12;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const short = `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${two(date.getUTCFullYear() % 100)}`;
  return new Map(
    Object.entries({
      a: day.slice(0, 3),
      A: day,
      b: month.slice(0, 3),
      B: month,
      c: `${day.slice(0, 3)} ${month.slice(0, 3)} ${String(date.getUTCDate()).padStart(2)} ${time} ${date.getUTCFullYear()}`,
      d: two(date.getUTCDate()),
      D: short,
      e: String(date.getUTCDate()).padStart(2),
      F: `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`,
      H: two(date.getUTCHours()),
      I: two(hour12),
      j: String(yearDay(date)).padStart(3, '0'),
      m: two(date.getUTCMonth() + 1),
      M: two(date.getUTCMinutes()),
      n: '\n',
      p: date.getUTCHours() < 12 ? 'AM' : 'PM',
      r: `${two(hour12)}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${date.getUTCHours() < 12 ? 'AM' : 'PM'}`,
      R: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`,
      s: String(Math.floor(date.getTime() / 1000)),
      S: two(date.getUTCSeconds()),
      t: '\t',
      T: time,
      w: String(date.getUTCDay()),
      x: short,
      X: time,
      y: two(date.getUTCFullYear() % 100),
      Y: String(date.getUTCFullYear()),
      z: '+0000',
      Z: 'UTC',
      '%': '%',
    }),
  );
}
