import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOST_FUNCTIONS } from '../contract/hosts/index.ts';
import { putArguments } from '../contract/hosts/values.ts';
import type { GuestFault, GuestOperation } from '../contract/ports.ts';
import { ChannelReader, ChannelWriter } from './sync-channel-bytes.ts';
import {
  ChannelSize,
  ChannelWord,
  checkVersion,
  createChannel,
  createDoorbell,
  Doorbell,
  DoorbellSize,
  DoorbellWord,
  FIRST_OPERATION,
  GuestMessage,
  headerOf,
  KernelMessage,
} from './sync-channel-layout.ts';
import { decodeOperation, faultCodec, operationCode } from './sync-channel-operations.ts';

/** Both ends on one buffer, as a kernel and a guest hold them. */
function createEnds(initialBytes = 256, maxBytes = 4096) {
  const channel = createChannel({ initialBytes, maxBytes });
  return { channel, writer: new ChannelWriter(channel), reader: new ChannelReader(channel) };
}

/** Hands over what was written, piece by piece. */
function pass({ writer, reader }: { readonly writer: ChannelWriter; readonly reader: ChannelReader }): number {
  let pieces = 1;
  while (writer.hasMore) {
    reader.collect(writer.pieceBytes);
    writer.nextPiece();
    pieces++;
  }
  reader.open(writer.pieceBytes);
  return pieces;
}

describe('the layout', () => {
  it('has no two words at one place and all of them inside of the header', () => {
    const words = Object.values(ChannelWord);
    expect(new Set(words).size).toBe(words.length);
    expect(Math.max(...words) * 4).toBeLessThan(ChannelSize.headerBytes);
    expect(DoorbellSize.words).toBe(DoorbellWord.pending + DoorbellSize.slots / 32);
  });

  it('has no two messages of one direction with one code', () => {
    const fromGuest = [...Object.values(GuestMessage), ...HOST_FUNCTIONS.all.map(operationCode)];
    expect(new Set(fromGuest).size).toBe(fromGuest.length);
    expect(new Set(Object.values(KernelMessage)).size).toBe(Object.values(KernelMessage).length);
    expect(Math.max(...Object.values(GuestMessage))).toBeLessThan(FIRST_OPERATION);
  });

  it('refuses a channel of another version', () => {
    const { channel } = createEnds();
    Atomics.store(headerOf(channel), ChannelWord.version, 99);
    expect(() => checkVersion(headerOf(channel))).toThrow('channel version 99');
  });
});

describe('operations and faults', () => {
  const { timers, output } = HOST_FUNCTIONS.of;
  it.each<[string, GuestOperation]>([
    ['no time', { fn: timers.sleep, args: [0n] }],
    ['all time', { fn: timers.sleep, args: [2n ** 64n - 1n] }],
    ['output', { fn: output.write, args: ['stdout', new Uint8Array([0xc3, 0xa9, 0])] }],
    ['no output', { fn: output.write, args: ['stderr', new Uint8Array(0)] }],
  ])('%s is the same on both ends', (_name, operation) => {
    const ends = createEnds();
    ends.writer.begin();
    putArguments(operation.fn, operation.args, ends.writer);
    pass(ends);
    expect(decodeOperation(operationCode(operation.fn), ends.reader)).toEqual(operation);
    expect(ends.reader.remainingBytes).toBe(0);
  });

  it.each<GuestFault>([
    { kind: 'trap', message: 'wasm error: unreachable – é😀' },
    { kind: 'trap', message: 'wasm error: unreachable', stack: ['divide', 'function 3', 'größe'] },
    { kind: 'instantiate', message: '' },
    { kind: 'invalid-result', message: 'x' },
    { kind: 'exit', status: 4294967295 },
    { kind: 'interrupted' },
    { kind: 'lost', message: 'gone' },
  ])('fault $kind is the same on both ends', (fault) => {
    const ends = createEnds();
    ends.writer.begin();
    faultCodec.encode(fault, ends.writer);
    pass(ends);
    expect(faultCodec.decode(ends.reader)).toEqual(fault);
  });
});

describe('values', () => {
  it.each([0, 1, -1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    'keep 64 bits: %s',
    (value) => {
      const ends = createEnds();
      ends.writer.begin();
      ends.writer.u64(value);
      ends.writer.u64(value);
      pass(ends);
      expect(ends.reader.s64()).toBe(value);
      expect(BigInt(ends.reader.u64())).toBe(BigInt.asUintN(64, BigInt(value)));
    },
  );

  it('survive growth and pieces in any mixture of sizes', () => {
    const value = fc.oneof(
      fc.record({ kind: fc.constant('u8' as const), value: fc.integer({ min: 0, max: 255 }) }),
      fc.record({ kind: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 2 ** 32 - 1 }) }),
      fc.record({ kind: fc.constant('f64' as const), value: fc.double({ noNaN: true }) }),
      fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 3000 }) }),
    );
    const ends = createEnds(160, 1000);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        ends.writer.begin();
        for (const item of values) {
          if (item.kind === 'bytes') ends.writer.bytes(item.value);
          else ends.writer[item.kind](item.value);
        }
        pass(ends);
        for (const item of values) {
          if (item.kind === 'bytes') expect(ends.reader.bytes(item.value.length)).toEqual(item.value);
          else expect(ends.reader[item.kind]()).toBe(item.value);
        }
        expect(ends.reader.remainingBytes).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('stay in one piece as long as the buffer can grow', () => {
    const ends = createEnds(256, 64 * 1024);
    ends.writer.begin();
    ends.writer.bytes(new Uint8Array(60_000).fill(7));
    expect(pass(ends)).toBe(1);
    expect(ends.reader.bytes(60_000).every((byte) => byte === 7)).toBe(true);
    ends.writer.begin();
    ends.writer.bytes(new Uint8Array(300_000).fill(9));
    expect(pass(ends)).toBeGreaterThan(4);
    expect(ends.reader.bytes(300_000).every((byte) => byte === 9)).toBe(true);
  });

  it('are private when read as bytes', () => {
    const ends = createEnds();
    ends.writer.begin();
    ends.writer.bytes(new Uint8Array([1, 2]));
    pass(ends);
    expect(ends.reader.bytes(2).buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('cannot be read beyond the end of their message', () => {
    const ends = createEnds();
    ends.writer.begin();
    ends.writer.u8(1);
    pass(ends);
    expect(() => ends.reader.u32()).toThrow(RangeError);
  });
});

it('the text of a fault is cut to what people read, at a whole character', () => {
  const ends = createEnds(64 * 1024, 64 * 1024);
  ends.writer.begin();
  faultCodec.encode({ kind: 'trap', message: `x${'ß'.repeat(100_000)}` }, ends.writer);
  pass(ends);
  expect(faultCodec.decode(ends.reader)).toEqual({ kind: 'trap', message: `x${'ß'.repeat(8191)}` });
});

describe('the doorbell', () => {
  it('tells which slots rang, each once', () => {
    const doorbell = new Doorbell(createDoorbell());
    const before = doorbell.read();
    for (const slot of [0, 31, 32, 77, 77, 511]) doorbell.ringFor(slot);
    const rang: number[] = [];
    expect(doorbell.take((slot) => rang.push(slot))).toBe(true);
    expect(rang).toEqual([0, 31, 32, 77, 511]);
    expect(doorbell.take(() => {})).toBe(false);
    expect(doorbell.read() - before).toBe(6);
  });
});
