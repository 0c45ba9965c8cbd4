/** Every word of WebAssembly Text, and what words of older drafts are called now. */
import { ownValue } from '../base/own.ts';

/** Instructions by what stands before their first dot: all that the tools read, proposals included. */
const INSTRUCTIONS: Readonly<Record<string, string>> = {
  local: 'get set tee',
  global: `get set atomic.get atomic.set atomic.rmw.add atomic.rmw.sub atomic.rmw.and atomic.rmw.or atomic.rmw.xor
    atomic.rmw.xchg atomic.rmw.cmpxchg`,
  table: 'get set init copy fill size grow atomic.get atomic.set atomic.rmw.xchg atomic.rmw.cmpxchg',
  i32: `load load8_s load8_u load16_s load16_u store store8 store16 const clz ctz popcnt add sub mul div_s div_u rem_s rem_u
    and or xor shl shr_s shr_u rotl rotr eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u wrap_i64 trunc_f32_s
    trunc_f32_u trunc_f64_s trunc_f64_u reinterpret_f32 trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u
    extend8_s extend16_s atomic.load atomic.load8_u atomic.load16_u atomic.store atomic.store8 atomic.store16
    atomic.rmw.add atomic.rmw8.add_u atomic.rmw16.add_u atomic.rmw.sub atomic.rmw8.sub_u atomic.rmw16.sub_u atomic.rmw.and
    atomic.rmw8.and_u atomic.rmw16.and_u atomic.rmw.or atomic.rmw8.or_u atomic.rmw16.or_u atomic.rmw.xor atomic.rmw8.xor_u
    atomic.rmw16.xor_u atomic.rmw.xchg atomic.rmw8.xchg_u atomic.rmw16.xchg_u atomic.rmw.cmpxchg atomic.rmw8.cmpxchg_u
    atomic.rmw16.cmpxchg_u`,
  i64: `load load8_s load8_u load16_s load16_u load32_s load32_u store store8 store16 store32 const clz ctz popcnt add sub mul
    div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
    extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u reinterpret_f64 trunc_sat_f32_s
    trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u extend8_s extend16_s extend32_s atomic.load atomic.load8_u
    atomic.load16_u atomic.load32_u atomic.store atomic.store8 atomic.store16 atomic.store32 atomic.rmw.add
    atomic.rmw8.add_u atomic.rmw16.add_u atomic.rmw32.add_u atomic.rmw.sub atomic.rmw8.sub_u atomic.rmw16.sub_u
    atomic.rmw32.sub_u atomic.rmw.and atomic.rmw8.and_u atomic.rmw16.and_u atomic.rmw32.and_u atomic.rmw.or
    atomic.rmw8.or_u atomic.rmw16.or_u atomic.rmw32.or_u atomic.rmw.xor atomic.rmw8.xor_u atomic.rmw16.xor_u
    atomic.rmw32.xor_u atomic.rmw.xchg atomic.rmw8.xchg_u atomic.rmw16.xchg_u atomic.rmw32.xchg_u atomic.rmw.cmpxchg
    atomic.rmw8.cmpxchg_u atomic.rmw16.cmpxchg_u atomic.rmw32.cmpxchg_u add128 sub128 mul_wide_s mul_wide_u`,
  f32: `load store const abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign eq ne lt gt le ge
    convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64 reinterpret_i32`,
  f64: `load store const abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign eq ne lt gt le ge
    convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32 reinterpret_i64`,
  memory: 'size grow init copy fill discard atomic.notify atomic.wait32 atomic.wait64',
  data: 'drop',
  elem: 'drop',
  ref: 'null is_null func as_non_null eq i31 test cast i31_shared get_desc cast_desc_eq',
  struct: `new new_default get get_s get_u set atomic.get atomic.get_s atomic.get_u atomic.set atomic.rmw.add atomic.rmw.sub
    atomic.rmw.and atomic.rmw.or atomic.rmw.xor atomic.rmw.xchg atomic.rmw.cmpxchg new_desc new_default_desc`,
  array: `new new_default new_fixed new_data new_elem get get_s get_u set len fill copy init_data init_elem atomic.get
    atomic.get_s atomic.get_u atomic.set atomic.rmw.add atomic.rmw.sub atomic.rmw.and atomic.rmw.or atomic.rmw.xor
    atomic.rmw.xchg atomic.rmw.cmpxchg`,
  i31: 'get_s get_u',
  any: 'convert_extern',
  extern: 'convert_any',
  atomic: 'fence',
  v128: `load load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u load8_splat load16_splat load32_splat
    load64_splat load32_zero load64_zero store load8_lane load16_lane load32_lane load64_lane store8_lane store16_lane
    store32_lane store64_lane const not and andnot or xor bitselect any_true`,
  i8x16: `shuffle extract_lane_s extract_lane_u replace_lane swizzle splat eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u abs neg
    popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u
    min_s min_u max_s max_u avgr_u relaxed_swizzle relaxed_laneselect`,
  i16x8: `extract_lane_s extract_lane_u replace_lane splat eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u extadd_pairwise_i8x16_s
    extadd_pairwise_i8x16_u abs neg q15mulr_sat_s all_true bitmask narrow_i32x4_s narrow_i32x4_u extend_low_i8x16_s
    extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s
    sub_sat_u mul min_s min_u max_s max_u avgr_u extmul_low_i8x16_s extmul_high_i8x16_s extmul_low_i8x16_u
    extmul_high_i8x16_u relaxed_laneselect relaxed_q15mulr_s relaxed_dot_i8x16_i7x16_s`,
  i32x4: `extract_lane replace_lane splat eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u extadd_pairwise_i16x8_s
    extadd_pairwise_i16x8_u abs neg all_true bitmask extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u
    extend_high_i16x8_u shl shr_s shr_u add sub mul min_s min_u max_s max_u dot_i16x8_s extmul_low_i16x8_s
    extmul_high_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_u trunc_sat_f32x4_s trunc_sat_f32x4_u trunc_sat_f64x2_s_zero
    trunc_sat_f64x2_u_zero relaxed_trunc_f32x4_s relaxed_trunc_f32x4_u relaxed_trunc_f64x2_s_zero
    relaxed_trunc_f64x2_u_zero relaxed_laneselect relaxed_dot_i8x16_i7x16_add_s`,
  i64x2: `extract_lane replace_lane splat eq ne lt_s gt_s le_s ge_s abs neg all_true bitmask extend_low_i32x4_s
    extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u shl shr_s shr_u add sub mul extmul_low_i32x4_s
    extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u relaxed_laneselect`,
  f32x4: `extract_lane replace_lane splat eq ne lt gt le ge ceil floor trunc nearest abs neg sqrt add sub mul div min max pmin
    pmax convert_i32x4_s convert_i32x4_u demote_f64x2_zero relaxed_madd relaxed_nmadd relaxed_min relaxed_max`,
  f64x2: `extract_lane replace_lane splat eq ne lt gt le ge ceil floor trunc nearest abs neg sqrt add sub mul div min max pmin
    pmax convert_low_i32x4_s convert_low_i32x4_u promote_low_f32x4 relaxed_madd relaxed_nmadd relaxed_min relaxed_max`,
  cont: 'new bind',
};

/** Instructions without a dot. */
const PLAIN = `unreachable nop br br_if br_table return call call_indirect return_call return_call_indirect call_ref return_call_ref
  drop select br_on_null br_on_non_null br_on_cast br_on_cast_fail br_on_cast_desc_eq br_on_cast_desc_eq_fail
  block loop if then else end try do catch catch_all delegate rethrow throw throw_ref try_table catch_ref catch_all_ref
  suspend resume resume_throw resume_throw_ref switch`;

/** Of these, what has instructions in it that are no operands, and the parts of it. */
const BODIED: ReadonlySet<string> = new Set(
  'block loop if then else end try do catch catch_all delegate try_table catch_ref catch_all_ref'.split(' '),
);

/** Fields, types and their parts. */
const OTHERS = `module binary quote definition instance func param result local type rec sub final import export memory data table elem
  item offset global mut tag start declare shared struct array field cont descriptor describes exact pagesize on
  i8 i16 i32 i64 f32 f64 v128 i8x16 i16x8 i32x4 i64x2 f32x4 f64x2 ref null
  any eq i31 none func nofunc extern noextern exn noexn nocont
  funcref externref exnref contref anyref eqref structref arrayref i31ref nullfuncref nullexternref nullexnref nullcontref nullref
  nan inf seq_cst acq_rel`;

const split = (text: string): string[] => text.trim().split(/\s+/);

export const WAT_INSTRUCTIONS: ReadonlySet<string> = new Set([
  ...Object.entries(INSTRUCTIONS).flatMap(([prefix, names]) => split(names).map((name) => `${prefix}.${name}`)),
  ...split(PLAIN),
]);

const WORDS: ReadonlySet<string> = new Set([...WAT_INSTRUCTIONS, ...split(OTHERS)]);

/** Whether some text may have this word outside of annotations. */
export function isWatWord(word: string): boolean {
  return WORDS.has(word) || /^(?:align=|offset=|nan:)/.test(word);
}

/** An instruction that, folded, has operands and no body. */
export function isPlainInstruction(word: string): boolean {
  return WAT_INSTRUCTIONS.has(word) && !BODIED.has(word);
}

export function isInstruction(word: string): boolean {
  return WAT_INSTRUCTIONS.has(word);
}

/** Words that may have been meant: of an instruction of a type, those of that type. What a heap type is called nobody means by accident. */
export function likeWords(word: string): Iterable<string> {
  const dot = word.indexOf('.');
  const prefix = word.slice(0, dot).toLowerCase();
  if (dot < 0) return COMMON;
  const names = ownValue(INSTRUCTIONS, prefix);
  return names === undefined ? WORDS : split(names).map((name) => `${prefix}.${name}`);
}

const RARE: ReadonlySet<string> = new Set(
  'any eq i31 none nofunc extern noextern exn noexn cont nocont nan inf on'.split(' '),
);
const COMMON: readonly string[] = [...WORDS].filter((word) => !RARE.has(word));

/** Operators and types under the names that other languages have for them. */
const FOREIGN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mod: 'rem',
    plus: 'add',
    minus: 'sub',
    times: 'mul',
    int: 'i32',
    bool: 'i32',
    long: 'i64',
    float: 'f32',
    double: 'f64',
    fn: 'func',
    function: 'func',
    returns: 'result',
  }),
);

/** What is called otherwise here, has a sign that was left out, or a type; null for what is known nowhere. */
export function foreignName(word: string): string | null {
  const dot = word.lastIndexOf('.');
  const name = FOREIGN.get(word.slice(dot + 1)) ?? word.slice(dot + 1);
  const typed = dot < 0 ? [name, `i32.${name}`, `local.${name}`] : [word.slice(0, dot + 1) + name];
  return typed.flatMap((one) => [one, `${one}_s`]).find((one) => one !== word && isWatWord(one)) ?? null;
}

/** Renamed, and by no rule. */
const RENAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    anyfunc: 'funcref',
    exceptref: 'exnref',
    except_ref: 'exnref',
    event: 'tag',
    get_local: 'local.get',
    set_local: 'local.set',
    tee_local: 'local.tee',
    get_global: 'global.get',
    set_global: 'global.set',
    current_memory: 'memory.size',
    grow_memory: 'memory.grow',
    'memory.drop': 'data.drop',
    'table.drop': 'elem.drop',
    wake: 'memory.atomic.notify',
    'atomic.wake': 'memory.atomic.notify',
    'atomic.notify': 'memory.atomic.notify',
    'i32.wait': 'memory.atomic.wait32',
    'i64.wait': 'memory.atomic.wait64',
    'i32.atomic.wait': 'memory.atomic.wait32',
    'i64.atomic.wait': 'memory.atomic.wait64',
    'i31.new': 'ref.i31',
    'ref.as_i31': 'ref.cast',
    'ref.as_func': 'ref.cast',
    'ref.as_data': 'ref.cast',
    'ref.is_i31': 'ref.test',
    'ref.is_func': 'ref.test',
    'ref.is_data': 'ref.test',
    'ref.cast_static': 'ref.cast',
    'ref.test_static': 'ref.test',
    br_on_cast_static: 'br_on_cast',
    br_on_cast_static_fail: 'br_on_cast_fail',
    'struct.new_with_rtt': 'struct.new',
    'struct.new_default_with_rtt': 'struct.new_default',
    'array.new_with_rtt': 'array.new',
    'array.new_default_with_rtt': 'array.new_default',
    'array.init': 'array.new_fixed',
    'array.init_static': 'array.new_fixed',
    'array.new_canon_fixed': 'array.new_fixed',
    'extern.externalize': 'extern.convert_any',
    'extern.internalize': 'any.convert_extern',
    'i8x16.any_true': 'v128.any_true',
    'i16x8.any_true': 'v128.any_true',
    'i32x4.any_true': 'v128.any_true',
    'i64x2.any_true': 'v128.any_true',
    'v8x16.shuffle': 'i8x16.shuffle',
    'v8x16.swizzle': 'i8x16.swizzle',
    'v8x16.load_splat': 'v128.load8_splat',
    'v16x8.load_splat': 'v128.load16_splat',
    'v32x4.load_splat': 'v128.load32_splat',
    'v64x2.load_splat': 'v128.load64_splat',
    'f32x4.qfma': 'f32x4.relaxed_madd',
    'f32x4.qfms': 'f32x4.relaxed_nmadd',
    'f64x2.qfma': 'f64x2.relaxed_madd',
    'f64x2.qfms': 'f64x2.relaxed_nmadd',
    'f32x4.relaxed_fma': 'f32x4.relaxed_madd',
    'f32x4.relaxed_fms': 'f32x4.relaxed_nmadd',
    'f64x2.relaxed_fma': 'f64x2.relaxed_madd',
    'f64x2.relaxed_fms': 'f64x2.relaxed_nmadd',
  }),
);

/** Renamed by a rule; a result counts only if it is an instruction. */
const RULES: readonly (readonly [old: RegExp, now: string])[] = [
  // i32.trunc_s:sat/f32, i32x4.trunc_s/f32x4:sat
  [/^(\w+)\.trunc_([su]):sat\/(\w+)$/, '$1.trunc_sat_$3_$2'],
  [/^(\w+)\.trunc_([su])\/(\w+):sat$/, '$1.trunc_sat_$3_$2'],
  // i64.extend_s/i32, f32.convert_u/i64
  [/^(\w+)\.(\w+)_([su])\/(\w+)$/, '$1.$2_$4_$3'],
  // i32.wrap/i64, f32.demote/f64
  [/^(\w+)\.(\w+)\/(\w+)$/, '$1.$2_$3'],
  // i8x16.add_saturate_s
  [/^(\w+)\.(add|sub)_saturate_([su])$/, '$1.$2_sat_$3'],
  [/^(\w+)\.widen_(\w+)$/, '$1.extend_$2'],
  // i16x8.load8x8_s
  [/^i\d+x\d+\.(load\d+x\d+_[su])$/, 'v128.$1'],
  [/^(i32\.atomic\.rmw\d*)_u\.(\w+)$/, '$1.$2_u'],
  [/^(i64\.atomic\.rmw\d*)_u\.(\w+)$/, '$1.$2_u'],
  [/^(struct|array)\.new_canon(\w*)$/, '$1.new$2'],
];

/** What a word of an older draft is called now; null for words that were none. */
export function presentName(word: string): string | null {
  const renamed = RENAMED.get(word);
  if (renamed !== undefined) return renamed;
  for (const [old, now] of RULES) {
    const name = word.replace(old, now);
    if (name !== word && WAT_INSTRUCTIONS.has(name)) return name;
  }
  return null;
}
