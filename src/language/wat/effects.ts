/** What instructions take from the stack and leave on it, and a line about each: derived from how they are named. */
import { isInstruction, WAT_INSTRUCTIONS } from '../../toolchain/wat-words.ts';

export interface Effect {
  readonly takes: readonly string[];
  readonly gives: readonly string[];
}

export interface Instruction {
  readonly name: string;
  /** Null where it depends on what is named with it. */
  readonly effect: Effect | null;
  readonly doc: string;
  /** What is written behind it, such as `$name` or `offset=… align=…`. */
  readonly immediates: string;
}

const INTEGER_SIGNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    s: ' The operands count as signed.',
    u: ' The operands count as unsigned.',
  }),
);

/** By name without type and sign. */
const DOCS: Readonly<Record<string, string>> = {
  const: 'A constant.',
  clz: 'How many zero bits stand in front of the highest one.',
  ctz: 'How many zero bits stand behind the lowest one.',
  popcnt: 'How many bits are one.',
  add: 'The sum.',
  sub: 'The first operand minus the second.',
  mul: 'The product.',
  div: 'The first operand divided by the second.',
  rem: 'What is left of the first operand when it is divided by the second.',
  and: 'The bits that are set in both.',
  or: 'The bits that are set in one or both.',
  xor: 'The bits that are set in one of both only.',
  shl: 'The first operand shifted left by the second, counted modulo the number of bits.',
  shr: 'The first operand shifted right by the second.',
  rotl: 'The bits moved left in a circle.',
  rotr: 'The bits moved right in a circle.',
  eqz: '1 for zero, else 0.',
  eq: '1 if both are equal, else 0.',
  ne: '1 if they differ, else 0.',
  lt: '1 if the first is less than the second, else 0.',
  gt: '1 if the first is greater than the second, else 0.',
  le: '1 if the first is at most the second, else 0.',
  ge: '1 if the first is at least the second, else 0.',
  abs: 'The value without its sign.',
  neg: 'The value with the other sign.',
  ceil: 'Rounded up to a whole number.',
  floor: 'Rounded down to a whole number.',
  trunc: 'Rounded toward zero.',
  nearest: 'Rounded to the nearest whole number, halves to the even one.',
  sqrt: 'The square root.',
  min: 'The lesser of both; NaN if one of them is.',
  max: 'The greater of both; NaN if one of them is.',
  copysign: 'The first operand with the sign of the second.',
  load: 'Reads from memory at an address.',
  store: 'Writes to memory: the address first, then the value.',
  wrap: 'The lower 32 bits.',
  extend: 'The same number with more bits.',
  trunc_sat: 'The whole number, toward zero; what does not fit becomes the nearest that does, and NaN becomes 0.',
  convert: 'The whole number as a floating-point number.',
  demote: 'The nearest number of 32 bits.',
  promote: 'The same number with 64 bits.',
  reinterpret: 'The same bits read as another type.',
  splat: 'A vector whose lanes are all this value.',
  extract_lane: 'One lane of the vector.',
  replace_lane: 'The vector with another value in one lane.',
};

/** Those that follow no rule: takes, gives, doc, immediates. A `null` effect depends on what is named. */
type Row = readonly [effect: string | null, doc: string, immediates?: string];

const SINGLE: Readonly<Record<string, Row>> = {
  unreachable: ['->', 'Traps. What follows is never reached.'],
  nop: ['->', 'Does nothing.'],
  drop: [null, 'Takes a value and forgets it.'],
  select: [null, 'Takes two values and a condition; leaves the first if the condition is not 0, else the second.'],
  block: [null, 'A block: `br` to its label goes on behind its end.', '$label'],
  loop: [null, 'A loop: `br` to its label goes back to its start; without one it ends at its end.', '$label'],
  if: [null, 'Takes a condition; runs its first part if it is not 0, else the part behind `else`.', '$label'],
  else: ['->', 'What runs if the condition is 0.'],
  end: ['->', 'Ends a block, loop or if.'],
  br: [null, 'Goes to a label.', '$label'],
  br_if: ['i32 ->', 'Takes a condition and goes to a label if it is not 0.', '$label'],
  br_table: [
    'i32 ->',
    'Takes an index and goes to that one of the labels; beyond them to the last.',
    '$label $default',
  ],
  return: [null, 'Ends the function with the values on the stack.'],
  call: [null, 'Calls a function: its parameters are taken, its results left.', '$function'],
  call_indirect: [null, 'Calls the function that stands in a table at the index on top of the stack.', '(type $type)'],
  return_call: [null, 'Ends the function with the results of another one, whose call takes its place.', '$function'],
  'local.get': [null, 'The value of a local or parameter.', '$local'],
  'local.set': [null, 'Takes a value and puts it into a local.', '$local'],
  'local.tee': [null, 'Puts the value on top into a local and leaves it there.', '$local'],
  'global.get': [null, 'The value of a global.', '$global'],
  'global.set': [null, 'Takes a value and puts it into a global.', '$global'],
  'memory.size': ['-> i32', 'How many pages of 64 KiB the memory has.'],
  'memory.grow': ['i32 -> i32', 'Adds so many pages of 64 KiB; gives how many there were, or -1 where that fails.'],
  'memory.fill': ['i32 i32 i32 ->', 'Fills memory: address, byte, length.'],
  'memory.copy': ['i32 i32 i32 ->', 'Copies memory: to, from, length.'],
  'memory.discard': ['i32 i32 ->', 'Gives pages back, which read as zero from then on: address, length.'],
  'memory.init': ['i32 i32 i32 ->', 'Copies from a data segment: to, from, length.', '$data'],
  'data.drop': ['->', 'Gives a data segment up.', '$data'],
  'elem.drop': ['->', 'Gives an element segment up.', '$elem'],
  'table.get': ['i32 -> ref', 'The reference at an index of a table.', '$table'],
  'table.set': ['i32 ref ->', 'Puts a reference into a table: index, reference.', '$table'],
  'table.size': ['-> i32', 'How many elements a table has.', '$table'],
  'table.grow': ['ref i32 -> i32', 'Adds so many elements; gives how many there were, or -1.', '$table'],
  'table.fill': ['i32 ref i32 ->', 'Fills a table: index, reference, length.', '$table'],
  'table.copy': ['i32 i32 i32 ->', 'Copies elements: to, from, length.', '$table'],
  'table.init': ['i32 i32 i32 ->', 'Copies from an element segment: to, from, length.', '$elem'],
  'ref.null': ['-> ref', 'No reference.', 'func'],
  'ref.is_null': ['ref -> i32', '1 for no reference, else 0.'],
  'ref.func': ['-> funcref', 'A reference to a function.', '$function'],
  'ref.eq': ['ref ref -> i32', '1 if both are the same, else 0.'],
  'v128.bitselect': ['v128 v128 v128 -> v128', 'Bits of the first where the third has a one, else of the second.'],
  'v128.any_true': ['v128 -> i32', '1 if a bit is set, else 0.'],
  'v128.not': ['v128 -> v128', 'Every bit the other way.'],
  'v128.andnot': ['v128 v128 -> v128', 'The bits of the first that the second has not.'],
  'i8x16.shuffle': [
    'v128 v128 -> v128',
    'Bytes of both, chosen by 16 numbers.',
    '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15',
  ],
  'i8x16.swizzle': ['v128 v128 -> v128', 'Bytes of the first, chosen by the second.'],
  'memory.atomic.notify': ['i32 i32 -> i32', 'Wakes so many that wait at an address; gives how many.'],
  'memory.atomic.wait32': [
    'i32 i32 i64 -> i32',
    'Waits at an address while it holds a value: address, value, nanoseconds.',
  ],
  'memory.atomic.wait64': [
    'i32 i64 i64 -> i32',
    'Waits at an address while it holds a value: address, value, nanoseconds.',
  ],
  'atomic.fence': ['->', 'Orders accesses to shared memory.'],
  throw: [null, 'Throws an exception.', '$tag'],
  try_table: [null, 'A block whose exceptions go to labels.', '$label'],
};

const THEN: Row = ['->', 'What runs if the condition is not 0.'];

const NUMBERS: ReadonlySet<string> = new Set(['i32', 'i64', 'f32', 'f64']);
const LANES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    i8x16: 'i32',
    i16x8: 'i32',
    i32x4: 'i32',
    i64x2: 'i64',
    f32x4: 'f32',
    f64x2: 'f64',
  }),
);
const UNARY = /^(?:clz|ctz|popcnt|abs|neg|ceil|floor|trunc|nearest|sqrt|extend(?:8|16|32)_s)$/;
const COMPARING = /^(?:eq|ne|lt|gt|le|ge)(?:_[su])?$/;
const CONVERTING = /_(i32|i64|f32|f64)(?:_[su])?$/;

const known = new Map<string, Instruction | null>();

/** Null for what is no instruction. */
export function instruction(name: string): Instruction | null {
  let found = known.get(name);
  if (found === undefined) known.set(name, (found = isInstruction(name) ? describe(name) : null));
  return found;
}

/** All of them; common ones first. */
export function allInstructions(): readonly Instruction[] {
  return [...WAT_INSTRUCTIONS].flatMap((name) => instruction(name) ?? []);
}

export function formatEffect({ takes, gives }: Effect): string {
  return `[${takes.join(' ')}] → [${gives.join(' ')}]`;
}

function describe(name: string): Instruction {
  // An object with a key of that name would be taken for a promise.
  const single = name === 'then' ? THEN : Object.hasOwn(SINGLE, name) ? SINGLE[name] : undefined;
  if (single) {
    const [effect, doc, immediates = ''] = single;
    return { name, effect: effect === null ? null : parseEffect(effect), doc, immediates };
  }
  const dot = name.indexOf('.');
  const [type, operation] = [name.slice(0, dot), name.slice(dot + 1)];
  const effect = NUMBERS.has(type)
    ? numberEffect(type, operation)
    : type === 'v128' || LANES.has(type)
      ? vectorEffect(type, operation)
      : null;
  return { name, effect, doc: docOf(type, operation), immediates: immediatesOf(operation) };
}

function parseEffect(text: string): Effect {
  const [takes = '', gives = ''] = text.split('->');
  const words = (part: string): string[] => part.split(' ').filter((word) => word !== '');
  return { takes: words(takes), gives: words(gives) };
}

function numberEffect(type: string, operation: string): Effect | null {
  const effect = (takes: readonly string[], ...gives: string[]): Effect => ({ takes, gives });
  if (operation.startsWith('atomic.')) return atomicEffect(type, operation.slice('atomic.'.length));
  if (operation === 'const') return effect([], type);
  if (operation.startsWith('load')) return effect(['i32'], type);
  if (operation.startsWith('store')) return effect(['i32', type]);
  if (operation === 'eqz') return effect([type], 'i32');
  if (COMPARING.test(operation)) return effect([type, type], 'i32');
  if (UNARY.test(operation)) return effect([type], type);
  const from = CONVERTING.exec(operation)?.[1];
  if (from) return effect([from], type);
  if (/^(?:add|sub)128$/.test(operation)) return effect(['i64', 'i64', 'i64', 'i64'], 'i64', 'i64');
  if (operation.startsWith('mul_wide')) return effect(['i64', 'i64'], 'i64', 'i64');
  return effect([type, type], type);
}

function atomicEffect(type: string, operation: string): Effect {
  if (operation.startsWith('load')) return { takes: ['i32'], gives: [type] };
  if (operation.startsWith('store')) return { takes: ['i32', type], gives: [] };
  return { takes: operation.includes('cmpxchg') ? ['i32', type, type] : ['i32', type], gives: [type] };
}

function vectorEffect(type: string, operation: string): Effect | null {
  const lane = LANES.get(type) ?? 'i32';
  const effect = (takes: readonly string[], ...gives: string[]): Effect => ({ takes, gives });
  if (operation === 'const') return effect([], 'v128');
  if (operation.endsWith('_lane') && operation.startsWith('load')) return effect(['i32', 'v128'], 'v128');
  if (operation.startsWith('load')) return effect(['i32'], 'v128');
  if (operation.startsWith('store')) return effect(['i32', 'v128']);
  if (operation === 'splat') return effect([lane], 'v128');
  if (operation.startsWith('extract_lane')) return effect(['v128'], lane);
  if (operation === 'replace_lane') return effect(['v128', lane], 'v128');
  if (/^(?:all_true|bitmask)$/.test(operation)) return effect(['v128'], 'i32');
  if (/^sh[lr]/.test(operation)) return effect(['v128', 'i32'], 'v128');
  if (/relaxed_(?:n?madd|laneselect)|dot_i8x16_i7x16_add/.test(operation))
    return effect(['v128', 'v128', 'v128'], 'v128');
  if (
    /^(?:abs|neg|popcnt|ceil|floor|trunc|nearest|sqrt)$|^(?:extend|extadd|trunc_sat|convert|demote|promote|relaxed_trunc)/.test(
      operation,
    )
  )
    return effect(['v128'], 'v128');
  return effect(['v128', 'v128'], 'v128');
}

function docOf(type: string, operation: string): string {
  const isVector = !NUMBERS.has(type);
  const sign = /_([su])$/.exec(operation)?.[1];
  const bare = operation.replace(/_[su]$/, '');
  const memory = /^(load|store)(\d+)/.exec(bare);
  if (memory) {
    const [, what, bits] = memory;
    return what === 'load'
      ? `Reads ${bits} bits from memory at an address${sign === 's' ? ', with their sign' : ''}.`
      : `Writes the lowest ${bits} bits to memory: the address first, then the value.`;
  }
  const narrow = /^extend(\d+)$/.exec(bare);
  if (narrow) return `The lowest ${narrow[1]} bits as a number with a sign.`;
  if (bare.startsWith('atomic.')) return 'On shared memory, in one step that nobody can come between.';
  const base = bare.startsWith('trunc_sat')
    ? 'trunc_sat'
    : (/^(extract_lane|replace_lane)/.exec(bare)?.[1] ?? bare.replace(/_.*$/, ''));
  const doc = Object.hasOwn(DOCS, base) ? DOCS[base]! : '';
  if (bare.startsWith('trunc_i') || bare.startsWith('trunc_f'))
    return 'The whole number, toward zero; traps where it does not fit.';
  if (doc === '') return '';
  const isDivision = base === 'div' || base === 'rem';
  const trap = isDivision && type.startsWith('i') && !isVector ? ' Traps when the second is 0.' : '';
  const signed =
    sign && !isVector && type.startsWith('i') && (isDivision || COMPARING.test(operation) || base === 'shr')
      ? (INTEGER_SIGNS.get(sign) ?? '')
      : '';
  return `${isVector && base !== 'splat' && !base.endsWith('lane') ? 'Lane by lane: ' : ''}${doc}${trap}${signed}`;
}

function immediatesOf(operation: string): string {
  if (operation === 'const') return '0';
  if (/_lane/.test(operation)) return '0';
  return '';
}
