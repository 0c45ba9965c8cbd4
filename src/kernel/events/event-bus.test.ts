import { expect, test, vi } from 'vitest';
import { EventBus, Subscription } from './event-bus.ts';

test('the names of an event are taken apart once, however many listen', () => {
  const bus = new EventBus();
  const heard: string[] = [];
  for (let index = 0; index < 100; index++) {
    const subscription = new Subscription('orders.*', index % 2 === 0 ? 'made.**' : 'paid');
    bus.add(subscription);
    subscription.next(bus, ({ path }) => heard.push(path));
  }
  const split = vi.spyOn(String.prototype, 'split');
  bus.send({ system: 'orders.eu', kind: 'made.today', path: '/1', data: null });
  const splits = split.mock.calls.length;
  split.mockRestore();
  expect([splits, heard.length]).toEqual([2, 50]);
});
