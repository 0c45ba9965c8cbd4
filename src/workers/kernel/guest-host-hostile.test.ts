/** Guests in the hands of hostile code: each lie costs the guest that told it, and nobody else anything. */
import { describe, expect, it } from 'vitest';
import { ChannelWord, GuestMessage, headerOf, KernelMessage } from '../../protocol/sync-channel-layout.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { operationCode } from '../../protocol/sync-channel-operations.ts';
import { lend, settled, startCall } from '../testing/fake-calls.ts';
import { type FakeGuest, FakeGuests } from '../testing/fake-guests.ts';

const WRITE = operationCode(HOST_FUNCTIONS.of.output.write);
const SLEEP = operationCode(HOST_FUNCTIONS.of.timers.sleep);

describe('a guest that sends what cannot be', () => {
  const raw = (fake: FakeGuest, code: number, words: readonly number[] = []): void => {
    const out = fake.begin();
    for (const word of words) out.u32(word);
    fake.say(code);
  };
  const header = (fake: FakeGuest, word: number, value: number): void =>
    void Atomics.store(headerOf(fake.channel), word, value);

  it.each<[string, (fake: FakeGuest) => void]>([
    [
      'a length beyond its buffer',
      (fake) => (fake.begin(), fake.say(GuestMessage.done), header(fake, ChannelWord.length, 2 ** 30)),
    ],
    ['a negative length', (fake) => (fake.begin(), fake.say(GuestMessage.done), header(fake, ChannelWord.length, -5))],
    [
      'a piece beyond its buffer',
      (fake) => (fake.begin(), fake.say(GuestMessage.done, true), header(fake, ChannelWord.length, 2 ** 30)),
    ],
    ['a fault with an absurd text', (fake) => rawFault(fake, 0xffffffff)],
    ['a fault with a text longer than texts are', (fake) => rawFault(fake, 17_000)],
    ['a fault that is cut off', (fake) => raw(fake, GuestMessage.fault)],
    ['output of an absurd length', (fake) => (fake.begin().u8(1), fake.say(WRITE))],
    ['output that is longer than its message', (fake) => raw(fake, WRITE, [0, 0xffffffff])],
    ['a sleep without a time', (fake) => raw(fake, SLEEP)],
    ['an operation that there is not', (fake) => raw(fake, 99)],
    ['a message that there is not', (fake) => raw(fake, 7)],
    ['that it is ready in the middle of a call', (fake) => raw(fake, GuestMessage.ready)],
  ])('%s, is terminated alone: its call ends, the others and the next go on', (_name, lie) => {
    const guests = settled({ warm: 2 });
    const { guest, listener } = startCall(guests);
    const other = startCall(guests);
    lie(guests.guest(guest.id));
    guests.host.pump();
    expect(listener.heard).toMatchObject([
      { kind: 'lost', message: expect.stringMatching(`^guest ${guest.id} sent a malformed message: `) },
    ]);
    expect(guests.terminated).toEqual([guest.id]);
    guests.guest(other.guest.id).done();
    guests.host.pump();
    expect(other.listener.heard).toEqual(['done']);
    guests.host.release(other.guest);
    guests.settle();
    const next = startCall(guests);
    guests.guest(next.guest.id).done();
    guests.host.pump();
    expect(next.listener.heard).toEqual(['done']);
  });

  it('a size that its buffer has not, is believed nothing and stays', () => {
    const guests = settled({ warm: 1 });
    const { guest, listener } = startCall(guests);
    const fake = guests.guest(guest.id);
    header(fake, ChannelWord.size, 2 ** 30);
    fake.sleep(5n);
    guests.host.pump();
    guest.resume();
    expect(fake.hear()).toBe(KernelMessage.answer);
    fake.done();
    guests.host.pump();
    expect(listener.heard).toEqual(['sleep 5', 'done']);
  });

  it('a result although it runs nothing, is replaced', () => {
    const guests = new FakeGuests({ warm: 1 });
    const starting = guests.guest(1);
    guests.host.arrived(1, starting.channel, { postMessage: () => {}, close: () => {} });
    starting.done();
    guests.host.pump();
    expect(guests.terminated).toEqual([1]);
    guests.settle();
    expect(lend(guests).id).toBe(2);
  });
});

/** A trap whose text is said to have so many bytes. */
function rawFault(fake: FakeGuest, textBytes: number): void {
  const out = fake.begin();
  out.u8(0);
  out.u32(textBytes);
  fake.say(GuestMessage.fault);
}
