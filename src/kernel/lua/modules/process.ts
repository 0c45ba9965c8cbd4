/** The `process` module (spec/lua-modules §3). */
import { invalid, type Failure } from '../../../contract/errors.ts';
import { processSpec } from '../../../contract/lua-modules/process.ts';
import {
  cancel,
  findName,
  options,
  registerName,
  relate,
  send,
  terminate,
  unregisterName,
  upgrade,
} from '../../commands/processes.ts';
import type { Relation } from '../../commands/process-calls.ts';
import { ask, issue, request } from '../commands.ts';
import { returnFailure } from '../error-object.ts';
import { EVENTS, isReserved, type Subscription, type Unpack } from '../mailbox.ts';
import { LuaReader } from '../values.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { channelAt, pushNewChannel } from './channel.ts';
import { wrapMessage } from './message.ts';
import { defineModule, setFunction } from './module.ts';
import { booleanField, isNothing, selfOf, textAt } from './process-arguments.ts';
import { denied } from '../../security/permissions.ts';
import { may, NO_CHANGE, withValues, type Guard } from './identity.ts';
import { pushSpawner, spawnNatives } from './spawner.ts';

export const processModule = defineModule(
  processSpec,
  ({ running, permissions }) => ({
    ...spawnNatives({ running, permissions }),
    id: (L) => {
      stack.pushText(L, selfOf(running).frame.target);
      return 1;
    },
    pid: (L) => {
      stack.pushText(L, selfOf(running).pid);
      return 1;
    },
    send: (L) => {
      const destination = textAt(L, 1, 'send');
      const topic = textAt(L, 2, 'send');
      if (isReserved(topic)) return returnFailure(L, invalid('cannot send to @ topics'));
      const refusal = refuse({ running, permissions }, 'process.send', destination, 'not allowed to send to process');
      if (refusal) return returnFailure(L, refusal);
      const values = new LuaReader(L, 3, stack.getTop(L) - 2);
      return ask(L, running, send, { type: 'send', from: selfOf(running).pid, destination, topic, values });
    },
    terminate: (L) => {
      const destination = textAt(L, 1, 'terminate');
      const refusal = refuse(
        { running, permissions },
        'process.terminate',
        destination,
        'not allowed to terminate process',
      );
      if (refusal) return returnFailure(L, refusal);
      return issue(L, terminate, { type: 'terminate', destination });
    },
    cancel: (L) => {
      const destination = textAt(L, 1, 'cancel');
      const reason = isNothing(L, 2) ? null : textAt(L, 2, 'cancel');
      const refusal = refuse({ running, permissions }, 'process.cancel', destination, 'not allowed to cancel process');
      if (refusal) return returnFailure(L, refusal);
      return issue(L, cancel, { type: 'cancel', from: selfOf(running).pid, destination, reason });
    },
    monitor: relating('monitor', { running, permissions }),
    unmonitor: relating('unmonitor', { running, permissions }),
    link: relating('link', { running, permissions }),
    unlink: relating('unlink', { running, permissions }),
    inbox: (L) =>
      request(L, ({ asker, mailbox, scratch }) => {
        if (!mailbox.inbox) mailbox.subscribeInbox(newSubscription(scratch, { capacity: 0, unpack: wrapMessage }));
        asker.wake((to) => pushUserdata(to, mailbox.inbox));
      }),
    events: (L) => listen(L, EVENTS, { capacity: 0, unpack: asItIs }),
    listen: listenNative('listen'),
    unlisten: unlistenNative('unlisten'),
    get_options: (L) => issue(L, options, { type: 'options', of: selfOf(running).pid, trapsLinks: null }),
    set_options: (L) => {
      call.checkTable(L, 1, 'set_options');
      const unknown = otherKey(L, 1, 'trap_links');
      if (unknown !== null) {
        returnFailure(L, invalid(`option ${unknown} is not supported`));
        stack.pushBoolean(L, false);
        stack.replace(L, -3);
        return 2;
      }
      const trapsLinks = booleanField(L, 1, 'trap_links', 'set_options');
      return issue(L, options, { type: 'options', of: selfOf(running).pid, trapsLinks: trapsLinks ?? false });
    },
    upgrade: (L) => {
      const id = isNothing(L, 1) ? null : textAt(L, 1, 'upgrade');
      // They stay on this stack until the other has them.
      const args = new LuaReader(L, 2, Math.max(0, stack.getTop(L) - 1));
      return issue(L, upgrade, { type: 'upgrade', of: selfOf(running).pid, id, args });
    },
    with_context: (L) => pushSpawner(L, { running, permissions }, withValues(L, 1, 'with_context', NO_CHANGE)),
    with_options: (L) => {
      call.checkTable(L, 1, 'with_options');
      return pushSpawner(L, { running, permissions }, NO_CHANGE);
    },
  }),
  ({ running, permissions }) => ({
    registry: (L) => {
      stack.createTable(L, 0, 8);
      const natives: Readonly<Record<string, NativeFunction>> = {
        register: (state) => {
          const name = textAt(state, 1, 'register');
          if (name === '') return returnFailure(state, invalid('name cannot be empty'));
          const destination = isNothing(state, 2) ? selfOf(running).pid : textAt(state, 2, 'register');
          const guard = { running, permissions };
          const isForeign = destination !== selfOf(running).pid;
          const refusal =
            refuse(guard, 'process.registry.register', name, 'not allowed to register name') ??
            (isForeign
              ? refuse(guard, 'process.registry.foreign', name, 'not allowed to register foreign process')
              : null);
          if (refusal) return returnFailure(state, refusal);
          return issue(state, registerName, { type: 'register name', name, destination });
        },
        lookup: (state) => issue(state, findName, { type: 'find name', name: textAt(state, 1, 'lookup') }),
        unregister: (state) => {
          const name = textAt(state, 1, 'unregister');
          const guard = { running, permissions };
          const refusal = refuse(guard, 'process.registry.unregister', name, 'not allowed to unregister name');
          if (refusal) return returnFailure(state, refusal);
          return issue(state, unregisterName, { type: 'unregister name', name });
        },
      };
      for (const [name, native] of Object.entries(natives)) setFunction(L, name, native);
      for (const [index, scope] of ['LOCAL', 'EVENTUAL', 'CONSISTENT', 'STRONG'].entries()) {
        stack.pushInteger(L, index);
        stack.rawSetField(L, -2, scope);
      }
      stack.freeze(L, -1);
    },
  }),
);

function relating(relation: Relation, guard: Guard): NativeFunction {
  return (L) => {
    const destination = textAt(L, 1, relation);
    const refusal = refuse(guard, `process.${relation}`, destination, `not allowed to ${relation} process`);
    if (refusal) return returnFailure(L, refusal);
    return issue(L, relate, { type: 'relate', relation, from: selfOf(guard.running).pid, destination });
  };
}

function refuse(guard: Guard, action: string, resource: string, message: string): Failure | null {
  return may(guard, action, resource) ? null : denied(`${message}: ${resource}`);
}

interface Kind {
  readonly capacity: number;
  readonly unpack: Unpack;
}

const asItIs: Unpack = () => {};

/** `process.listen`, by the name that its errors are to say. */
export function listenNative(name: string): NativeFunction {
  return (L) => {
    const topic = textAt(L, 1, name);
    const isMessage = !isNothing(L, 2) && booleanField(L, 2, 'message', name) === true;
    if (isReserved(topic)) return returnFailure(L, invalid('cannot listen on @ topics'));
    return listen(L, topic, { capacity: 1, unpack: isMessage ? wrapMessage : asItIs });
  };
}

/** `process.unlisten`, by the name that its errors are to say. */
export function unlistenNative(name: string): NativeFunction {
  return (L) => {
    const channel = channelAt(L, 1) ?? call.typeError(L, 1, name, 'channel');
    return request(L, ({ asker, mailbox }) => {
      const isFound = mailbox.unsubscribe(channel);
      asker.wake((to) => {
        stack.pushBoolean(to, isFound);
        return 1;
      });
      if (isFound) channel.close();
    });
  };
}

/** The channel of a topic, the same one each time. */
function listen(L: LuaState, topic: string, kind: Kind): number {
  return request(L, ({ asker, mailbox, scratch }) => {
    const refusal = mailbox.subscription(topic)
      ? null
      : mailbox.subscribe({ ...newSubscription(scratch, kind), topic });
    asker.wake((to) => (refusal ? returnFailure(to, refusal) : pushUserdata(to, mailbox.subscription(topic))));
  });
}

function newSubscription(scratch: LuaState, { capacity, unpack }: Kind): Omit<Subscription, 'topic'> {
  const channel = pushNewChannel(scratch, capacity);
  const userdata = stack.reference(scratch, -1);
  stack.pop(scratch, 1);
  return { channel, userdata, unpack };
}

function pushUserdata(L: LuaState, subscription: Subscription | null): number {
  if (subscription) subscription.userdata.push(L);
  else stack.pushNil(L);
  return 1;
}

/** The first key of the table at `index` that is not `known`; null where there is none. */
function otherKey(L: LuaState, index: number, known: string): string | null {
  stack.pushNil(L);
  while (stack.next(L, index)) {
    stack.pop(L, 1);
    const key = stack.display(L, -1);
    if (key === known) continue;
    stack.pop(L, 1);
    return key.slice(0, 100);
  }
  return null;
}
