import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, it } from 'vitest';
import { findSlips } from './wat-slips.ts';
import { isWatWord, presentName, WAT_INSTRUCTIONS } from './wat-words.ts';

const slips = (text: string): string[] =>
  findSlips(text).map(
    ({ offset, length, message, hint, fix }) =>
      `${offset}+${length} ${message}${hint === undefined ? '' : ` (${hint})`} [${fix?.replacement ?? ''}]`,
  );

describe('slips in a text', () => {
  it.each([
    ['i32.mull', '0+8 there is no instruction i32.mull (did you mean "i32.mul"?) [i32.mul]'],
    ['i32.cnst', '0+8 there is no instruction i32.cnst (did you mean "i32.const"?) [i32.const]'],
    ['I32.add', '0+7 there is no instruction I32.add (did you mean "i32.add"?) [i32.add]'],
    ['(moduel)', '1+6 moduel is no word of WebAssembly text (did you mean "module"?) [module]'],
    ['(func $fact (call fact))', '18+4 fact is no word of WebAssembly text (did you mean "$fact"?) [$fact]'],
    ['i32.div', '0+7 there is no instruction i32.div (did you mean "i32.div_s"?) [i32.div_s]'],
    ['i64.lt', '0+6 there is no instruction i64.lt (did you mean "i64.lt_s"?) [i64.lt_s]'],
    ['i32.load8', '0+9 there is no instruction i32.load8 (did you mean "i32.load8_s"?) [i32.load8_s]'],
    ['i32.mod', '0+7 there is no instruction i32.mod (did you mean "i32.rem_s"?) [i32.rem_s]'],
    ['f64.plus', '0+8 there is no instruction f64.plus (did you mean "f64.add"?) [f64.add]'],
    ['(result int)', '8+3 int is no word of WebAssembly text (did you mean "i32"?) [i32]'],
    ['(add)', '1+3 add is no word of WebAssembly text (did you mean "i32.add"?) [i32.add]'],
    ['i32 const 1', '0+9 i32.const is one word (did you mean "i32.const"?) [i32.const]'],
    ['(local get 0)', '1+9 local.get is one word (did you mean "local.get"?) [local.get]'],
    ['# a word of explanation\n(func)', '0+1 # begins no comment (comments begin with ;;) [;;]'],
    ['nop // a word of explanation\nnop', '4+2 // begins no comment (comments begin with ;;) [;;]'],
    ['supercalifragilistic', '0+20 supercalifragilistic is no word of WebAssembly text []'],
    ['anyfunc', '0+7 anyfunc is called funcref now [funcref]'],
    ['set_local', '0+9 set_local is called local.set now [local.set]'],
    ['i32.wrap/i64', '0+12 i32.wrap/i64 is called i32.wrap_i64 now [i32.wrap_i64]'],
  ])('%s is told', (text, found) => {
    expect(slips(text)).toEqual([found]);
  });

  it.each([
    ['(i32.add local.get 0 (local.get 1))', '9+9 local.get needs parentheses of its own inside of (i32.add …) []'],
    ['(call $put i32.const 64 (local.get 0))', '11+9 i32.const needs parentheses of its own inside of (call …) []'],
  ])('%s is no folded instruction', (text, found) => {
    expect(slips(text)).toEqual([found]);
  });

  it('are not what blocks have in them', () => {
    expect(
      slips(
        '(block $b (result i32) i32.const 1) (if (i32.const 1) (then nop) (else nop)) (try_table (catch_all 0) nop) i32.const 1 i32.add (ref.null struct)',
      ),
    ).toEqual([]);
  });

  it('are each marked once, in order', () => {
    expect(findSlips('(module (func get_local 0 i32.ad drp))').map(({ offset }) => offset)).toEqual([14, 26, 33]);
  });

  it('are not looked for in comments, strings, names, numbers and annotations', () => {
    expect(
      slips(
        '(module ;; foo\n (; bar ;) "baz" $qux 0xg +inf nan:canonical nan:0x1 offset=0x1f align=4 (@anno quux (corge)))',
      ),
    ).toEqual([]);
  });
});

describe('old names', () => {
  it.each([
    ['get_global', 'global.get'],
    ['tee_local', 'local.tee'],
    ['current_memory', 'memory.size'],
    ['grow_memory', 'memory.grow'],
    ['i32.trunc_s/f32', 'i32.trunc_f32_s'],
    ['i64.trunc_u/f64', 'i64.trunc_f64_u'],
    ['i32.trunc_s:sat/f64', 'i32.trunc_sat_f64_s'],
    ['i64.extend_u/i32', 'i64.extend_i32_u'],
    ['f32.convert_s/i64', 'f32.convert_i64_s'],
    ['f32.demote/f64', 'f32.demote_f64'],
    ['f64.promote/f32', 'f64.promote_f32'],
    ['i64.reinterpret/f64', 'i64.reinterpret_f64'],
    ['i32.atomic.rmw8_u.add', 'i32.atomic.rmw8.add_u'],
    ['i64.atomic.rmw32_u.cmpxchg', 'i64.atomic.rmw32.cmpxchg_u'],
    ['atomic.notify', 'memory.atomic.notify'],
    ['i64.atomic.wait', 'memory.atomic.wait64'],
    ['i32x4.trunc_s/f32x4:sat', 'i32x4.trunc_sat_f32x4_s'],
    ['f32x4.convert_u/i32x4', 'f32x4.convert_i32x4_u'],
    ['i8x16.add_saturate_u', 'i8x16.add_sat_u'],
    ['i16x8.widen_high_i8x16_s', 'i16x8.extend_high_i8x16_s'],
    ['i16x8.load8x8_u', 'v128.load8x8_u'],
    ['struct.new_canon_default', 'struct.new_default'],
    ['except_ref', 'exnref'],
  ])('%s is called %s', (old, now) => {
    expect(presentName(old)).toBe(now);
    expect(isWatWord(now)).toBe(true);
    expect(isWatWord(old)).toBe(false);
  });

  it('are only those', () => {
    for (const word of ['foo/bar', 'i32.foo/i64', 'add_saturate_s', 'i32.add', 'constructor'])
      expect(presentName(word)).toBeNull();
  });
});

describe('the table of instructions', () => {
  it('has only what the tools know', async () => {
    const unknown: string[] = [];
    for (const word of WAT_INSTRUCTIONS) {
      const report = await parse(`(module (func ${word}))`).then(
        () => '',
        (error: unknown) => String((error as { readonly payload?: unknown }).payload),
      );
      if (report.includes('unknown operator') && /offset: 14\b/.test(report)) unknown.push(word);
    }
    // Words that begin a part of an instruction.
    expect(unknown).toEqual(['then', 'do', 'catch_ref', 'catch_all_ref']);
  });
});
