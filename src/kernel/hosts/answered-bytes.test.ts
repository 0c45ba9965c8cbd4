import { describe, expect, test } from 'vitest';
import { Interrupted, inSlice } from '../../base/effort.ts';
import { createLuaWorld } from '../lua/vm/testing/lua-world.ts';
import { LuaSource } from '../lua/values.ts';
import { luaValues } from '../../conformance/mapping/mapper-harness.ts';
import { inPortions } from '../testing/in-portions.ts';
import { AnsweredText, answeredBytes } from './answered-bytes.ts';

const ROOMY = { limits: { memoryBytes: 2 ** 30, totalMemoryBytes: 2 ** 31 } };

function returned(lua: string): LuaSource {
  const values = luaValues(lua, createLuaWorld(ROOMY));
  return new LuaSource(values.L, values.first, 1, () => () => {});
}

describe('what a guest is answered', () => {
  test.each<[lua: string, text: string]>([
    ['return "a\\255"', 'a�'],
    ['return nil', ''],
    ['return true', 'true'],
    ['return 1 << 62', '4611686018427387904'],
    ['return 1/0', '+Inf'],
    ['return {}', '{}'],
    ['return {b = {1, "x\\n", 0/0}, a = {c = false}}', '{"a":{"c":false},"b":[1,"x\\n",null]}'],
  ])('is the same text at once and in portions: %s', (lua, text) => {
    const atOnce = answeredBytes(returned(lua));
    const made = new AnsweredText(returned(lua).hold());
    inPortions(made);
    expect(answeredBytes(made.made)).toEqual(atOnce);
    expect(atOnce.ok && new TextDecoder().decode(atOnce.value)).toBe(text);
  });

  test.each([
    ['local t = {} t.t = t return t', /deep/],
    [
      'local row, rows = {}, {} for i = 1, 1100 do row[i] = i end for i = 1, 1100 do rows[i] = row end return rows',
      'function returned more than 1000000 values',
    ],
  ])('or the same reason: %s', (lua, reason) => {
    const atOnce = answeredBytes(returned(lua));
    const made = new AnsweredText(returned(lua).hold());
    while (!made.work());
    for (const answered of [atOnce, answeredBytes(made.made)])
      expect(answered).toEqual({
        ok: false,
        error: typeof reason === 'string' ? reason : expect.stringMatching(reason),
      });
  });

  test('of 50 000 records takes many slices, and hears of Stop in each', () => {
    const lua = 'local rows = {} for i = 1, 50000 do rows[i] = {id = i, name = "n" .. i} end return rows';
    const made = new AnsweredText(returned(lua).hold());
    let now = 0;
    let slices = 1;
    const slice = (interrupted: boolean): boolean =>
      inSlice({ nowMs: () => now++, endMs: now, interrupted: () => interrupted }, () => made.work());
    while (!slice(false)) slices++;
    expect(slices).toBeGreaterThan(100);
    expect(answeredBytes(made.made)).toMatchObject({ ok: true });
    const stopped = new AnsweredText(returned(lua).hold());
    expect(() => inSlice({ nowMs: () => 0, endMs: 1, interrupted: () => true }, () => stopped.work())).toThrow(
      Interrupted,
    );
  });
});
