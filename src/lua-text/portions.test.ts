/** However long a text with types is, it is read in turns, and Stop ends each of them. */
import { describe, expect, it } from 'vitest';
import { Interrupted, inSlice } from '../base/effort.ts';
import { stripTypes, TypeStripping } from './strip.ts';

const many = (count: number, piece: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => piece(at)).join('');

/** Each is one thing that is long, some hundred kilobytes of it. */
const TEXTS: Readonly<Record<string, string>> = {
  statements: many(3_000, (at) => `local v${at}: number = ${at}\n`),
  'a table': `local t: any = {${many(6_000, (at) => `${at}, `)}}`,
  'a table with keys': `local t: any = {${many(3_000, (at) => `k${at} = { [${at}] = "x" }, `)}}`,
  'tables in tables': `local t: any = ${'{'.repeat(150)}${many(6_000, () => '{}, ')}${'}'.repeat(150)}`,
  'a function in a function': `local x: number = 1 return function() return function() ${many(3_000, (at) => `x = ${at} `)} end end`,
  'arguments of a call': `local x: number = 1 print(${many(6_000, (at) => `${at}, `)} 1)`,
  'one expression': `local x: number = ${many(8_000, () => '1 + ')} 1`,
  'a chain of calls': `local x: any = f${many(3_000, () => '.g()')}`,
  'a type of a table': `type T = {${many(3_000, (at) => `f${at}: number, `)}}`,
  'a union': `type T = ${many(6_000, (at) => `"${at}" | `)} "x"`,
  'parameters of a type': `type T = (${many(3_000, (at) => `p${at}: number, `)} last: string) -> ()`,
  'arguments of a type': `local x: T<${many(6_000, () => 'number, ')} string> = nil`,
  parameters: `local function f(${many(3_000, (at) => `p${at}: number, `)} last: string) end`,
  names: `local ${many(3_000, (at) => `n${at}: number, `)} last`,
  targets: `local x: number = 1 ${many(3_000, (at) => `a${at}, `)} last = 1`,
  clauses: `local x: number = 1 if x then ${many(3_000, () => 'elseif x then ')} end`,
  interfaces: `interface I ${many(3_000, (at) => `function f${at}(a: number) `)} end`,
  declarations: many(3_000, (at) => `type T${at} = number\n`),
  'what is no statement': `local x: number = = ${many(3_000, () => '1 ')}`,
  comments: `local x: number = 1 ${many(6_000, () => '--[[ a comment ]] ')}`,
};

/** A turn ends with the first look at the clock; counts those that came later. */
function turns(stripping: TypeStripping, isStopped: () => boolean = () => false) {
  let looks = 0;
  let most = 0;
  let count = 0;
  const slice = { nowMs: () => ++looks, endMs: 0, interrupted: isStopped };
  for (let isDone = false; !isDone; count++) {
    looks = 0;
    isDone = inSlice(slice, () => stripping.work());
    most = Math.max(most, looks);
  }
  return { count, most };
}

describe('a long text with types is read in turns', () => {
  it.each(Object.entries(TEXTS))('%s', (_, text) => {
    const stripping = new TypeStripping(text);
    const { count, most } = turns(stripping);
    expect(count).toBeGreaterThan(3);
    // What is between two places where it leaves off is less than what is between two looks.
    expect(most).toBeLessThanOrEqual(2);
    expect(stripping.result).toEqual(stripTypes(text));
  });

  it('and is none of Stop’s concern for longer than one of them', () => {
    for (const text of Object.values(TEXTS)) {
      let left = 5;
      const isStopped = () => left-- <= 0;
      expect(() => turns(new TypeStripping(text), isStopped)).toThrow(Interrupted);
      expect(left).toBe(-1);
    }
  });
});
