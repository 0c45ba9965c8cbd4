/** The `channel` module (spec/lua-modules §2). */
import type { Place } from '../../../base/chain.ts';
import { spend } from '../../../base/effort.ts';
import { channelSpec } from '../../../contract/lua-modules/channel.ts';
import { Channel, CLOSED } from '../channel.ts';
import { request } from '../commands.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, PushValue } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { defineModule } from './module.ts';

/** The JavaScript side of a channel. */
const CHANNEL_BYTES = 400;
const CASE_BYTES = 100;
/** What one select may look at: it does so in one go. */
const MAX_CASES = 10_000;

/** What a case is made of lies in a table that it holds: the channel, and the value to send. */
interface Case {
  readonly channel: Channel;
  readonly sends: boolean;
}

/** A case with its channel and value on the stack of who selects. */
interface LaidCase extends Case {
  readonly channelAt: number;
  /** nil for one that receives. */
  readonly valueAt: number;
}

const channelClass = defineUserdata<Channel>('channel', {
  sizeBytes: () => CHANNEL_BYTES,
  methods: {
    send: (L, channel) => {
      if (channel.isClosed) return call.raise(L, CLOSED);
      stack.setTop(L, 2);
      const value = valueAt(L, 2);
      if (channel.sendsAtOnce) {
        channel.send(L, value);
        return pushTrue(L);
      }
      return request(L, ({ asker }) => {
        if (channel.canSend) channel.send(L, value, () => asker.wake(pushTrue));
        else asker.park([channel.awaitRoom({ coroutine: asker, value, isCase: false, answer: pushTrue })]);
      });
    },
    receive: (L, channel) => {
      if (channel.receivesAtOnce) {
        channel.receive((value) => pushReceived(L, value));
        return 2;
      }
      if (!channel.canReceive && channel.source?.(L) === true) {
        stack.pushBoolean(L, true);
        return 2;
      }
      return request(L, ({ asker }) => {
        if (channel.canReceive) channel.receive((value) => asker.wake((to) => pushReceived(to, value)));
        else asker.park([channel.awaitValue({ coroutine: asker, answer: pushReceived })]);
      });
    },
    close: (L, channel) => {
      if (!channel.isAwaited) {
        channel.close();
        return 0;
      }
      return request(L, ({ asker }) => {
        asker.wake(() => 0);
        channel.close();
      });
    },
    case_send: (L, channel) => {
      stack.setTop(L, 2);
      return pushCase(L, { channel, sends: true });
    },
    case_receive: (L, channel) => {
      stack.setTop(L, 1);
      return pushCase(L, { channel, sends: false });
    },
  } satisfies Methods<typeof channelSpec.types.channel, Channel>,
});

const caseClass = defineUserdata<Case>('channel case', { sizeBytes: () => CASE_BYTES });

export const channelModule = defineModule(channelSpec, () => ({
  new: (L) => {
    const isGiven = stack.typeName(L, 1) !== 'none' && stack.typeName(L, 1) !== 'nil';
    pushNewChannel(L, isGiven ? Math.max(0, Number(call.checkInteger(L, 1, 'new'))) : 0);
    return 1;
  },
  select: (L) => {
    call.checkTable(L, 1, 'select');
    stack.rawGetField(L, 1, 'default');
    const hasDefault = stack.toBoolean(L, -1) || stack.toBoolean(L, 2);
    stack.setTop(L, 1);
    const cases = layCases(L);
    const ready = cases.find(({ channel, sends }) => (sends ? channel.canSend : channel.canReceive));
    if (!ready && hasDefault) return pushDefault(L);
    if (ready && isAtOnce(ready)) {
      exchange(L, ready, (value, ok) => pushSelected(L, L, ready, value, ok));
      return 1;
    }
    return request(L, ({ asker }) => {
      if (ready) exchange(L, ready, (value, ok) => asker.wake((to) => pushSelected(to, L, ready, value, ok)));
      else
        asker.park(
          cases.map((laid): Place<unknown> => {
            const { channel, sends } = laid;
            const answer = (to: LuaState, value: PushValue | null, ok: boolean): number =>
              pushSelected(to, L, laid, value, ok);
            if (!sends) return channel.awaitValue({ coroutine: asker, answer });
            return channel.awaitRoom({ coroutine: asker, answer, value: valueAt(L, laid.valueAt), isCase: true });
          }),
        );
    });
  },
}));

/** Pushes a new channel. */
export function pushNewChannel(L: LuaState, capacity: number): Channel {
  const channel = new Channel(L, capacity);
  channelClass.push(L, channel, { holds: -1 });
  stack.remove(L, -2);
  return channel;
}

/** The channel at `index`, or null. */
export function channelAt(L: LuaState, index: number): Channel | null {
  return channelClass.at(L, index);
}

function pushCase(L: LuaState, { channel, sends }: Case): number {
  const count = stack.getTop(L);
  stack.createTable(L, count, 0);
  for (let index = 1; index <= count; index++) {
    stack.pushValue(L, index);
    stack.rawSetIndex(L, -2, index);
  }
  caseClass.push(L, { channel, sends }, { holds: -1 });
  return 1;
}

/** Pushes channel and value of each case in the table at 1; what is no case is skipped. */
function layCases(L: LuaState): LaidCase[] {
  const cases: LaidCase[] = [];
  const count = stack.rawLength(L, 1);
  if (count > MAX_CASES) return call.raise(L, `select over more than ${MAX_CASES} cases`);
  for (let index = 1; index <= count; index++) {
    spend(2);
    stack.rawGetIndex(L, 1, index);
    const found = caseClass.at(L, -1);
    if (!found) {
      stack.pop(L, 1);
      continue;
    }
    caseClass.pushHeld(L, -1);
    stack.rawGetIndex(L, -1, 1);
    stack.replace(L, -3);
    stack.rawGetIndex(L, -1, 2);
    stack.replace(L, -2);
    const top = stack.getTop(L);
    cases.push({ channel: found.channel, sends: found.sends, channelAt: top - 1, valueAt: top });
  }
  return cases;
}

function isAtOnce({ channel, sends }: Case): boolean {
  return sends ? channel.sendsAtOnce : channel.receivesAtOnce;
}

function exchange(L: LuaState, laid: LaidCase, done: (value: PushValue | null, ok: boolean) => void): void {
  const { channel, sends } = laid;
  if (!sends) {
    channel.receive((value) => done(value, value !== null));
    return;
  }
  const value = valueAt(L, laid.valueAt);
  channel.send(L, value, () => done(value, true));
}

/** Pushes `{channel=, value=, ok=}`. The channel is on the stack of `L`. */
function pushSelected(to: LuaState, L: LuaState, laid: LaidCase, value: PushValue | null, ok: boolean): number {
  // The stacks may be one, and what is pushed must not move what it is copied from.
  stack.createTable(to, 0, 3);
  stack.copyValue(L, laid.channelAt, to);
  stack.rawSetField(to, -2, 'channel');
  if (value) value(to);
  else stack.pushNil(to);
  stack.rawSetField(to, -2, 'value');
  stack.pushBoolean(to, ok);
  stack.rawSetField(to, -2, 'ok');
  return 1;
}

function pushDefault(L: LuaState): number {
  stack.createTable(L, 0, 2);
  for (const field of ['default', 'ok']) {
    stack.pushBoolean(L, true);
    stack.rawSetField(L, -2, field);
  }
  return 1;
}

function pushReceived(L: LuaState, value: PushValue | null): number {
  if (value) value(L);
  else stack.pushNil(L);
  stack.pushBoolean(L, value !== null);
  return 2;
}

function pushTrue(L: LuaState): number {
  stack.pushBoolean(L, true);
  return 1;
}

/** What lies at `index` of `L`, for as long as the code that owns it waits. */
function valueAt(L: LuaState, index: number): PushValue {
  return (to) => stack.copyValue(L, index, to);
}
