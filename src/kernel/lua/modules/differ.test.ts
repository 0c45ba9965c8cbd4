/* eslint-disable no-underscore-dangle -- the names of what the library calls */
import DiffMatchPatch from 'diff-match-patch';
import { expect, test } from 'vitest';
import { spentBy } from '../../../base/testing/spent.ts';
import { Differ, TooMuchWork } from './differ.ts';

/** Always the same letters, of the first few. */
function letters(count: number, kinds: number, seed: number): string {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return 'abcdefgh'[Math.floor(state / 2 ** 16) % kinds];
  }).join('');
}

test('two texts share as long an end and beginning as the library finds', () => {
  const [own, library] = [new Differ(), new DiffMatchPatch()];
  for (let count = 0; count < 300; count++) {
    const [one, other] = [letters(count % 30, 2, count + 1), letters((count * 7) % 40, 2, count + 77)];
    expect(own.diff_commonOverlap_(one, other)).toBe(library.diff_commonOverlap_(one, other));
  }
});

test('what is looked for is where the library finds it, however far that reaches', () => {
  for (let count = 0; count < 300; count++) {
    const options = {
      Match_Distance: [1000, 100, 10, 0, 60_000][count % 5]!,
      Match_Threshold: [0.5, 0.1, 0.9, 1, 0][(count >> 3) % 5]!,
    };
    const [own, library] = [Object.assign(new Differ(), options), Object.assign(new DiffMatchPatch(), options)];
    const [text, pattern] = [letters(700, 3, count + 5), letters(1 + (count % 32), 3, count + 99)];
    const at = (count * 37) % 900;
    expect(own.match_main(text, pattern, at)).toBe(library.match_main(text, pattern, at));
  }
});

test('short texts are charged for what differs in them, squared', () => {
  const differ = new Differ();
  const [one, other] = ['ab'.repeat(250), 'cd'.repeat(250)];
  expect(spentBy(() => differ.diff_main(one, other, false))).toBeGreaterThan(50_000);
  expect(spentBy(() => differ.diff_main(one, `${one}x`, false))).toBeLessThan(100);
});

const edits = (count: number): string =>
  `@@ -1,${count * 9} +1,${count * 9} @@\n${'-q\n+w\n abcdefgh\n'.repeat(count)}`;

test('patches are applied as long as they are not too much work, however few they are', () => {
  const differ = new Differ();
  const apply = (count: number, text: string) => differ.patch_apply(differ.patch_fromText(edits(count)), text);
  expect(apply(200, 'qabcdefgh'.repeat(200))[0]).toBe('wabcdefgh'.repeat(200));
  // Many pieces, and each of them looked for everywhere.
  expect(() => apply(3900, 'qabcdefgh'.repeat(3900))).toThrow(TooMuchWork);
  expect(() => apply(300, letters(40_000, 3, 1))).toThrow(TooMuchWork);
  Object.assign(differ, { Match_Distance: 60_000, Match_Threshold: 1 });
  expect(() => apply(10, letters(40_000, 3, 1))).toThrow(TooMuchWork);
  // What one call used up is there for the next.
  expect(apply(1, 'qabcdefgh')[0]).toBe('wabcdefgh');
});
