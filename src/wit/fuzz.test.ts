/**
 * WIT texts written to harm: whatever the text, the parser answers in time, with problems at places inside of it, and printing
 * what it found gives text that reads the same.
 */
import { expect, it } from 'vitest';
import { fastestCpuMs, forEachCase, planFuzz, type RandomBelow } from '../base/testing/fuzz.ts';
import { TypeMeter } from './measure.ts';
import { keyOfName } from './names.ts';
import { findFunction, parseWit, unsupportedType, type WitText } from './parser.ts';
import { formatWorld } from './print-world.ts';
import { formatFunction } from './print.ts';
import { INVALID, VALID } from '../conformance/mapping/wit-corpus.ts';
import { TypeLimits } from './types.ts';

const plan = planFuzz({ cases: 200 });
/** What one text of {@link MAX_LENGTH} may take of a processor, milliseconds: other work on the machine does not count. */
const CASE_MS = 1000;
const MAX_LENGTH = 200_000;

const SEEDS = [
  ...Object.values(VALID).map(({ text }) => text),
  ...Object.values(INVALID).map(({ text }) => text),
  'add: func(a: s32, b: s32) -> s32',
  'record r { a: u8 }\nexport f_1: func(x: r) -> (s32, s32)\ng: func()',
];
const PIECES = [
  ...'{}()<>,;:=./@*+%_-\n'.split(''),
  '->',
  '/*',
  '*/',
  '//',
  '///',
  '/**',
  '\r\n',
  '\0',
  '\ud800',
  '\ufeff',
  '🦊',
  '…',
  '__proto__',
  'constructor',
  'toString',
  '0',
  '1.0.0',
  '4294967296',
  '-1',
  ...'as async bool borrow enum export flags from func future import include interface list map option own package record resource result static stream string tuple type u8 use variant with world'.split(
    ' ',
  ),
  'a:b/c@1.0.0',
  'f: func() -> u8;',
  'record r { a: u8 }',
  'type a = b;',
  'type b = tuple<a, a>;',
  'use i.{t as u};',
  'interface i {',
  'world w {',
  'package c:d {',
  'include w;',
  '@since(version = 1.0.0)',
];

function mutate(text: string, random: RandomBelow): string {
  let result = text;
  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  for (let left = 1 + random(6); left > 0; left--) {
    const at = random(result.length + 1);
    const end = Math.min(result.length, at + random(pick([1, 6, 60])));
    const part = result.slice(at, end);
    const [head, tail] = [result.slice(0, at), result.slice(end)];
    switch (random(7)) {
      case 0:
        result = head + tail;
        break;
      case 1:
        result = `${head} ${pick(PIECES)} ${part}${tail}`;
        break;
      case 2:
        result = head + pick(PIECES) + tail;
        break;
      case 3:
        result = head + part + part + tail;
        break;
      case 4: {
        const other = pick(SEEDS);
        const from = random(other.length);
        result = head + other.slice(from, from + random(120)) + tail;
        break;
      }
      case 5:
        result = head + String.fromCharCode(random(pick([128, 0x10000]))) + tail;
        break;
      default:
        result = head + pick([pick(PIECES), part, `${part}\n`]).repeat(pick([2, 30, random(3000)])) + tail;
    }
    result = result.slice(0, MAX_LENGTH);
  }
  return result;
}

function check(text: string, parsed: WitText): void {
  const problems = new Set(parsed.problems);
  for (const { start, end } of parsed.problems) {
    if (!(start >= 0 && start <= end && end <= text.length && (end > start || text.length === 0)))
      expect.fail(`a problem at ${start}-${end} of ${text.length}`);
  }
  for (const found of parsed.functions) {
    const { nameStart, nameEnd, end, type, problem } = found;
    if (text.slice(nameStart, nameEnd).replace(/^%/, '') !== type.name || end < nameEnd || end > text.length)
      expect.fail(`${type.name} at ${nameStart}-${nameEnd}-${end}`);
    if (problem && !problems.has(problem)) expect.fail(`the problem of ${type.name} is not in the list`);
  }
  const meter = new TypeMeter();
  for (const { type } of parsed.functions.slice(0, 50)) {
    for (const part of [...type.parameters.map((parameter) => parameter.type), ...(type.result ? [type.result] : [])]) {
      const { depth, nodes } = meter.size(part);
      expect(depth <= TypeLimits.depth && nodes <= TypeLimits.nodes).toBe(true);
    }
    unsupportedType(type);
  }
  const good = parsed.functions.filter((found) => !found.problem).slice(0, 20);
  const [first] = good;
  if (first)
    expect(
      findFunction(parsed, first.interface === null ? first.type.name : `${first.interface}#${first.type.name}`),
    ).toBeDefined();
  const functions = [...new Map(good.map((found) => [keyOfName(found.type.name), found.type])).values()];
  const printed = formatWorld([{ interface: null, functions }]);
  const again = parseWit(printed);
  const wrong = again.problems.find(({ severity, code }) => severity === 'error' && code !== 'wit-empty');
  if (wrong) expect.fail(`${wrong.message} at ${wrong.start} of the printed\n${printed}`);
  const whole = functions.filter((type) => !(unsupportedType(type) ?? '').endsWith('the type is too large'));
  if (whole.length === functions.length)
    expect(again.functions.map(({ type }) => type.name)).toEqual(functions.map((type) => type.name));
  functions.forEach((type) => formatFunction(type));
}

it('never throws, never takes long and always places what it finds', { timeout: plan.timeoutMs }, () => {
  forEachCase(plan, ({ random }) => {
    const text = mutate(SEEDS[random(SEEDS.length)]!, random);
    expect(fastestCpuMs(CASE_MS, () => void parseWit(text))).toBeLessThan(CASE_MS);
    check(text, parseWit(text));
  });
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
