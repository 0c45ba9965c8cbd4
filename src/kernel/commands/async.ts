import { beginCall, type CallRequest } from './call.ts';
import { defineCommand } from './command.ts';

/** A call that goes on when who began it has ended, until the root of the chain of calls does (spec/scheduler §5). */
export interface AsyncCall extends CallRequest {
  readonly type: 'async';
  /** Called once: the call has ended, or will never be made; the arguments stay valid until then. */
  readonly over: () => void;
}

export const asyncCall = defineCommand<AsyncCall, 'value'>({
  type: 'async',
  answer: 'value',
  handle: (host, request, frame, reply) => {
    const begin = (done: typeof reply) => beginCall(host, request, frame, done);
    host.calls.detach(frame, begin, { done: reply, over: request.over });
    return null;
  },
});
