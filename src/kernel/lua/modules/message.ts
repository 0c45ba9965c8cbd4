/** Messages as the inbox gives them (spec/lua-modules §3). */
import type { processSpec } from '../../../contract/lua-modules/process.ts';
import type { Envelope } from '../mailbox.ts';
import type { Methods } from '../methods.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type UserdataType } from '../vm/userdata.ts';
import { pushPayload } from './payload.ts';

const MESSAGE_BYTES = 200;

/** What it brought is what it holds: of several values a table of them. */
const messageClass: UserdataType<Envelope> = defineUserdata<Envelope>('message', {
  sizeBytes: ({ topic }) => MESSAGE_BYTES + 2 * topic.length,
  methods: {
    topic: (L, { topic }) => {
      stack.pushText(L, topic);
      return 1;
    },
    from: (L, { from }) => {
      stack.pushText(L, from);
      return 1;
    },
    payload: (L, { count }) => {
      if (count === 0) {
        stack.pushNil(L);
        return 1;
      }
      messageClass.pushHeld(L, 1);
      const value = stack.getTop(L);
      if (count === 1) {
        pushPayload(L, value);
        return 1;
      }
      stack.createTable(L, count, 0);
      for (let index = 1; index <= count; index++) {
        stack.rawGetIndex(L, value, index);
        pushPayload(L, stack.getTop(L));
        stack.remove(L, -2);
        stack.rawSetIndex(L, -2, index);
      }
      return 1;
    },
  } satisfies Methods<typeof processSpec.types.message, Envelope>,
});

/** In place of the value on top. */
export function wrapMessage(L: LuaState, envelope: Envelope): void {
  messageClass.push(L, envelope, { holds: -1 });
  stack.remove(L, -2);
}
