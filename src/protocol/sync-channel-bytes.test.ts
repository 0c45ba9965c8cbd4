import { describe, expect, test } from 'vitest';
import { ByteLimitExceeded } from '../wit/codec.ts';
import { ChannelReader, ChannelWriter, MAX_MESSAGE_BYTES } from './sync-channel-bytes.ts';
import { ChannelSize, ChannelWord, createChannel, headerOf } from './sync-channel-layout.ts';

/** A reader of what `write` wrote, in one piece or in several. */
function message(write: (out: ChannelWriter) => void, maxBytes = 1 << 20): ChannelReader {
  const channel = createChannel({ initialBytes: 1024, maxBytes });
  const writer = new ChannelWriter(channel);
  writer.begin();
  write(writer);
  const reader = new ChannelReader(channel);
  while (writer.hasMore) {
    reader.collect(writer.pieceBytes);
    writer.nextPiece();
  }
  reader.open(writer.pieceBytes);
  return reader;
}

describe.each([
  ['in one piece', 1 << 20],
  ['in several pieces', 2048],
])('a message %s', (_, maxBytes) => {
  const write = (out: ChannelWriter): void => {
    out.u32(7);
    out.bytes(Uint8Array.from({ length: 5000 }, (_item, index) => index));
    out.u64(-(2n ** 63n));
  };

  test('is read again from a position that was passed', () => {
    const reader = message(write, maxBytes);
    expect([reader.position, reader.remainingBytes]).toEqual([0, 5012]);
    expect(reader.u32()).toBe(7);
    const { position } = reader;
    const first = reader.bytes(5000);
    expect([position, reader.position, reader.remainingBytes]).toEqual([4, 5004, 8]);
    reader.seek(position);
    expect(reader.bytes(5000)).toEqual(first);
    expect(reader.s64()).toBe(-(2n ** 63n));
    reader.seek(0);
    expect(reader.u32()).toBe(7);
  });

  test('fills arrays that the reader brings, short and long', () => {
    const reader = message(write, maxBytes);
    reader.seek(4);
    const [short, long] = [new Uint8Array(5), new Uint8Array(4000)];
    reader.copyTo(short);
    reader.copyTo(long);
    expect([[...short], long[0], long[3999], reader.position]).toEqual([[0, 1, 2, 3, 4], 5, 4004 & 255, 4009]);
  });

  test('cannot be left by a position or a length', () => {
    const reader = message(write, maxBytes);
    expect(() => reader.seek(-1)).toThrow(RangeError);
    expect(() => reader.seek(5013)).toThrow(RangeError);
    expect(() => reader.bytes(5013)).toThrow(RangeError);
    expect(() => reader.bytes(2 ** 40)).toThrow(RangeError);
    expect(() => reader.copyTo(new Uint8Array(5013))).toThrow(RangeError);
    reader.seek(5012);
    expect(() => reader.u8()).toThrow(RangeError);
  });

  test('gives copies in memory that is not shared', () => {
    const reader = message(write, maxBytes);
    for (const length of [4, 400]) expect(reader.bytes(length).buffer).toBeInstanceOf(ArrayBuffer);
  });
});

test('positions count from the start of each message', () => {
  const channel = createChannel({ initialBytes: 1024 });
  const [writer, reader] = [new ChannelWriter(channel), new ChannelReader(channel)];
  for (const value of [1, 2]) {
    writer.begin();
    writer.u8(value);
    reader.open(writer.pieceBytes);
    expect([reader.position, reader.u8(), reader.position]).toEqual([0, value, 1]);
  }
});

describe('lengths that another end makes up', () => {
  const ends = () => {
    const channel = createChannel({ initialBytes: 1024, maxBytes: 4096 });
    return { channel, head: headerOf(channel), reader: new ChannelReader(channel) };
  };

  test.each([-1, 1024 - 128 + 1, 2 ** 31 - 1, -(2 ** 31)])(
    'a piece of %d bytes is refused, first or last',
    (length) => {
      const { reader } = ends();
      expect(() => reader.open(length)).toThrow(RangeError);
      expect(() => reader.collect(length)).toThrow(RangeError);
      reader.open(1024 - 128);
      expect(reader.remainingBytes).toBe(896);
    },
  );

  test('the size of the buffer is what the buffer says', () => {
    const { channel, head, reader } = ends();
    const writer = new ChannelWriter(channel);
    for (const size of [0, 64, -1, 4096, 2 ** 30]) {
      Atomics.store(head, ChannelWord.size, size);
      expect(() => reader.open(1000)).toThrow(RangeError);
      reader.open(896);
      expect(reader.remainingBytes).toBe(896);
      writer.begin();
      writer.u32(size);
      expect(writer.pieceBytes).toBe(4);
    }
    channel.grow(2048 + ChannelSize.ringBytes);
    reader.open(1900);
    expect(reader.remainingBytes).toBe(1900);
  });

  test('pieces are bounded in number, so that many small ones cost no more than a large message', () => {
    const { reader } = ends();
    const most = Math.ceil(MAX_MESSAGE_BYTES / 896) + 1;
    expect(() => {
      for (let piece = 0; piece <= most; piece++) reader.collect(0);
    }).toThrow(`more than ${most} pieces`);
    reader.reset();
    reader.collect(4);
    reader.open(4);
    expect(reader.remainingBytes).toBe(8);
  });

  test('pieces are bounded in all', () => {
    const maxBytes = 32 * 1024 * 1024;
    const reader = new ChannelReader(createChannel({ initialBytes: maxBytes, maxBytes }));
    const piece = maxBytes - 128;
    const collect = (): void => reader.collect(piece);
    for (let sent = piece; sent <= MAX_MESSAGE_BYTES; sent += piece) collect();
    expect(collect).toThrow(`more than ${MAX_MESSAGE_BYTES} bytes`);
    expect(() => reader.open(piece)).toThrow(`more than ${MAX_MESSAGE_BYTES} bytes`);
  });
});

test('a message for which the shared buffer cannot grow goes in pieces', () => {
  const channel = createChannel({ initialBytes: 1024, maxBytes: 1 << 20 });
  Object.defineProperty(channel, 'grow', {
    value: () => {
      throw new RangeError('no memory');
    },
  });
  const [writer, reader] = [new ChannelWriter(channel), new ChannelReader(channel)];
  writer.begin();
  writer.bytes(new Uint8Array(5000).fill(7));
  while (writer.hasMore) {
    reader.collect(writer.pieceBytes);
    writer.nextPiece();
  }
  reader.open(writer.pieceBytes);
  expect(reader.bytes(5000).every((byte) => byte === 7)).toBe(true);
});

test('a message beyond the limit is refused before memory is taken for it', () => {
  const channel = createChannel({ initialBytes: 1024, maxBytes: 1024 });
  const writer = new ChannelWriter(channel);
  writer.begin();
  const part = new Uint8Array(128 * 1024 * 1024);
  writer.bytes(part);
  expect(() => writer.bytes(new Uint8Array(MAX_MESSAGE_BYTES - part.length + 1))).toThrow(ByteLimitExceeded);
});
