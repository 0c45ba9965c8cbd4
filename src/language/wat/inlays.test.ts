import { describe, expect, it } from 'vitest';
import { Assistant } from '../assistant.ts';

/** The text with what is shown beside it in angles. */
function shown(file: string, text: string): string {
  const inlays = new Assistant().answer({ [file]: text }, { topic: 'inlays', file });
  return inlays
    .toReversed()
    .reduce((all, one) => `${all.slice(0, one.offset)}‹${one.text}›${all.slice(one.offset)}`, text);
}

describe('names beside indexes', () => {
  it('are those of locals of the function, functions, globals and types', () => {
    expect(
      shown(
        'm.wat',
        '(module (type $t (func)) (global $g i32 (i32.const 0)) (func $f (param $a i32) (local $b i32) local.get 0 (local.set 1 (global.get 0)) call 0 call 1) (func (param $c i32) local.get 0 (call_ref 0)))',
      ),
    ).toBe(
      '(module (type $t (func)) (global $g i32 (i32.const 0)) (func $f (param $a i32) (local $b i32) local.get 0‹$a› (local.set 1‹$b› (global.get 0‹$g›)) call 0‹$f› call 1) (func (param $c i32) local.get 0‹$c› (call_ref 0‹$t›)))',
    );
  });

  it('are none for numbers that are values, for labels, for what has no name, in strings and comments', () => {
    const text =
      '(module (func $f (param $a i32) (local i32) (block $out (br 0)) i32.const 0 local.get 1 local.get 9 i32.load offset=0 ;; local.get 0\n))';
    expect(shown('m.wat', text)).toBe(text);
    expect(shown('main.lua', 'local a = 0')).toBe('local a = 0');
  });
});
