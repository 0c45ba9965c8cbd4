/** What processes ask of the project's event bus (spec/lua-modules §15). */
import { limitExceeded } from '../../contract/errors.ts';
import { writePlain } from '../../contract/plain.ts';
import type { BusEvent, Subscription } from '../events/event-bus.ts';
import { failed } from '../scheduler/process.ts';
import { defineCommand } from './command.ts';

export interface Subscribe {
  readonly type: 'event subscription';
  readonly subscription: Subscription;
}

/** Stays unanswered for as long as the subscription is open; only that there are too many is an answer. */
export const eventSubscription = defineCommand<Subscribe, 'value'>({
  type: 'event subscription',
  answer: 'value',
  handle({ events }, { subscription }, _frame, reply) {
    const close = events.add(subscription);
    if (!close) reply(failed(limitExceeded('too many subscriptions to events')));
    return close;
  },
});

export interface NextEvent {
  readonly type: 'next event';
  readonly subscription: Subscription;
}

export const nextEvent = defineCommand<NextEvent, 'value'>({
  type: 'next event',
  answer: 'value',
  handle: ({ events }, { subscription }, _frame, reply) =>
    subscription.next(events, ({ system, kind, path, data }) => {
      const value = { system, kind, path, ...(data === null ? {} : { data }) };
      reply({
        status: 'returned',
        source: {
          writeTo(writer) {
            writePlain(value, writer);
            return 1;
          },
        },
      });
    }),
});

export interface SendEvent {
  readonly type: 'send event';
  readonly event: BusEvent;
}

export const sendEvent = defineCommand<SendEvent, 'value'>({
  type: 'send event',
  answer: 'value',
  handle({ events }, { event }, _frame, reply) {
    events.send(event);
    reply({
      status: 'returned',
      source: {
        writeTo(writer) {
          writer.boolean(true);
          return 1;
        },
      },
    });
    return null;
  },
});
