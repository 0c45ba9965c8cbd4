/**
 * Guests that give back what they were given, as text of core modules with the canonical ABI's signatures. The code is made
 * from the type: it takes flat parameters apart into memory, so that layout, variant slots and spilling are all crossed.
 */
import type { FunctionType, WitType } from '../../wit/types.ts';
import {
  discriminantSize,
  flatten,
  MAX_FLAT_PARAMETERS,
  payloadOffset,
  sequence,
  sizeOf,
  type FlatType,
} from './abi.ts';
import { casesOf } from './wit-value.ts';
import { witText } from './wit-text.ts';

/** A function that returns its only argument, or all of them as a tuple. */
export interface Echo {
  readonly name: string;
  readonly types: readonly WitType[];
  /** Default: `v`, or `v1` to `vN`. */
  readonly parameters?: readonly string[];
}

/** Text of a module that exports `echo: func(v: T) -> T`. */
export function echoModule(type: WitType): string {
  return echoModules([{ name: 'echo', types: [type] }]);
}

/** Its signature, as an entry's `wit` takes it. */
export function echoWit(type: WitType): string {
  return echoWits([{ name: 'echo', types: [type] }]);
}

export function echoType({ name, types, parameters }: Echo): FunctionType {
  const names = parameters ?? types.map((_, index) => (types.length === 1 ? 'v' : `v${index + 1}`));
  return { name, parameters: types.map((type, index) => ({ name: names[index]!, type })), result: echoResult(types) };
}

export function echoResult(types: readonly WitType[]): WitType {
  return types.length === 1 ? types[0]! : { kind: 'tuple', items: types };
}

export function echoWits(echoes: readonly Echo[]): string {
  return witText(echoes.map(echoType));
}

export interface EchoOptions {
  /** What stands before `name` in the module's exports, for modules that become components: `docs:echo/api#`. */
  readonly prefix?: string;
  /** More members of the module, in the text form. */
  readonly members?: string;
}

/** Text of one module with several echoes, their memory and allocator. */
export function echoModules(echoes: readonly Echo[], options: EchoOptions = {}): string {
  const prefix = options.prefix ?? '';
  return `(module\n${RUNTIME}\n${echoes.map((echo, index) => echoCode(echo, index, prefix)).join('\n')}\n${options.members ?? ''})`;
}

/**
 * A bump allocator over a memory that grows. Blocks begin at 1024, so that address 0 is never handed out. It refuses what
 * the canonical ABI never asks: an alignment that is no power of two up to 8.
 */
export const RUNTIME = `
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))
  (func $allocate (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (if (i32.or (i32.gt_u (local.get $align) (i32.const 8)) (i32.ne (i32.popcnt (local.get $align)) (i32.const 1))) (then unreachable))
    (local.set $at (i32.and (i32.add (global.get $top) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
    (global.set $top (i32.add (local.get $at) (local.get $size)))
    (if (i32.lt_u (global.get $top) (local.get $at)) (then unreachable))
    (block $enough
      (br_if $enough (i32.le_u (i32.shr_u (i32.add (global.get $top) (i32.const 65535)) (i32.const 16)) (memory.size)))
      (if (i32.eq (i32.const -1) (memory.grow (i32.sub (i32.shr_u (i32.add (global.get $top) (i32.const 65535)) (i32.const 16)) (memory.size)))) (then unreachable)))
    (if (i32.and (i32.ne (local.get $old) (i32.const 0)) (i32.ne (local.get $oldSize) (i32.const 0)))
      (then (memory.copy (local.get $at) (local.get $old) (select (local.get $oldSize) (local.get $size) (i32.lt_u (local.get $oldSize) (local.get $size))))))
    (local.get $at))`;

function echoCode({ name, types }: Echo, index: number, prefix: string): string {
  const result = echoResult(types);
  const parameters = types.flatMap(flatten);
  const results = flatten(result);
  const isSpilled = parameters.length > MAX_FLAT_PARAMETERS;
  const isDirect = results.length === 1;
  const returned: FlatType = isDirect ? results[0]! : 'i32';
  const flat: FlatType[] = isSpilled ? ['i32'] : parameters;
  const signature = `${flat.map((type, slot) => `(param $p${slot} ${type})`).join(' ')} (result ${returned})`;
  // The arguments of a spilled call lie in memory exactly as the result does.
  const body = isSpilled || isDirect ? `(local.get $p0)` : storingBody(result, flat);
  // The runtime has to hand the function's own results to the post-return function: compared by their bits.
  const bits = { i32: '', i64: '', f32: 'i32.reinterpret_f32', f64: 'i64.reinterpret_f64' }[returned];
  const word = returned === 'i64' || returned === 'f64' ? 'i64' : 'i32';
  const asBits = (expression: string): string => (bits === '' ? expression : `(${bits} ${expression})`);
  return `
  (global $last${index} (mut ${word}) (${word}.const 0))
  (func (export "${prefix}${name}") ${signature} (local $at i32) (local $result ${returned})
    (local.set $result ${body})
    (global.set $last${index} ${asBits('(local.get $result)')})
    (local.get $result))
  (func (export "cabi_post_${prefix}${name}") (param $result ${returned})
    (if (${word}.ne (global.get $last${index}) ${asBits('(local.get $result)')}) (then unreachable)))`;
}

function storingBody(type: WitType, flat: readonly FlatType[]): string {
  const { size, alignment } = sequence([type]);
  const slots = flat.map((slot, index): Slot => ({ type: slot, code: `(local.get $p${index})` }));
  return `(block (result i32)
      (local.set $at (call $allocate (i32.const 0) (i32.const 0) (i32.const ${alignment}) (i32.const ${size})))
      ${store(type, 0, slots).join('\n      ')}
      (local.get $at))`;
}

/** A flat value: where it comes from and the type it has there. */
interface Slot {
  readonly type: FlatType;
  readonly code: string;
}

/** Instructions that put a value, given as flat slots, at `offset` from `$at`. */
function store(type: WitType, offset: number, slots: readonly Slot[]): string[] {
  const put = (instruction: string, at: number, slot: Slot): string =>
    `(${instruction} offset=${at} (local.get $at) ${slot.code})`;
  switch (type.kind) {
    case 'scalar': {
      const size = sizeOf(type);
      const instruction = flatten(type)[0] === 'i32' && size < 4 ? `i32.store${size * 8}` : `${flatten(type)[0]}.store`;
      return [put(instruction, offset, slots[0]!)];
    }
    case 'string':
      return [put('i32.store', offset, slots[0]!), put('i32.store', offset + 4, slots[1]!)];
    case 'list':
      if (type.length === null) return [put('i32.store', offset, slots[0]!), put('i32.store', offset + 4, slots[1]!)];
      return storeSequence(
        Array.from({ length: type.length }, () => type.element),
        offset,
        slots,
      );
    case 'tuple':
      return storeSequence(type.items, offset, slots);
    case 'record':
      return storeSequence(
        type.fields.map((field) => field.type),
        offset,
        slots,
      );
    case 'flags': {
      const size = sizeOf(type);
      return size < 4
        ? [put(`i32.store${size * 8}`, offset, slots[0]!)]
        : slots.map((slot, word) => put('i32.store', offset + 4 * word, slot));
    }
    default:
      return storeCases(type, offset, slots);
  }
}

function storeSequence(types: readonly WitType[], offset: number, slots: readonly Slot[]): string[] {
  const { offsets } = sequence(types);
  let next = 0;
  return types.flatMap((type, index) => {
    const own = slots.slice(next, (next += flatten(type).length));
    return store(type, offset + offsets[index]!, own);
  });
}

function storeCases(type: WitType, offset: number, slots: readonly Slot[]): string[] {
  const [discriminant, ...payload] = slots;
  const size = discriminantSize(type);
  const lines = [`(i32.store${size === 4 ? '' : size * 8} offset=${offset} (local.get $at) ${discriminant!.code})`];
  casesOf(type).forEach((entry, index) => {
    if (entry.type === null) return;
    const wanted = flatten(entry.type).map((want, slot) => convert(payload[slot]!, want));
    const inner = store(entry.type, offset + payloadOffset(type), wanted);
    lines.push(`(if (i32.eq ${discriminant!.code} (i32.const ${index})) (then ${inner.join(' ')}))`);
  });
  return lines;
}

/** Out of the slot that several cases share, into the type that one of them has. */
function convert(slot: Slot, want: FlatType): Slot {
  const step = `${slot.type} ${want}`;
  switch (step) {
    case 'i32 f32':
      return { type: want, code: `(f32.reinterpret_i32 ${slot.code})` };
    case 'i64 i32':
      return { type: want, code: `(i32.wrap_i64 ${slot.code})` };
    case 'i64 f32':
      return { type: want, code: `(f32.reinterpret_i32 (i32.wrap_i64 ${slot.code}))` };
    case 'i64 f64':
      return { type: want, code: `(f64.reinterpret_i64 ${slot.code})` };
    default:
      if (slot.type !== want) throw new Error(`a slot of ${step}`);
      return slot;
  }
}
