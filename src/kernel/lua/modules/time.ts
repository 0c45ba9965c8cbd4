/** The `time` module: moments, durations, zones and sleeping (spec/lua-modules §4). */
import { spend } from '../../../base/effort.ts';
import { invalid, notFound } from '../../../contract/errors.ts';
import { timeSpec } from '../../../contract/lua-modules/time.ts';
import { sleep } from '../../commands/sleep.ts';
import { issue } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { durationAt, durationClass } from './duration-object.ts';
import { parseMoment } from './go-parse.ts';
import { locationAt, locationClass } from './location-object.ts';
import { MAX_LAYOUT_BYTES, momentClass, pushMoment, wholeAt } from './moment-object.ts';
import { momentAt, momentOf, nowAt } from './moment.ts';
import { defineModule } from './module.ts';
import { timeChannels } from './time-channels.ts';
import { fixedZone, loadLocation, LOCAL, UTC } from './zones.ts';

/** What making the formats of a zone takes. */
const UNITS_PER_LOCATION = 2000;
/** The widest zones are 14 hours from UTC; this is what a clock can show. */
const MAX_OFFSET_SECONDS = 86_400 * 366;

export const timeModule = defineModule(
  timeSpec,
  ({ clock }) => ({
    ...timeChannels(clock),
    now: (L) => {
      momentClass.push(L, nowAt(clock.wallMs()));
      return 1;
    },
    sleep: (L) => {
      const duration = durationAt(L, 1, 'sleep');
      if (!duration.ok) return returnFailure(L, duration.error);
      if (duration.value <= 0n) return 0;
      return issue(L, sleep, { type: 'sleep', durationNs: Number(duration.value) });
    },
    parse_duration: (L) => {
      const duration = durationAt(L, 1, 'parse_duration');
      if (!duration.ok) return returnFailure(L, duration.error);
      durationClass.push(L, { ns: duration.value });
      return 1;
    },
    date: (L) => {
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, nanosecond = 0] = [
        1, 2, 3, 4, 5, 6, 7,
      ].map((index) => wholeAt(L, index, 'date'));
      const wall = { year, month, day, hour, minute, second, nanosecond };
      return pushMoment(L, momentOf(wall, locationAt(L, 8, 'date')), 1, 'date');
    },
    unix: (L) => {
      const [seconds, ns] = [BigInt(wholeAt(L, 1, 'unix')), integerAt(L, 2, 'unix')];
      return pushMoment(L, momentAt(seconds * 1_000_000_000n + ns, LOCAL), 1, 'unix');
    },
    parse: (L) => {
      const sizes = [call.checkBytes(L, 1, 'parse').length, call.checkBytes(L, 2, 'parse').length];
      const location = locationAt(L, 3, 'parse');
      if (sizes.some((size) => size > MAX_LAYOUT_BYTES))
        return returnFailure(L, invalid(`parsing time: layout or text is longer than ${MAX_LAYOUT_BYTES} bytes`));
      spend(sizes.reduce((sum, size) => sum + size, UNITS_PER_LOCATION / 4));
      const parsed = parseMoment(stack.toText(L, 1), stack.toText(L, 2), location);
      if (!parsed.ok) return returnFailure(L, invalid(parsed.error));
      momentClass.push(L, parsed.value);
      return 1;
    },
    load_location: (L) => {
      const name = call.checkText(L, 1, 'load_location');
      if (name === '') return returnFailure(L, invalid('empty location name'));
      spend(UNITS_PER_LOCATION);
      const location = loadLocation(name);
      if (!location) return returnFailure(L, notFound(`unknown time zone ${name.slice(0, MAX_LAYOUT_BYTES)}`));
      locationClass.push(L, location);
      return 1;
    },
    fixed_zone: (L) => {
      const name = call.checkText(L, 1, 'fixed_zone');
      if (name.length > MAX_LAYOUT_BYTES) return call.argumentError(L, 1, 'fixed_zone', 'the name is too long');
      const offset = wholeAt(L, 2, 'fixed_zone');
      if (Math.abs(offset) > MAX_OFFSET_SECONDS)
        return call.argumentError(L, 2, 'fixed_zone', 'the offset is out of range');
      locationClass.push(L, fixedZone(name, offset));
      return 1;
    },
  }),
  () => ({
    utc: (L) => locationClass.push(L, UTC),
    localtz: (L) => locationClass.push(L, LOCAL),
  }),
);

/** All 64 bits of an integer. */
function integerAt(L: LuaState, index: number, name: string): bigint {
  return stack.isInteger(L, index) ? BigInt(stack.toInteger(L, index)) : BigInt(wholeAt(L, index, name));
}
