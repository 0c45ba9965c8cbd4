import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fastestCpuMs, forEachCase, planFuzz, type RandomBelow } from '../base/testing/fuzz.ts';
import { createVm } from '../kernel/lua/vm/vm.ts';
import { luaFacts, parseLua, stripTypes } from './index.ts';
import { luaTextsIn, outline } from './testing/corpus.ts';

const plan = planFuzz({ cases: 375 });
/** Far above what any text of this size takes of a processor, far below what a hang would. */
const CASE_MS = 2_000;
const VM_ONLY =
  /jumps into the scope of local|too many|overflow|control structure too long|levels|attempt to load a binary chunk/;

const PIECES = [
  ...'local function end if then else elseif while do for in repeat until return break goto nil true not and or'.split(
    ' ',
  ),
  ...'fun interface as asserts readonly is typeof keyof extends type string number T x y f'.split(' '),
  ...'+ - * / // % ^ # & ~ | << >> == ~= <= >= < > = ( ) { } [ ] :: ; : , . .. ... ! ? -> @ @min(0) <T> : T?'.split(
    ' ',
  ),
  ...[
    '"a"',
    "'",
    '"',
    '[[',
    ']]',
    '[==[',
    '--',
    '--[[',
    '\n',
    '\r\n',
    '\r',
    '\\',
    '0x1p4',
    '1e5',
    '3a',
    '\u{1F600}',
    'é',
    '\0',
    ': {x: T, y?: U}',
    '(A) -> B',
    ' as T',
    ' :: T',
    '::a::',
  ],
];

const TYPED = [
  'type Box<T> = {v: T, n?: number @min(0)} | "none" | (A, b: B) -> (C, D)',
  'local function f<T: Bound>(a: T, b: U?, ...: V): (R1, {[string]: R2}) return a as T, (b!).c :: D end',
  'interface Shape: Base\n  function area(self: Shape): number\nend',
  'local x: readonly {T}, y: typeof(a.b), z: keyof T = 1, 2 as T\n(f)(x!)',
  'function m.n:o(p: T[]): asserts p is T["k"] for i: T = 1, 2 do goto c ::c:: end end',
];

test('mutated programs never throw or hang, and what is accepted compiles', { timeout: plan.timeoutMs }, () => {
  const corpus = [
    ...luaTextsIn(fileURLToPath(new URL('../examples', import.meta.url))),
    ...luaTextsIn(fileURLToPath(new URL('..', import.meta.url))),
    ...TYPED,
    ...TYPED.map((text, index) => `${text}\n${TYPED[(index + 1) % TYPED.length]}`),
  ];
  const vm = createVm({ now: () => 0 });
  let environment = vm.createEnvironment('fuzz');
  let accepted = 0;
  let count = 0;
  forEachCase(plan, ({ random }) => {
    const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
    const text = mutate(random(3) === 0 ? pick(TYPED) : pick(corpus), random, pick, corpus);
    let stripped: ReturnType<typeof stripTypes> = { text: '', errors: [], shapes: new Map() };
    const tookMs = fastestCpuMs(CASE_MS, () => {
      stripped = stripTypes(text);
      luaFacts(text);
    });
    expect(tookMs, text).toBeLessThan(CASE_MS);
    const { text: plain, errors } = stripped;
    expect(plain, text).toHaveLength(text.length);
    expect(
      errors.every(
        ({ line, column, start, end }) => line >= 1 && column >= 1 && start >= 0 && end >= start && end <= text.length,
      ),
      text,
    ).toBe(true);
    const loaded = environment.load(plain, 'x');
    if (errors.length === 0) {
      accepted++;
      expect(
        loaded.ok || VM_ONLY.test(loaded.error.message)
          ? ''
          : `${loaded.error.message}\n${text}\n--- stripped\n${plain}`,
      ).toBe('');
      expect(outline(parseLua(plain).chunk), text).toBe(outline(parseLua(text).chunk));
    } else if (
      environment.load(text, 'x').ok &&
      !/\b(?:fun|interface|as|asserts|readonly|is|typeof|keyof|extends)\b/.test(text)
    )
      expect(`refused: ${errors[0]?.message}\n${text}`).toBe('');
    if (++count % 500 === 0) {
      environment.release();
      environment = vm.createEnvironment('fuzz');
    }
  });
  console.info(`${count} programs, ${accepted} accepted`);
  expect(count).toBeGreaterThan(0);
});

function mutate(
  source: string,
  random: RandomBelow,
  pick: <T>(list: readonly T[]) => T,
  corpus: readonly string[],
): string {
  let text = source;
  for (let round = random(2) === 0 ? 0 : random(6); round >= 0; round--) {
    const at = random(text.length + 1);
    const to = Math.min(text.length, at + random(20));
    switch (random(7)) {
      case 0:
        text = text.slice(0, at) + text.slice(to);
        break;
      case 1:
        text = text.slice(0, to) + text.slice(at);
        break;
      case 2: {
        const other = pick(corpus);
        const from = random(other.length + 1);
        text = text.slice(0, at) + other.slice(from, from + random(60)) + text.slice(at);
        break;
      }
      case 3: {
        // A whole token away, or another in its place.
        const words = [...text.matchAll(/\w+|[^\w\s]/g)];
        if (words.length === 0) break;
        const word = pick(words);
        text =
          text.slice(0, word.index) + (random(2) ? ` ${pick(PIECES)} ` : '') + text.slice(word.index + word[0].length);
        break;
      }
      default:
        text = `${text.slice(0, at)} ${pick(PIECES)} ${text.slice(at)}`;
    }
  }
  return text;
}
