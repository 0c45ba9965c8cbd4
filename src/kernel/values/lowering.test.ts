/** Arguments that stand for far more values than there is memory for: a few tables, shared. */
import { describe, expect, it } from 'vitest';
import { fastest, usedMs } from '../../base/testing/fuzz.ts';
import type { Failure } from '../../contract/errors.ts';
import { MAX_VALUE_BYTES, type ByteWriter } from '../../wit/codec.ts';
import { FunctionMapper } from './mapper.ts';
import { StagingWriter } from './staging.ts';
import { luaValues, plainValues, signature } from '../../conformance/mapping/mapper-harness.ts';

/** 25 million elements: 5000 times the same list of 5000 times the same thing. */
const shared = (thing: string): string =>
  `local one = ${thing} local row = {} for i = 1, 5000 do row[i] = one end local rows = {} for i = 1, 5000 do rows[i] = row end return rows`;

interface Stopped {
  readonly failure: Failure | null;
  /** How often it was asked whether to go on. */
  readonly asked: number;
  /** Longest time of a processor between two questions. */
  readonly longestMs: number;
}

/** Lowers until it was asked `stopAt` times. */
function stoppedAt(stopAt: number, type: string, lua: string): Stopped {
  const values = luaValues(lua);
  const mapper = new FunctionMapper(signature(`(v: ${type})`));
  let asked = 0;
  let longestMs = 0;
  let last = process.cpuUsage();
  const mayGoOn = (): boolean => {
    longestMs = Math.max(longestMs, usedMs(last));
    last = process.cpuUsage();
    return ++asked < stopAt;
  };
  const failure = mapper.lowerArguments(values, new StagingWriter(), mayGoOn);
  return { failure, asked, longestMs };
}

describe('lowering of tables that share their parts', () => {
  it.each<[name: string, type: string, thing: string]>([
    ['numbers', 'list<list<u8>>', '1'],
    ['records', 'list<list<point>>', '{x = 1, y = 2}'],
    ['records with keys that are no fields', 'list<list<point>>', '{x = 1, y = 2, z = 3, other = 4}'],
    ['optional numbers', 'list<list<option<u8>>>', '1'],
    ['strings', 'list<list<string>>', '"ab"'],
    ['tuples', 'list<list<tuple<u8, u8>>>', '{1, 2}'],
    ['flags', 'list<list<permissions>>', '{read = true}'],
    ['names of flags', 'list<list<permissions>>', '{"read", "write"}'],
    ['variants', 'list<list<shape>>', '{circle = 1}'],
    ['results', 'list<list<result<u8, u8>>>', '{ok = 1}'],
  ])('of %s ends at the third question with Canceled, a moment after each', (_name, type, thing) => {
    const measure = (): number => {
      const { failure, asked, longestMs } = stoppedAt(3, type, shared(thing));
      expect([failure, asked]).toMatchObject([{ kind: 'Canceled', message: 'context canceled' }, 3]);
      return longestMs;
    };
    // Some 10 ms on an idle machine, where the whole would take minutes. Threads of the engine count too.
    expect(fastest(1000, measure)).toBeLessThan(1000);
  });

  it('looks at the keys of a table that is no stranger once, however many elements it is', () => {
    const lua = `local wide = {x = 1, y = 2} for i = 1, 50000 do wide["k" .. i] = i end local list = {} for i = 1, 2000 do list[i] = wide end return list`;
    const values = luaValues(lua);
    let visited = 0;
    const keys = values.keys.bind(values);
    values.keys = () => {
      visited++;
      return keys();
    };
    const out = new StagingWriter();
    expect(new FunctionMapper(signature('(v: list<point>)')).lowerArguments(values, out)).toBeNull();
    expect([visited, out.written.length]).toEqual([1, 4 + 2000 * 8]);
  });

  it('finds a misspelt key in each table that it has not seen, also in one of another type', () => {
    const lua = `local good = {["tag-count"] = 1, other = 1} local bad = {["tag-count"] = 1, Note = "x"}`;
    const mapper = new FunctionMapper(signature('(v: list<counted>)'));
    const lower = (list: string): string | undefined =>
      mapper.lowerArguments(luaValues(`${lua} return ${list}`), new StagingWriter())?.message;
    expect(lower('{good, good, bad}')).toBe('argument 1: v[3]: unknown field "Note", did you mean "note"?');
    expect(lower('{good, good, good}')).toBeUndefined();
    // What one call has seen, the next has not.
    const value = { 'tag-count': 1, other: 1, Note: '' };
    expect(mapper.lowerArguments(plainValues([value]), new StagingWriter())?.message).toContain('did you mean');
    expect(mapper.lowerArguments(plainValues([value]), new StagingWriter())?.message).toContain('did you mean');
    const both = new FunctionMapper(signature('(a: point, b: counted)'));
    expect(
      both.lowerArguments(
        luaValues('local t = {x = 1, y = 2, ["tag-count"] = 3, Note = "x"} return t, t'),
        new StagingWriter(),
      )?.message,
    ).toBe('argument 2: b: unknown field "Note", did you mean "note"?');
  });

  it('asks nobody about small arguments', () => {
    const values = luaValues('return {1, 2, 3}');
    const never = (): boolean => {
      throw new Error('asked');
    };
    expect(
      new FunctionMapper(signature('(v: list<u32>)')).lowerArguments(values, new StagingWriter(), never),
    ).toBeNull();
  });

  it('goes on to the limit of bytes when nobody stops it', () => {
    const { failure, asked } = stoppedAt(Infinity, 'list<list<string>>', shared('("x"):rep(1000)'));
    expect(failure?.message).toBe(`arguments of more than ${MAX_VALUE_BYTES} bytes cannot be passed`);
    expect(asked).toBeGreaterThan(50);
  });
});

describe('memory for arguments', () => {
  it("that the engine does not give makes them too large, which is the caller's fault", () => {
    const out: ByteWriter = new StagingWriter(2 ** 45);
    // Longer than any array may be; it is never read.
    const huge = { length: 2 ** 44 } as Uint8Array;
    const values = luaValues('return "x"');
    values.bytes = () => huge;
    const failure = new FunctionMapper(signature('(v: list<u8>)')).lowerArguments(values, out);
    expect(failure).toMatchObject({ kind: 'Invalid', message: 'arguments are too large to be held', retryable: false });
  });
});
