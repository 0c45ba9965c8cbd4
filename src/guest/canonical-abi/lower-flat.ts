/** From a message into core values, strings and lists through memory (spec/wit-mapping §10). */
import { assertNever } from '../../base/assert-never.ts';
import { flattenTypes } from '../../wit/flatten.ts';
import { flagsWords } from '../../wit/layout.ts';
import type { CoreType, ListType, StringType, WitType } from '../../wit/types.ts';
import type { ArgumentBytes } from './argument-bytes.ts';
import type { GuestMemory } from './guest-memory.ts';
import { messageBytes } from './message-layout.ts';
import { lowerScalar } from './scalars.ts';
import { emptySlot, slotEncoder } from './slots.ts';
import type { StoreCompiler } from './store.ts';

/** Takes the next value of `from` and fills its slots of `values`, the first of them at `at`. */
export type LowerFlat = (from: ArgumentBytes, to: GuestMemory, values: unknown[], at: number) => void;

/** One after the other, in consecutive slots. */
export function lowerFlatAll(types: readonly WitType[], stores: StoreCompiler): LowerFlat {
  const parts = types.map((type) => lowerFlat(type, stores));
  const offsets: number[] = [];
  let offset = 0;
  for (const type of types) {
    offsets.push(offset);
    offset += slotsOf(type).length;
  }
  return (from, to, values, at) => {
    for (let index = 0; index < parts.length; index++) parts[index]!(from, to, values, at + offsets[index]!);
  };
}

/** Every type that comes here has few slots: others go through memory. */
export function slotsOf(type: WitType): readonly CoreType[] {
  return flattenTypes([type], Infinity)!;
}

function lowerFlat(type: WitType, stores: StoreCompiler): LowerFlat {
  switch (type.kind) {
    case 'scalar': {
      const lower = lowerScalar[type.name];
      return (from, _to, values, at) => {
        values[at] = lower(from);
      };
    }
    case 'string':
      return throughMemory(stores, type);
    case 'list': {
      const { element, length } = type;
      if (length === null) return throughMemory(stores, type);
      const elements = lowerRepeated(element, length, stores);
      return (from, to, values, at) => {
        // Its count, which the type tells.
        from.at += 4;
        elements(from, to, values, at);
      };
    }
    case 'tuple':
      return lowerFlatAll(type.items, stores);
    case 'record':
      return lowerFlatAll(
        type.fields.map((field) => field.type),
        stores,
      );
    case 'option':
      return lowerCases([null, type.some], stores, (from) => from.u8());
    case 'result':
      return lowerCases([type.ok, type.err], stores, (from) => from.u8());
    case 'variant':
      return lowerCases(
        type.cases.map((item) => item.type),
        stores,
        (from) => from.u32(),
      );
    case 'enum':
      return (from, _to, values, at) => {
        values[at] = from.u32();
      };
    case 'flags': {
      const words = flagsWords(type);
      return (from, _to, values, at) => {
        for (let index = 0; index < words; index++) values[at + index] = from.u32();
      };
    }
    case 'unsupported': {
      const { handle } = type;
      if (handle)
        return (from, to, values, at) => {
          values[at] = to.handles!.lower(handle, from.u32());
        };
      throw new Error(`type ${type.text} is not supported and should have been refused`);
    }
    default:
      return assertNever(type);
  }
}

/** `list<T, N>`: few slots, unless an element is nothing at all and N is huge. */
function lowerRepeated(element: WitType, length: number, stores: StoreCompiler): LowerFlat {
  const width = slotsOf(element).length;
  if (messageBytes(element) === 0) return () => undefined;
  const one = lowerFlat(element, stores);
  return (from, to, values, at) => {
    for (let index = 0; index < length; index++) one(from, to, values, at + index * width);
  };
}

/** String or list: address and length. */
function throughMemory(stores: StoreCompiler, type: StringType | ListType): LowerFlat {
  const { text } = stores;
  if (text && type.kind === 'string')
    return (from, to, values, at) => {
      values[at] = text(from, to);
      values[at + 1] = to.textLength;
    };
  const block = stores.block(type);
  return (from, to, values, at) => {
    values[at + 1] = from.view.getUint32(from.at, true);
    values[at] = block(from, to);
  };
}

function lowerCases(
  payloads: readonly (WitType | null)[],
  stores: StoreCompiler,
  takeIndex: (from: ArgumentBytes) => number,
): LowerFlat {
  const joined = flattenTypes(
    [{ kind: 'variant', name: null, cases: payloads.map((type) => ({ name: '', type })) }],
    Infinity,
  )!;
  const slots = joined.slice(1);
  const cases = payloads.map((type) => {
    const own = type ? slotsOf(type) : [];
    return {
      lower: type && lowerFlat(type, stores),
      encoders: own.map((core, index) => slotEncoder(core, slots[index]!)),
      empty: slots.slice(own.length).map(emptySlot),
    };
  });
  return (from, to, values, at) => {
    const index = takeIndex(from);
    const { lower, encoders, empty } = cases[index]!;
    values[at] = index;
    if (lower) lower(from, to, values, at + 1);
    let slot = at + 1;
    for (const encode of encoders) {
      if (encode) values[slot] = encode(values[slot]);
      slot++;
    }
    for (const value of empty) values[slot++] = value;
  };
}
