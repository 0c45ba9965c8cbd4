/** The `events` module (spec/lua-modules §15). Events are copies, as what processes send each other is. */
import { spendBytes } from '../../../base/effort.ts';
import type { Dispose } from '../../../base/disposable.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { invalid, limitExceeded, type Failure } from '../../../contract/errors.ts';
import { eventsSpec } from '../../../contract/lua-modules/events.ts';
import { ValueTooDeep, WriterFull } from '../../../wit/codec.ts';
import { sendEvent, type NextEvent, type Subscribe } from '../../commands/events.ts';
import { patternRefusal, Subscription } from '../../events/event-bus.ts';
import type { Channel } from '../channel.ts';
import { issue, request } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import type { Inside } from '../inside.ts';
import type { Methods } from '../methods.ts';
import { plainAt } from '../plain-lua.ts';
import { charged } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { pushNewChannel } from './channel.ts';
import { may } from './identity.ts';
import { defineModule } from './module.ts';
import { isNothing, textAt } from './process-arguments.ts';

const SUBSCRIPTION_BYTES = 400;
/** Of the channel; the bus keeps as many for a process that does not run. */
const CAPACITY = 64;

/** Its channel is what it holds. */
interface Listener {
  readonly channel: Channel;
  readonly subscription: Subscription;
  /** Ends the subscription. */
  close: Dispose;
  /** Takes back that it waits for the next event. */
  forget: Dispose;
}

const subscriptionClass: UserdataType<Listener> = defineUserdata<Listener>('subscription', {
  sizeBytes: ({ subscription }) => SUBSCRIPTION_BYTES + subscription.sizeBytes,
  methods: {
    channel: (L) => {
      subscriptionClass.pushHeld(L, 1);
      return 1;
    },
    close: (L, listener) =>
      request(L, ({ asker }) => {
        listener.forget();
        listener.close();
        asker.wake((to) => pushTrue(to));
        listener.channel.close();
      }),
  } satisfies Methods<typeof eventsSpec.types.subscription, Listener>,
});

export const eventsModule = defineModule(eventsSpec, ({ running, permissions }) => {
  const refusal = (system: string, action: 'subscribe' | 'send'): Failure | null => {
    if (system === '') return invalid('system is required');
    // Unlike most, of kind Invalid.
    return may({ running, permissions }, `events.${action}`, system)
      ? null
      : invalid(`not allowed to ${action === 'send' ? 'send events to' : 'subscribe to events of'} system: ${system}`);
  };
  return {
    subscribe: (L) => {
      const system = textAt(L, 1, 'subscribe');
      const kind = isNothing(L, 2) ? '' : textAt(L, 2, 'subscribe');
      const refused = refusal(system, 'subscribe') ?? patternRefusal('system', system) ?? patternRefusal('kind', kind);
      return refused ? returnFailure(L, refused) : subscribe(L, new Subscription(system, kind || null));
    },
    send: (L) => {
      const [system, kind, path] = [textAt(L, 1, 'send'), textAt(L, 2, 'send'), textAt(L, 3, 'send')];
      spendBytes(system.length + kind.length + path.length);
      const refused = refusal(system, 'send') ?? missing('kind', kind) ?? missing('path', path);
      if (refused) return returnFailure(L, refused);
      let data: PlainValue;
      try {
        data = isNothing(L, 4) ? null : plainAt(L, 4);
      } catch (error) {
        if (error instanceof WriterFull) return returnFailure(L, invalid('the data has too many parts'));
        if (error instanceof ValueTooDeep) return returnFailure(L, invalid('the data is nested too deep'));
        throw error;
      }
      return issue(L, sendEvent, { type: 'send event', event: { system, kind, path, data } });
    },
  };
});

function missing(what: string, text: string): Failure | null {
  return text === '' ? invalid(`${what} is required`) : null;
}

function subscribe(L: LuaState, subscription: Subscription): number {
  const channel = pushNewChannel(L, CAPACITY);
  const listener: Listener = { channel, subscription, close: () => {}, forget: () => {} };
  subscriptionClass.push(L, listener, { holds: -1 });
  const result = stack.getTop(L);
  return request(L, (inside) => {
    let refused: Failure | null = null;
    const command: Subscribe = { type: 'event subscription', subscription };
    const close = inside.begin(command, (completion) => {
      if (completion.status === 'failed') refused = completion.failure;
      listener.forget();
      channel.close();
    });
    if (close) listener.close = close;
    else refused = limitExceeded('too many timers and calls of one process are outstanding');
    if (close) listen(inside, listener);
    inside.asker.wake((to) => {
      if (refused) return returnFailure(to, refused);
      stack.copyValue(L, result, to);
      return 1;
    });
  });
}

/** Asks for one event after the other; what the channel has no room for is dropped. */
function listen(inside: Inside, listener: Listener): void {
  const command: NextEvent = { type: 'next event', subscription: listener.subscription };
  const undo = inside.begin(command, (completion) => {
    listen(inside, listener);
    inside.bring(completion, ({ cell, isError }) => {
      const { scratch } = inside;
      // More than the process may hold.
      if (isError || listener.channel.isClosed) return;
      charged(scratch, () => {
        stack.pushCell(scratch, cell);
        listener.channel.offer(scratch);
      });
    });
  });
  listener.forget = undo ?? (() => {});
}

function pushTrue(L: LuaState): number {
  stack.pushBoolean(L, true);
  return 1;
}
