import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

/** By the definition, without any bound. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), row[j]! + 1, next[j - 1]! + 1, exchanged));
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

function byDefinition(name: string, known: readonly string[]): string | null {
  const near = known.filter((one) => distance(name, one) <= Math.max(1, Math.floor(one.length / 3)));
  return near.toSorted((a, b) => distance(name, a) - distance(name, b))[0] ?? null;
}

describe('the name that was meant', () => {
  it('is the one with the fewest edits, the first of several, and none when all are far', () => {
    expect(nearest('metod', ['pool', 'method', 'meta'])).toBe('method');
    expect(nearest('METHOD', ['method'])).toBe('method');
    expect(nearest('mian', ['man', 'main'])).toBe('man');
    expect(nearest('mian', ['main'])).toBe('main');
    expect(nearest('function.wta', ['function.wasm', 'function.wat'])).toBe('function.wat');
    expect(nearest('ab', ['ax', 'xb'])).toBe('ax');
    expect(nearest('transform', ['sum', 'divide'])).toBeNull();
    expect(nearest('', ['a', ''])).toBe('');
    expect(nearest('', ['hash'])).toBeNull();
  });

  it('is what the definition says, for random names', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 12 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 8 }), (name, known) => {
        expect(nearest(name, known)).toBe(byDefinition(name, known));
      }),
    );
  });

  it('is not looked for where the name is longer than anybody types', () => {
    expect(nearest('x'.repeat(101), ['x'.repeat(101)])).toBeNull();
    expect(nearest('x'.repeat(100), ['x'.repeat(99)])).toBe('x'.repeat(99));
    expect(nearest('İ'.repeat(100), ['İ'.repeat(100)])).toBeNull();
  });

  it('is found among 50,000 long names that are all alike without keeping anybody waiting', () => {
    const known = Array.from(
      { length: 50_000 },
      (_, index) => `${'interface-function-'.repeat(4)}${String(index).padStart(19, '0')}`,
    );
    let looked = 0;
    function* counted(): Generator<string> {
      for (const one of known) {
        looked++;
        yield one;
      }
    }
    const name = `${'interface-function-'.repeat(4)}xxxxxxxxxxxxxxxxxxx`;
    expect(nearest(name, counted())).toBe(known[0]);
    expect(looked).toBeLessThan(5000);
  });
});
