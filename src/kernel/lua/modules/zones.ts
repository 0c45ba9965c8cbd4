/** Time zones as Go's `time` has them, of which the platform's `Intl` knows the rules. */
import { spend } from '../../../base/effort.ts';

export interface Zone {
  /** Seconds east of UTC. */
  readonly offset: number;
  /** `CET`, or `+03` for a zone without letters; empty for one that has no name. */
  readonly name: string;
}

export interface Location {
  readonly name: string;
  /** What holds at a moment, seconds since the epoch. */
  at(unixSeconds: number): Zone;
  /** The offset of a zone that the location has, by its name, around a moment; null where it has none of that name. */
  named(name: string, unixSeconds: number): number | null;
}

export function fixedZone(name: string, offset: number): Location {
  const zone: Zone = { offset, name };
  return { name, at: () => zone, named: (wanted) => (wanted !== '' && wanted === name ? offset : null) };
}

export const UTC = fixedZone('UTC', 0);
/** A shared link must give the same text everywhere, so the local zone is UTC, as on most servers. */
export const LOCAL: Location = { ...UTC, name: 'Local' };

const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** Null where nobody knows a zone of this name. */
export function loadLocation(name: string): Location | null {
  if (name === 'UTC') return UTC;
  if (name === 'Local') return LOCAL;
  if (!NAME.test(name)) return null;
  try {
    return new PlatformLocation(name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Each knows the letters of the zones where it is spoken. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-ZA', 'ja-JP'];
/** What asking the platform takes. */
const UNITS = 200;
const HALF_YEAR_SECONDS = 182 * 86_400;
/** As far as a JavaScript date reaches. */
const MAX_SECONDS = 8.64e12;

class PlatformLocation implements Location {
  readonly name: string;
  readonly #clock: Intl.DateTimeFormat;
  /** Of the first of {@link LOCALES}: each takes milliseconds to make. */
  readonly #letters: Intl.DateTimeFormat[] = [];
  #last: { readonly at: number; readonly zone: Zone } | null = null;

  /** Throws `RangeError` for an unknown name. */
  constructor(name: string) {
    this.name = name;
    this.#clock = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      calendar: 'gregory',
      numberingSystem: 'latn',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  at(unixSeconds: number): Zone {
    const at = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, unixSeconds));
    if (this.#last?.at !== at) this.#last = { at, zone: this.#zoneAt(at) };
    return this.#last.zone;
  }

  named(name: string, unixSeconds: number): number | null {
    for (const at of [unixSeconds, unixSeconds - HALF_YEAR_SECONDS, unixSeconds + HALF_YEAR_SECONDS]) {
      const zone = this.at(at);
      if (zone.name === name) return zone.offset;
    }
    return null;
  }

  #zoneAt(seconds: number): Zone {
    spend(UNITS);
    const date = new Date(seconds * 1000);
    const offset = this.#offsetAt(date);
    return { offset, name: this.#lettersAt(date) ?? offsetName(offset) };
  }

  #offsetAt(date: Date): number {
    const fields = new Map(this.#clock.formatToParts(date).map(({ type, value }) => [type, value]));
    const field = (type: Intl.DateTimeFormatPartTypes): number => Number(fields.get(type));
    // Years before 1 count the other way.
    const year = fields.get('era') === 'BC' ? 1 - field('year') : field('year');
    const wall = new Date(0);
    wall.setUTCFullYear(year, field('month') - 1, field('day'));
    wall.setUTCHours(field('hour'), field('minute'), field('second'));
    return Math.round(wall.getTime() / 1000) - Math.floor(date.getTime() / 1000);
  }

  #lettersAt(date: Date): string | null {
    for (const [index, locale] of LOCALES.entries()) {
      const format = (this.#letters[index] ??= new Intl.DateTimeFormat(locale, {
        timeZone: this.name,
        timeZoneName: 'short',
      }));
      const letters = format.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      if (/^[A-Z]{3,5}$/.test(letters)) return letters;
    }
    return null;
  }
}

/** As the zone database names zones without letters: `+03`, `-0330`. */
function offsetName(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = minutes % 60;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${rest === 0 ? '' : two(rest)}`;
}
