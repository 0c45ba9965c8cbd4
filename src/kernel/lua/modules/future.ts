/** Futures: the answers of calls that nobody waits for yet (spec/lua-modules §1). */
import type { ValueReader } from '../../../contract/values.ts';
import { ErrorKind, failure, internal, limitExceeded } from '../../../contract/errors.ts';
import type { funcsSpec } from '../../../contract/lua-modules/funcs.ts';
import type { AsyncCall } from '../../commands/async.ts';
import type { Channel } from '../channel.ts';
import { request } from '../commands.ts';
import { createErrorObject, errorAt, luaFrames, pushErrorObject, returnFailure, wrapError } from '../error-object.ts';
import type { Brought } from '../arriving.ts';
import type { Inside } from '../inside.ts';
import type { Methods } from '../methods.ts';
import { NO_MEMORY } from '../copy.ts';
import { charged } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import type { Cell } from '../vm/cells.ts';
import { pushNewChannel } from './channel.ts';
import { pushPayload } from './payload.ts';

const FUTURE_BYTES = 300;
/** Places in the table that a future holds. */
const CHANNEL = 1;
const RESULT = 2;

interface Future {
  readonly channel: Channel;
  /** The table that it holds. */
  readonly held: Cell;
  state: 'pending' | 'succeeded' | 'failed';
  isCanceled: boolean;
}

const futureClass: UserdataType<Future> = defineUserdata<Future>('future', {
  sizeBytes: () => FUTURE_BYTES,
  methods: {
    response: (L, future) => pushHeld(L, future, CHANNEL),
    channel: (L, future) => pushHeld(L, future, CHANNEL),
    is_complete: (L, { state }) => pushBoolean(L, state !== 'pending'),
    is_canceled: (L, { isCanceled }) => pushBoolean(L, isCanceled),
    result: (L, future) => {
      if (future.isCanceled) return returnFailure(L, failure(ErrorKind.canceled, 'canceled', { retryable: false }));
      stack.pushNil(L);
      if (future.state === 'failed') return pushHeld(L, future, RESULT) + 1;
      if (future.state === 'succeeded') pushHeld(L, future, RESULT);
      else stack.pushNil(L);
      stack.insert(L, -2);
      return 2;
    },
    error: (L, future) => {
      if (future.state !== 'failed') {
        stack.pushNil(L);
        return pushBoolean(L, false) + 1;
      }
      pushHeld(L, future, RESULT);
      const message = errorAt(L, -1)?.failure.message ?? '';
      pushErrorObject(L, wrapError(createErrorObject(internal(message), luaFrames(L)), 'async call failed'));
      return pushBoolean(L, true) + 1;
    },
    cancel: (L, future) =>
      request(L, ({ asker }) => {
        future.isCanceled = true;
        asker.wake((to) => pushBoolean(to, true));
        future.channel.close();
      }),
  } satisfies Methods<typeof funcsSpec.types.future, Future>,
});

/** Ends a native that begins a call: it answers a future, or `nil, err`. */
export function startAsync(
  L: LuaState,
  { target, values, change, retry }: Pick<AsyncCall, 'target' | 'change' | 'retry'> & { readonly values: ValueReader },
): number {
  const future = pushFuture(L);
  const at = stack.getTop(L);
  return request(L, (inside) => {
    const { asker } = inside;
    inside.pack(values, (parcel) => {
      if (!parcel) {
        asker.wake((to) => returnFailure(to, internal(NO_MEMORY)));
        return;
      }
      const over = (): void => parcel.release();
      const command: AsyncCall = { type: 'async', target, args: parcel.values, change, retry, over };
      const begun = inside.begin(command, (completion) => {
        inside.bring(completion, (what) => settle(inside, future, what));
      });
      asker.wake((to) => {
        if (!begun) return returnFailure(to, limitExceeded('too many timers and calls of one process are outstanding'));
        stack.copyValue(L, at, to);
        return 1;
      });
    });
  });
}

function pushFuture(L: LuaState): Future {
  stack.createTable(L, 2, 0);
  const channel = pushNewChannel(L, 1);
  stack.rawSetIndex(L, -2, CHANNEL);
  const future: Future = { channel, held: stack.keepCell(L, -1), state: 'pending', isCanceled: false };
  futureClass.push(L, future, { holds: -1 });
  stack.remove(L, -2);
  return future;
}

function settle({ scratch }: Inside, future: Future, { cell, isError }: Brought): void {
  future.state = isError ? 'failed' : 'succeeded';
  charged(scratch, () => {
    stack.pushCell(scratch, future.held);
    stack.pushCell(scratch, cell);
    if (!isError) {
      pushPayload(scratch, stack.getTop(scratch));
      stack.remove(scratch, -2);
    }
    stack.pushValue(scratch, -1);
    stack.rawSetIndex(scratch, -3, RESULT);
    future.channel.offer(scratch);
    stack.pop(scratch, 1);
  });
  future.channel.close();
}

function pushHeld(L: LuaState, { held }: Future, place: number): number {
  stack.pushCell(L, held);
  stack.rawGetIndex(L, -1, place);
  stack.remove(L, -2);
  return 1;
}

function pushBoolean(L: LuaState, value: boolean): number {
  stack.pushBoolean(L, value);
  return 1;
}
