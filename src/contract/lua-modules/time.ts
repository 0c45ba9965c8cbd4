import type { LuaModuleSpec } from './spec.ts';

const planned = (signature: string, doc: string): { signature: string; doc: string; isPlanned: true } => ({
  signature,
  doc,
  isPlanned: true,
});

/** spec/lua-modules §4. A duration is an object of that type, a text such as `1h30m`, or a number of nanoseconds. */
export const timeSpec = {
  name: 'time',
  doc: 'Moments, durations and waiting.',
  functions: {
    now: { signature: '() -> any', doc: 'The present moment.' },
    sleep: {
      signature: '(duration: any) -> (nil, error?)',
      doc: 'Waits; a bare number is nanoseconds.',
    },
    parse_duration: {
      signature: '(duration: string | number) -> (any, error?)',
      doc: 'The duration that a text such as `1h30m` says.',
    },
    after: {
      signature: '(duration: any) -> (any, error?)',
      doc: 'A channel that gets the time once the duration is over.',
    },
    timer: { signature: '(duration: any) -> (any, error?)', doc: 'Fires once, unless it is stopped or set again.' },
    ticker: { signature: '(duration: any) -> (any, error?)', doc: 'Fires again and again.' },
    date: planned(
      '(year: number, month: number, day: number, hour: number, minute: number, second: number, ns: number, location: any) -> any',
      'The moment of a date.',
    ),
    unix: planned('(seconds: number, ns: number) -> any', 'The moment so long after the epoch.'),
    parse: planned('(layout: string, text: string, location: any) -> (any, error?)', 'The moment that a text says.'),
    load_location: planned('(name: string) -> (any, error?)', 'A time zone by its name.'),
    fixed_zone: planned('(name: string, offset: number) -> any', 'A time zone so many seconds east of UTC.'),
  },
  constants: {
    NANOSECOND: 1,
    MICROSECOND: 1_000,
    MILLISECOND: 1_000_000,
    SECOND: 1_000_000_000,
    MINUTE: 60_000_000_000,
    HOUR: 3_600_000_000_000,
  },
  types: {
    timer: {
      response: { signature: '() -> any', doc: 'The channel that gets the time once.' },
      channel: { signature: '() -> any', doc: 'The same as response.' },
      stop: { signature: '() -> boolean', doc: 'Keeps it from firing; false when it had fired or was stopped.' },
      reset: {
        signature: '(duration: any) -> (boolean?, error?)',
        doc: 'Has it fire so much later from now; false when it had fired or was stopped.',
      },
    },
    ticker: {
      response: { signature: '() -> any', doc: 'The channel that gets the time again and again.' },
      channel: { signature: '() -> any', doc: 'The same as response.' },
      stop: { signature: '() -> boolean', doc: 'Ends it and closes its channel.' },
    },
    duration: {
      hours: { signature: '() -> number', doc: 'In hours, with a fraction.' },
      minutes: { signature: '() -> number', doc: 'In minutes, with a fraction.' },
      seconds: { signature: '() -> number', doc: 'In seconds, with a fraction.' },
      milliseconds: { signature: '() -> integer', doc: 'In whole milliseconds.' },
      microseconds: { signature: '() -> integer', doc: 'In whole microseconds.' },
      nanoseconds: { signature: '() -> integer', doc: 'In nanoseconds.' },
    },
    time: {
      unix: { signature: '() -> integer', doc: 'Seconds since the epoch.' },
      unix_nano: { signature: '() -> integer', doc: 'Nanoseconds since the epoch.' },
      sub: { signature: '(other: any) -> any', doc: 'The duration from the other moment to this one.' },
      add: { signature: '(duration: any) -> any', doc: 'The moment so much later.' },
      before: { signature: '(other: any) -> boolean', doc: 'Whether it is before the other moment.' },
      after: { signature: '(other: any) -> boolean', doc: 'Whether it is after the other moment.' },
      equal: { signature: '(other: any) -> boolean', doc: 'Whether it is the same moment.' },
      format_rfc3339: { signature: '() -> string', doc: 'Its text, such as `2026-01-31T12:00:00Z`.' },
    },
  },
} as const satisfies LuaModuleSpec;
