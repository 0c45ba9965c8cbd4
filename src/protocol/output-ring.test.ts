import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_POSTED_BYTES, OutputRing, type Destination } from './output-ring.ts';
import { ChannelSize, ChannelWord, createChannel, headerOf } from './sync-channel-layout.ts';

const channel = () => createChannel({ initialBytes: 256, maxBytes: 256 });

function ends(memory = channel()) {
  const told: [Destination, string][] = [];
  const kernel = new OutputRing(memory);
  const take = (): boolean => kernel.take((to, bytes) => told.push([to, Buffer.from(bytes).toString('latin1')]));
  return { guest: new OutputRing(memory), take, told };
}
const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');

it('tells what was written in order, one stream in a row as one', () => {
  const { guest, take, told } = ends();
  expect(guest.put('stderr', text('e'))).toBe('first');
  for (const part of ['a', '', 'bc']) expect(guest.put('stdout', text(part))).toBe('more');
  guest.put('stderr', text('f'));
  expect(take()).toBe(false);
  expect(told).toEqual([
    ['stderr', 'e'],
    ['stdout', 'abc'],
    ['stderr', 'f'],
  ]);
  expect(guest.put('stdout', text('g'))).toBe('first');
});

it('loses no byte, whatever is written and taken when', () => {
  // Counts that are about to pass 2^32.
  const memory = channel();
  for (const word of [ChannelWord.ringPut, ChannelWord.ringTaken]) Atomics.store(headerOf(memory), word, -3000);
  const { guest, take, told } = ends(memory);
  const step = fc.oneof(
    fc.constant(null),
    fc.tuple(fc.constantFrom<Destination>('stdout', 'stderr'), fc.string({ maxLength: 1500, unit: 'binary-ascii' })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sent = { stdout: '', stderr: '' };
      for (const one of steps) {
        if (one === null) take();
        else {
          if (guest.put(one[0], text(one[1])) === 'no room') {
            take();
            expect(guest.put(one[0], text(one[1]))).toBe('first');
          }
          sent[one[0]] += one[1];
        }
      }
      take();
      const got = { stdout: '', stderr: '' };
      for (const [to, part] of told.splice(0)) got[to] += part;
      expect(got).toEqual(sent);
    }),
  );
});

it('has no room for what is better sent as a message, and for what would run over what was not taken', () => {
  const { guest, take } = ends();
  expect(guest.put('stdout', new Uint8Array(MAX_POSTED_BYTES + 1))).toBe('no room');
  let puts = 0;
  while (guest.put('stdout', new Uint8Array(1000)) !== 'no room') puts++;
  expect(puts).toBe(Math.floor(ChannelSize.ringBytes / 1004));
  expect(take()).toBe(false);
  expect(guest.put('stdout', new Uint8Array(1000))).toBe('first');
});

it.each([
  ['more than the ring has', ChannelSize.ringBytes + 1, 0],
  ['a record without its head', 2, 0],
  ['a record longer than what there is', 8, 100],
])('is not believed where it is %s', (_what, put, word) => {
  const memory = channel();
  new DataView(memory).setUint32(ChannelSize.headerBytes, word, true);
  Atomics.store(headerOf(memory), ChannelWord.ringPut, put);
  expect(() => ends(memory).take()).toThrow(RangeError);
});
