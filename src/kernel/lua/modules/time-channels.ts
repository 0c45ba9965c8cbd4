/** What time brings to channels: `time.after`, timers and tickers (spec/lua-modules §4). */
import type { Dispose } from '../../../base/disposable.ts';
import { invalid, limitExceeded } from '../../../contract/errors.ts';
import type { timeSpec } from '../../../contract/lua-modules/time.ts';
import type { Clock } from '../../../contract/ports.ts';
import type { Sleep } from '../../commands/sleep.ts';
import type { Channel } from '../channel.ts';
import { request } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import type { Inside } from '../inside.ts';
import type { Methods } from '../methods.ts';
import { charged } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { pushNewChannel } from './channel.ts';
import { durationAt } from './duration-object.ts';
import { momentClass } from './moment-object.ts';
import { nowAt } from './moment.ts';

const NS_PER_MS = 1e6;
/** Ticks that nobody takes are dropped beyond it. */
const TICKS = 16;
/** A ticker is no faster: the sum of a moment and less would be the same moment. */
const LEAST_PERIOD_MS = 0.001;
const TIMER_BYTES = 200;

/** A timer or a ticker; its channel is what it holds. */
interface Alarm {
  readonly channel: Channel;
  /** Takes back what it waits for; null while it waits for nothing. */
  undo: Dispose | null;
  readonly ring: (alarm: Alarm, inside: Inside, afterMs: number) => boolean;
}

const timerClass: UserdataType<Alarm> = defineUserdata<Alarm>('timer', {
  sizeBytes: () => TIMER_BYTES,
  methods: {
    response: (L) => pushChannel(L, timerClass),
    channel: (L) => pushChannel(L, timerClass),
    stop: (L, timer) => request(L, ({ asker }) => asker.wake((to) => pushBoolean(to, silence(timer)))),
    reset: (L, timer) => {
      const duration = durationAt(L, 2, 'reset');
      if (!duration.ok) return returnFailure(L, duration.error);
      const ns = Number(duration.value);
      if (ns <= 0) return returnFailure(L, notPositive('timer'));
      return request(L, (inside) => {
        const wasWaiting = silence(timer);
        const rings = timer.channel.isClosed || timer.ring(timer, inside, ns / NS_PER_MS);
        inside.asker.wake((to) => (rings ? pushBoolean(to, wasWaiting) : returnFailure(to, TOO_MANY)));
      });
    },
  } satisfies Methods<typeof timeSpec.types.timer, Alarm>,
});

const tickerClass: UserdataType<Alarm> = defineUserdata<Alarm>('ticker', {
  sizeBytes: () => TIMER_BYTES,
  methods: {
    response: (L) => pushChannel(L, tickerClass),
    channel: (L) => pushChannel(L, tickerClass),
    stop: (L, ticker) =>
      request(L, ({ asker }) => {
        silence(ticker);
        asker.wake((to) => pushBoolean(to, true));
        ticker.channel.close();
      }),
  } satisfies Methods<typeof timeSpec.types.ticker, Alarm>,
});

export function timeChannels(clock: Clock): Record<'after' | 'timer' | 'ticker', NativeFunction> {
  const tell = ({ channel }: Alarm, { scratch }: Inside): void =>
    charged(scratch, () => {
      momentClass.push(scratch, nowAt(clock.wallMs()));
      channel.offer(scratch);
    });

  /** Once. */
  const ringOnce: Alarm['ring'] = (alarm, inside, afterMs) => {
    alarm.undo = inside.begin(sleepFor(afterMs), () => {
      alarm.undo = null;
      tell(alarm, inside);
      alarm.channel.close();
    });
    return alarm.undo !== null;
  };

  /** Every so many milliseconds, counted from the beginning; those that are missed are left out. */
  const ringAgain: Alarm['ring'] = (alarm, inside, everyMs) => {
    const periodMs = Math.max(everyMs, LEAST_PERIOD_MS);
    let dueMs = clock.nowMs();
    const wait = (): boolean => {
      dueMs += periodMs * Math.max(1, Math.floor((clock.nowMs() - dueMs) / periodMs) + 1);
      alarm.undo = inside.begin(sleepFor(Math.max(dueMs - clock.nowMs(), LEAST_PERIOD_MS)), () => {
        tell(alarm, inside);
        wait();
      });
      return alarm.undo !== null;
    };
    return wait();
  };

  const native =
    (name: 'after' | 'timer' | 'ticker', ring: Alarm['ring'], capacity: number): NativeFunction =>
    (L) => {
      const duration = durationAt(L, 1, name);
      if (!duration.ok) return returnFailure(L, duration.error);
      const ns = Number(duration.value);
      if (ns <= 0) return returnFailure(L, notPositive(name));
      const alarm: Alarm = { channel: pushNewChannel(L, capacity), undo: null, ring };
      if (name !== 'after') {
        (name === 'timer' ? timerClass : tickerClass).push(L, alarm, { holds: -1 });
      }
      const result = stack.getTop(L);
      return request(L, (inside) => {
        const rings = ring(alarm, inside, ns / NS_PER_MS);
        inside.asker.wake((to) => {
          if (!rings) return returnFailure(to, TOO_MANY);
          stack.copyValue(L, result, to);
          return 1;
        });
      });
    };

  return {
    after: native('after', ringOnce, 1),
    timer: native('timer', ringOnce, 1),
    ticker: native('ticker', ringAgain, TICKS),
  };
}

const TOO_MANY = limitExceeded('too many timers and calls of one process are outstanding');

function notPositive(name: string): ReturnType<typeof invalid> {
  return invalid(`time.${name}: duration must be > 0`);
}

function sleepFor(ms: number): Sleep {
  return { type: 'sleep', durationNs: ms * NS_PER_MS };
}

/** Whether it was going to ring. */
function silence(alarm: Alarm): boolean {
  const { undo } = alarm;
  alarm.undo = null;
  undo?.();
  return undo !== null;
}

/** The channel of the alarm at 1. */
function pushChannel(L: LuaState, type: UserdataType<Alarm>): number {
  type.pushHeld(L, 1);
  return 1;
}

function pushBoolean(L: LuaState, value: boolean): number {
  stack.pushBoolean(L, value);
  return 1;
}
