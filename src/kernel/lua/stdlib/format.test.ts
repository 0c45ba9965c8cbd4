import { describe, expect, it } from 'vitest';
import * as stack from '../vm/stack.ts';
import { createLuaWorld, resumed } from '../vm/testing/lua-world.ts';
import answers from './testing/printf.json' with { type: 'json' };

const world = createLuaWorld();

function format(template: string, push: (L: Parameters<typeof stack.pushFloat>[0]) => void): string {
  const thread = world.thread('return string.format(...)');
  stack.pushText(thread.L, template);
  push(thread.L);
  resumed(thread, 2);
  return stack.toText(thread.L, -1);
}

const answer = (source: string): string => world.run(source).values.join(' ');

describe('string.format writes numbers as C does', () => {
  it.each(answers.floatFormats.map(([template, ...expected]) => [template!, expected] as const))(
    '%s of floats',
    (template, expected) => {
      expect(
        answers.floats.map((value) => [value, format(template, (L) => stack.pushFloat(L, Number(value)))]),
      ).toEqual(answers.floats.map((value, index) => [value, expected[index]]));
    },
  );

  it.each(answers.integerFormats.map(([template, ...expected]) => [template!, expected] as const))(
    '%s of integers',
    (template, expected) => {
      expect(
        answers.integers.map((value) => [value, format(template, (L) => stack.pushInteger(L, BigInt(value)))]),
      ).toEqual(answers.integers.map((value, index) => [value, expected[index]]));
    },
  );
});

describe('string.format as in Lua 5.3', () => {
  it.each([
    ['return ("[%5c|%-5c|%c]"):format(65, 66, 67)', '[    A|B    |C]'],
    ['return #("%c"):format(0), ("%c"):format(256 + 65)', '1 A'],
    ['return ("[%5s|%-5s|%.2s|%5.1s]"):format("ab", "ab", "abc", "xyz")', '[   ab|ab   |ab|    x]'],
    ['return ("%5s"):format("\\195"):byte(1, -1)', '32 32 32 32 195'],
    ['return #("%s"):format("a\\0b"), #("%99s"):format("")', '3 99'],
    [
      'return ("%s %s %s"):format(nil, true, setmetatable({}, { __tostring = function() return "T" end }))',
      'nil true T',
    ],
    ['return ("%d|%s|%g"):format("10", 2^53, "0x10")', '10|9007199254740992|16'],
    ['return ("%q"):format("a\\n\\"\\\\\\0001\\r\\127")', '"a\\\n\\"\\\\\\0001\\13\\127"'],
    ['return ("%q %q %q %q"):format(1.5, math.mininteger, 7, nil)', '0x1.8p+0 0x8000000000000000 7 nil'],
    ['return ("%-+ #0d"):format(5)', '+5'],
    ['return ("100%% of %i"):format(3)', '100% of 3'],
    ['return (""):format(1)', ''],
    ['return pcall(string.format, "%d")', 'false bad argument #2 to format (no value)'],
    [
      'return pcall(string.format, "%d", 1.5)',
      'false bad argument #2 to format (number has no integer representation)',
    ],
    ['return pcall(string.format, "%d", "x")', 'false bad argument #2 to format (number expected, got string)'],
    ['return pcall(string.format, "%f", {})', 'false bad argument #2 to format (number expected, got table)'],
    ['return pcall(string.format, "%q", {})', 'false bad argument #2 to format (value has no literal form)'],
    ['return pcall(string.format, "%y", 1)', "false invalid option '%y' to 'format'"],
    ['return pcall(string.format, "%", 1)', "false invalid option '%' to 'format'"],
    ['return pcall(string.format, "%10", 1)', "false invalid option '%' to 'format'"],
    ['return pcall(string.format, "%123d", 1)', 'false invalid format (width or precision too long)'],
    ['return pcall(string.format, "%.123d", 1)', 'false invalid format (width or precision too long)'],
    ['return pcall(string.format, "%------d", 1)', 'false invalid format (repeated flags)'],
    ['return pcall(string.format)', 'false bad argument #1 to format (string expected, got nil)'],
  ])('%s → %s', (source, expected) => {
    expect(answer(source)).toBe(expected);
  });

  it('says where it was called when it raises', () => {
    expect(answer('local ok, e = pcall(function() return (("%d"):format({})) end) return e')).toBe(
      'app:main:1: bad argument #2 to format (number expected, got table)',
    );
  });
});
