import { describe, expect, test } from 'vitest';
import { Cursor, Malformed, type BinaryName } from './cursor.ts';

const cursorOf = (bytes: readonly number[], whole: BinaryName = 'module'): Cursor =>
  new Cursor(Uint8Array.from(bytes), 0, bytes.length, whole);

function problemOf(read: () => unknown): { message: string; offset: number } {
  try {
    read();
  } catch (error) {
    if (error instanceof Malformed) return { message: error.message, offset: error.offset };
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('a cursor', () => {
  test('reads integers up to their width, and says at which byte one begins that has more', () => {
    expect(cursorOf([0xe5, 0x8e, 0x26]).u32()).toBe(624_485);
    expect(cursorOf([0xff, 0xff, 0xff, 0xff, 0x0f]).u32()).toBe(0xffff_ffff);
    expect(cursorOf([0x80, 0x80, 0x80, 0x80, 0x80, 0x01]).u64()).toBe(2 ** 35);
    const large = cursorOf([0, 0xff, 0xff, 0xff, 0xff, 0x1f]);
    large.byte();
    expect(problemOf(() => large.u32())).toEqual({ message: 'integer is too large', offset: 1 });
    const long = [0x80, 0x80, 0x80, 0x80, 0x80, 0x00];
    expect(problemOf(() => cursorOf(long).u32())).toEqual({ message: 'integer is too long', offset: 0 });
    const endless = Array.from({ length: 11 }, () => 0x80);
    expect(problemOf(() => cursorOf(endless).skipInteger())).toEqual({ message: 'integer is too long', offset: 0 });
    expect(problemOf(() => cursorOf([0x80]).u32())).toEqual({ message: 'unexpected end', offset: 1 });
  });

  test('takes no count that has no room or is above what the reader takes', () => {
    expect(cursorOf([2, 0, 0]).count()).toBe(2);
    const expected = { message: 'count exceeds the section', offset: 0 };
    expect(problemOf(() => cursorOf([3, 0, 0]).count())).toEqual(expected);
    expect(problemOf(() => cursorOf([2, 0, 0]).count(1))).toEqual(expected);
  });

  test('names the whole that a section does not fit in, parts of parts included', () => {
    for (const whole of ['module', 'component'] as const) {
      const part = cursorOf([0, 0, 0, 0], whole).part(2);
      expect(problemOf(() => part.part(3))).toEqual({ message: `section exceeds the ${whole}`, offset: 0 });
    }
  });

  test('reads names of UTF-8 alone, in components of at most 100000 bytes', () => {
    expect(cursorOf([3, 0x61, 0xc3, 0xa9]).name()).toBe('aé');
    expect(problemOf(() => cursorOf([2, 0xc3, 0x28]).name())).toEqual({
      message: 'name is not valid UTF-8',
      offset: 1,
    });
    expect(problemOf(() => cursorOf([4, 0x61]).name())).toEqual({ message: 'name exceeds the section', offset: 1 });
    const size = [0xa1, 0x8d, 0x06];
    const long = [...size, ...Array.from({ length: 100_001 }, () => 0x61)];
    expect(cursorOf(long).name()).toHaveLength(100_001);
    expect(problemOf(() => cursorOf(long, 'component').name())).toEqual({
      message: 'name of more than 100000 bytes',
      offset: 3,
    });
  });
});
