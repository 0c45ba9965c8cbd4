/** Go's layouts: how the reference time, Mon Jan 2 15:04:05 MST 2006, is written says how a moment is (https://pkg.go.dev/time#pkg-constants). */
import { unixSeconds, wallOf, type Moment, type Wall } from './moment.ts';

export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** The elements of a layout; what stands between them is text. */
const ELEMENT =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|__2|_2(?!006)|002|0[1-6]|15|[1-5]|PM|pm|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?!\d)/g;

export interface Piece {
  readonly text: string;
  readonly isElement: boolean;
}

export function piecesOf(layout: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of layout.matchAll(ELEMENT)) {
    if (match.index > end) pieces.push({ text: layout.slice(end, match.index), isElement: false });
    pieces.push({ text: match[0], isElement: true });
    end = match.index + match[0].length;
  }
  if (end < layout.length) pieces.push({ text: layout.slice(end), isElement: false });
  return pieces;
}

export function formatMoment(moment: Moment, layout: string): string {
  const wall = wallOf(moment);
  return piecesOf(layout)
    .map(({ text, isElement }) => (isElement ? element(text, moment, wall) : text))
    .join('');
}

const pad = (value: number, width: number, fill = '0'): string => String(value).padStart(width, fill);

function element(text: string, moment: Moment, wall: Wall): string {
  switch (text) {
    case '2006':
      return wall.year < 0 ? `-${pad(-wall.year, 4)}` : pad(wall.year, 4);
    case '06':
      return pad(Math.max(wall.year, 0) % 100, 2);
    case 'January':
      return MONTHS[wall.month - 1] ?? '';
    case 'Jan':
      return (MONTHS[wall.month - 1] ?? '').slice(0, 3);
    case '01':
      return pad(wall.month, 2);
    case '1':
      return String(wall.month);
    case 'Monday':
      return WEEKDAYS[wall.weekday] ?? '';
    case 'Mon':
      return (WEEKDAYS[wall.weekday] ?? '').slice(0, 3);
    case '02':
      return pad(wall.day, 2);
    case '_2':
      return pad(wall.day, 2, ' ');
    case '2':
      return String(wall.day);
    case '002':
      return pad(wall.yearDay, 3);
    case '__2':
      return pad(wall.yearDay, 3, ' ');
    default:
      return clockElement(text, moment, wall);
  }
}

function clockElement(text: string, moment: Moment, wall: Wall): string {
  switch (text) {
    case '15':
      return pad(wall.hour, 2);
    case '03':
      return pad(wall.hour % 12 || 12, 2);
    case '3':
      return String(wall.hour % 12 || 12);
    case '04':
      return pad(wall.minute, 2);
    case '4':
      return String(wall.minute);
    case '05':
      return pad(wall.second, 2);
    case '5':
      return String(wall.second);
    case 'PM':
      return wall.hour < 12 ? 'AM' : 'PM';
    case 'pm':
      return wall.hour < 12 ? 'am' : 'pm';
    default:
      return /^[.,]/.test(text) ? fraction(text, wall.nanosecond) : zoneElement(text, moment);
  }
}

/** `.000` has so many digits, `.999` none that are zeros at the end. */
function fraction(text: string, nanosecond: number): string {
  const digits = pad(nanosecond, 9)
    .slice(0, text.length - 1)
    .padEnd(text.length - 1, '0');
  if (text[1] === '0') return `${text[0] ?? ''}${digits}`;
  const short = digits.replace(/0+$/, '');
  return short === '' ? '' : `${text[0] ?? ''}${short}`;
}

function zoneElement(text: string, { unixNs, location }: Moment): string {
  const { offset, name } = location.at(unixSeconds(unixNs));
  if (text === 'MST') return name === '' ? offsetText('-0700', offset) : name;
  if (text.startsWith('Z') && offset === 0) return 'Z';
  return offsetText(text.replace('Z', '-'), offset);
}

/** `-07`, `-0700`, `-07:00`, `-070000` or `-07:00:00` */
function offsetText(form: string, offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600), Math.floor((size % 3600) / 60), size % 60].map((part) => pad(part, 2));
  const separator = form.includes(':') ? ':' : '';
  const count = form.replaceAll(':', '').length === 3 ? 1 : form.replaceAll(':', '').length === 5 ? 2 : 3;
  return `${offset < 0 ? '-' : '+'}${parts.slice(0, count).join(separator)}`;
}
