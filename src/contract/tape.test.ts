import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inSlice } from '../base/effort.ts';
import type { PlainValue } from './api.ts';
import { PlainWriter, writePlain } from './plain.ts';
import { TapePlayer, TapeWriter, type TapeLimits } from './tape.ts';

const ROOMY: TapeLimits = { values: 1_000_000, bytes: 64 << 20 };

function record(value: PlainValue, limits = ROOMY): TapeWriter {
  const tape = new TapeWriter(limits);
  writePlain(value, tape);
  return tape;
}
function play(tape: Uint8Array): PlainValue | undefined {
  const writer = new PlainWriter();
  new TapePlayer(tape, writer).play();
  return writer.values[0];
}

const plain = fc.letrec<{ value: PlainValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    // The first is what the deepest are.
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string({ unit: 'binary' }),
    fc.constant('half a pair \ud800'),
    fc.array(tie('value')),
    // A field of null is no field.
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')),
      tie('value').filter((value) => value !== null),
    ),
  ),
})).value;

describe('a tape', () => {
  it('says to another writer what was said to it, for any value', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const direct = new PlainWriter();
        writePlain(value, direct);
        expect(play(record(value).take())).toEqual(direct.values[0]);
      }),
      { seed: 1, numRuns: 250 },
    );
  });

  it('keeps integers of 64 bits, a zero with its sign, bytes that are no text, and holes', () => {
    const value = [2n ** 64n - 1n, -(2n ** 63n), 2 ** 53 - 1, -0, Number.NaN, new Uint8Array([255, 0]), null, 'end'];
    expect(play(record(value).take())).toEqual(value);
    const tape = new TapeWriter(ROOMY);
    tape.list(5);
    tape.boolean(true);
    tape.setIndex(3);
    tape.boolean(false);
    tape.setIndex(4);
    expect(play(tape.take())).toEqual([null, null, true, false]);
  });

  it('is small: a list of records names its keys once', () => {
    const records = Array.from({ length: 5_000 }, (_, id) => ({ id, name: `user ${id}`, isActive: id % 2 === 0 }));
    expect(record(records).take().length).toBeLessThan(200_000);
  });

  it('is played in parts, as long as one wants', () => {
    const value = Array.from({ length: 100_000 }, (_, index) => index);
    const writer = new PlainWriter();
    const player = new TapePlayer(record(value).take(), writer);
    let parts = 1;
    // Each look finds its slice over.
    while (!inSlice({ nowMs: () => 0, endMs: 0, interrupted: () => false }, () => player.play())) parts++;
    expect(parts).toBeGreaterThan(90);
    expect(writer.values[0]).toEqual(value);
  });

  it('is full with more values or bytes than it may have, and takes no memory for them', () => {
    expect(record([1, 2, 3], { values: 3, bytes: 100 }).isFull).toBe(false);
    expect(() => record([1, 2, 3, 4], { values: 3, bytes: 100 })).toThrow('more than its receiver takes');
    expect(() => record({ a: 1, b: 2, c: 3 }, { values: 1, bytes: 100 })).toThrow('more than its receiver takes');
    const long = record('x'.repeat(1000), { values: 3, bytes: 100 });
    expect([long.isFull, long.take().length]).toEqual([true, 0]);
  });
});
