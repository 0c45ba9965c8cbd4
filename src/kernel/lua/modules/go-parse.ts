/** A moment from a text by one of Go's layouts, with Go's words for what is wrong (https://pkg.go.dev/time#Parse). */
import { ownValue } from '../../../base/own.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { MONTHS, piecesOf, WEEKDAYS } from './go-layout.ts';
import { daysIn, momentAt, momentOf, unixSeconds, type Moment } from './moment.ts';
import { fixedZone, UTC, type Location } from './zones.ts';

const encoder = new TextEncoder();
const NS_PER_SECOND = 1_000_000_000n;

/** What the text has said so far. Null: nothing. */
interface Parsed {
  year: number;
  month: number | null;
  day: number | null;
  yearDay: number | null;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  isAfternoon: boolean | null;
  isUtc: boolean;
  offset: number | null;
  zone: string;
}

/** The text does not fit the element. */
const MISFIT = Symbol('misfit');

class OutOfRange {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** What an element leaves of the text. */
type Rest = string | typeof MISFIT | OutOfRange;

/** The error is Go's text. `location` counts where the text does not say its zone. */
export function parseMoment(layout: string, text: string, location: Location): Result<Moment, string> {
  const parsed: Parsed = {
    year: 0,
    month: null,
    day: null,
    yearDay: null,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    isAfternoon: null,
    isUtc: false,
    offset: null,
    zone: '',
  };
  const pieces = piecesOf(layout);
  let rest = text;
  for (const [index, { text: piece, isElement }] of pieces.entries()) {
    const left = isElement ? element(piece, rest, parsed, pieces[index + 1]?.text ?? '') : afterPrefix(rest, piece);
    if (left instanceof OutOfRange) return err(`parsing time ${quoted(text)}: ${left.what} out of range`);
    if (left === MISFIT)
      return err(`parsing time ${quoted(text)} as ${quoted(layout)}: cannot parse ${quoted(rest)} as ${quoted(piece)}`);
    rest = left;
  }
  if (rest !== '') return err(`parsing time ${quoted(text)}: extra text: ${quoted(rest)}`);
  return finish(parsed, text, location);
}

/** Text of the layout that must stand there; a blank stands for any number of them. */
function afterPrefix(text: string, prefix: string): Rest {
  let rest = text;
  for (let index = 0; index < prefix.length; index++) {
    if (prefix[index] === ' ') {
      if (rest !== '' && !rest.startsWith(' ')) return MISFIT;
      while (prefix[index + 1] === ' ') index++;
      rest = rest.replace(/^ +/, '');
    } else if (rest[0] === prefix[index]) rest = rest.slice(1);
    else return MISFIT;
  }
  return rest;
}

function element(piece: string, text: string, to: Parsed, next: string): Rest {
  switch (piece) {
    case '2006':
      return digits(text, 4, 4, (value) => (to.year = value));
    case '06':
      return digits(text, 2, 2, (value) => (to.year = value + (value >= 69 ? 1900 : 2000)));
    case 'January':
      return name(text, MONTHS, Infinity, (index) => (to.month = index + 1));
    case 'Jan':
      return name(text, MONTHS, 3, (index) => (to.month = index + 1));
    case '01':
    case '1':
      return ranged(
        'month',
        1,
        12,
        (take) => digits(text, piece.length, 2, take),
        (value) => (to.month = value),
      );
    case 'Monday':
      return name(text, WEEKDAYS, Infinity, () => {});
    case 'Mon':
      return name(text, WEEKDAYS, 3, () => {});
    case '02':
    case '_2':
    case '2':
      // Which days a month has is known only at the end.
      return digits(
        piece === '_2' ? text.replace(/^ /, '') : text,
        piece === '02' ? 2 : 1,
        2,
        (value) => (to.day = value),
      );
    case '002':
    case '__2':
      return digits(
        piece === '__2' ? text.replace(/^ {1,2}/, '') : text,
        piece === '002' ? 3 : 1,
        3,
        (value) => (to.yearDay = value),
      );
    default:
      return clockElement(piece, text, to, next);
  }
}

function clockElement(piece: string, text: string, to: Parsed, next: string): Rest {
  switch (piece) {
    case '15':
      return ranged(
        'hour',
        0,
        23,
        (take) => digits(text, 1, 2, take),
        (value) => (to.hour = value),
      );
    case '03':
    case '3':
      return ranged(
        'hour',
        0,
        12,
        (take) => digits(text, piece.length, 2, take),
        (value) => (to.hour = value),
      );
    case '04':
    case '4':
      return ranged(
        'minute',
        0,
        59,
        (take) => digits(text, piece.length, 2, take),
        (value) => (to.minute = value),
      );
    case '05':
    case '5': {
      const rest = ranged(
        'second',
        0,
        59,
        (take) => digits(text, piece.length, 2, take),
        (value) => (to.second = value),
      );
      // A fraction may follow that the layout does not have.
      if (typeof rest !== 'string' || /^[.,][09]/.test(next)) return rest;
      return anyFraction(rest, to);
    }
    case 'PM':
    case 'pm': {
      const half = text.slice(0, 2);
      const [morning, afternoon] = piece === 'PM' ? ['AM', 'PM'] : ['am', 'pm'];
      if (half !== morning && half !== afternoon) return MISFIT;
      to.isAfternoon = half === afternoon;
      return text.slice(2);
    }
    case 'MST':
      return zoneName(text, to);
    default:
      return /^[.,]/.test(piece) ? fraction(piece, text, to) : offset(piece, text, to);
  }
}

function digits(text: string, least: number, most: number, take: (value: number) => unknown): Rest {
  const found = /^\d*/.exec(text.slice(0, most))?.[0] ?? '';
  if (found.length < least) return MISFIT;
  take(Number(found));
  return text.slice(found.length);
}

function ranged(
  what: string,
  least: number,
  most: number,
  read: (take: (value: number) => void) => Rest,
  take: (value: number) => unknown,
): Rest {
  let value = least;
  const rest = read((found) => {
    value = found;
  });
  if (typeof rest !== 'string') return rest;
  if (value < least || value > most) return new OutOfRange(what);
  take(value);
  return rest;
}

function name(text: string, names: readonly string[], length: number, take: (index: number) => unknown): Rest {
  const index = names.findIndex((one) => text.toLowerCase().startsWith(one.slice(0, length).toLowerCase()));
  if (index < 0) return MISFIT;
  take(index);
  return text.slice(names[index]?.slice(0, length).length);
}

function anyFraction(text: string, to: Parsed): string {
  const found = /^[.,](\d+)/.exec(text);
  if (!found) return text;
  to.nanosecond = Number((found[1] ?? '').slice(0, 9).padEnd(9, '0'));
  return text.slice(found[0].length);
}

function fraction(piece: string, text: string, to: Parsed): Rest {
  const found = /^[.,](\d*)/.exec(text);
  if (piece[1] === '9') return found?.[1] ? anyFraction(text, to) : text;
  const wanted = piece.length - 1;
  if (!found || (found[1] ?? '').length < wanted) return MISFIT;
  anyFraction(text.slice(0, piece.length), to);
  return text.slice(piece.length);
}

const OFFSET_FORMS: Readonly<Record<string, RegExp>> = {
  '07': /^([+-])(\d\d)/,
  '0700': /^([+-])(\d\d)(\d\d)/,
  '07:00': /^([+-])(\d\d):(\d\d)/,
  '070000': /^([+-])(\d\d)(\d\d)(\d\d)/,
  '07:00:00': /^([+-])(\d\d):(\d\d):(\d\d)/,
};

function offset(piece: string, text: string, to: Parsed): Rest {
  if (piece.startsWith('Z') && text.startsWith('Z')) {
    to.isUtc = true;
    return text.slice(1);
  }
  const found = ownValue(OFFSET_FORMS, piece.slice(1))?.exec(text);
  if (!found) return MISFIT;
  const [whole, sign, hours = '0', minutes = '0', seconds = '0'] = found;
  if (Number(hours) > 24) return new OutOfRange('time zone offset hour');
  if (Number(minutes) > 60) return new OutOfRange('time zone offset minute');
  if (Number(seconds) > 60) return new OutOfRange('time zone offset second');
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  to.offset = sign === '-' ? -size : size;
  return text.slice(whole.length);
}

/** Three letters, four or five that end in T, and few others. */
const ZONE_NAME = /^(?:ChST|MeST|GMT[+-]\d{1,2}|WITA|[A-Z]{4}T|[A-Z]{3}T|[A-Z]{3}|[+-]\d{1,2})(?![A-Z])/;

function zoneName(text: string, to: Parsed): Rest {
  if (text.startsWith('UTC')) {
    to.isUtc = true;
    return text.slice(3);
  }
  const found = ZONE_NAME.exec(text)?.[0];
  if (found === undefined) return MISFIT;
  to.zone = found;
  return text.slice(found.length);
}

function finish(parsed: Parsed, text: string, location: Location): Result<Moment, string> {
  const outOfRange = (what: string): Result<Moment, string> =>
    err(`parsing time ${quoted(text)}: ${what} out of range`);
  const { year, minute, second, nanosecond, isAfternoon } = parsed;
  let { hour, month, day } = parsed;
  if (isAfternoon === true && hour < 12) hour += 12;
  else if (isAfternoon === false && hour === 12) hour = 0;
  if (parsed.yearDay !== null) {
    if (parsed.yearDay < 1 || parsed.yearDay > (daysIn(year, 2) === 29 ? 366 : 365)) return outOfRange('day-of-year');
    if (month === null && day === null) {
      month = 1;
      day = parsed.yearDay;
    }
  } else {
    month ??= 1;
    day ??= 1;
    if (day < 1 || day > daysIn(year, month)) return outOfRange('day');
  }
  const wall = { year, month: month ?? 1, day: day ?? 1, hour, minute, second, nanosecond };
  const moment = parsed.isUtc
    ? momentOf(wall, UTC)
    : inZone(parsed, momentOf(wall, UTC), () => momentOf(wall, location), location);
  return moment ? ok(moment) : outOfRange('year');
}

function inZone(
  { offset: seconds, zone }: Parsed,
  utc: Moment | null,
  local: () => Moment | null,
  location: Location,
): Moment | null {
  if (!utc) return null;
  if (seconds !== null) {
    const unixNs = utc.unixNs - BigInt(seconds) * NS_PER_SECOND;
    const here = location.at(unixSeconds(unixNs));
    const isHere = here.offset === seconds && (zone === '' || zone === here.name);
    return momentAt(unixNs, isHere ? location : fixedZone(zone, seconds));
  }
  if (zone === '') return local();
  const known = location.named(zone, unixSeconds(utc.unixNs));
  if (known !== null) return momentAt(utc.unixNs - BigInt(known) * NS_PER_SECOND, location);
  // A zone that nobody knows is written as it was, and counts as UTC.
  return { ...utc, location: fixedZone(zone, zone.startsWith('GMT') ? Number(zone.slice(3)) * 3600 : 0) };
}

/** As Go's package `time` quotes: what is not printable ASCII as bytes. */
export function quoted(text: string): string {
  let out = '"';
  for (const byte of encoder.encode(text)) {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') out += `\\${character}`;
    else if (byte >= 0x20 && byte < 0x80) out += character;
    else out += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `${out}"`;
}
