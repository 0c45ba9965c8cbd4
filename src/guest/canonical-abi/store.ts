/** From a message into linear memory, by types that are compiled once (spec/wit-mapping §10, "Lowering to memory"). */
import { assertNever } from '../../base/assert-never.ts';
import { casesLayout, fieldsLayout, layoutOf, type CasesLayout } from '../../wit/layout.ts';
import type { StringEncoding } from '../../contract/link-plan.ts';
import type { FlagsType, HandleTo, ListType, ScalarName, StringType, WitType } from '../../wit/types.ts';
import type { ArgumentBytes } from './argument-bytes.ts';
import type { GuestMemory } from './guest-memory.ts';
import { messageBytes } from './message-layout.ts';
import { storeTextOf, type StoreText } from './text-store.ts';

/** Takes the next value of `from` and puts it at `at`, which is aligned and inside memory. Runs the guest's allocator. */
export type Store = (from: ArgumentBytes, to: GuestMemory, at: number) => void;

/** Takes a string or list and puts it in a new block. Returns the block's address; the count comes first in the message. */
export type StoreBlock = (from: ArgumentBytes, to: GuestMemory) => number;

type StoreElements = (from: ArgumentBytes, to: GuestMemory, at: number, count: number) => void;

/** Each type once: types are shared, and so are their stores. */
export class StoreCompiler {
  /** Puts strings into memory as something else than UTF-8; null for UTF-8, which is what messages have. */
  readonly text: StoreText | null;
  readonly #known = new Map<WitType, Store>();

  constructor(encoding: StringEncoding = 'utf8') {
    this.text = storeTextOf(encoding);
  }

  of(type: WitType): Store {
    let store = this.#known.get(type);
    if (!store) this.#known.set(type, (store = this.#make(type)));
    return store;
  }

  #make(type: WitType): Store {
    switch (type.kind) {
      case 'scalar':
        return storeScalar[type.name];
      case 'string':
        return this.text ? storeText(this.text) : storeAddress(this.block(type));
      case 'list':
        return type.length === null ? storeAddress(this.block(type)) : this.#fixedList(type, type.length);
      case 'tuple':
        return this.#fields(type.items);
      case 'record':
        return this.#fields(type.fields.map((field) => field.type));
      case 'option':
        return this.#byteCases([null, type.some]);
      case 'result':
        return this.#byteCases([type.ok, type.err]);
      case 'variant':
        return this.#cases(type.cases.map((item) => item.type));
      case 'enum':
        return storeIndex(casesLayout(type.cases.map(() => null)));
      case 'flags':
        return storeFlags(type);
      case 'unsupported':
        if (type.handle) return storeHandle(type.handle);
        throw new Error(`type ${type.text} is not supported and should have been refused`);
      default:
        return assertNever(type);
    }
  }

  /** Of a string, or of a list of any length. */
  block(type: StringType | ListType): StoreBlock {
    if (type.kind === 'string') return copiedBlock(1, 1);
    const { element } = type;
    const { size, align } = layoutOf(element);
    if (isCopied(element)) return copiedBlock(size, align);
    const elements = this.#elements(element, size);
    return (from, to) => {
      const count = from.u32();
      const pointer = to.allocate(align, count * size);
      elements(from, to, pointer, count);
      return pointer;
    };
  }

  #fixedList({ element }: ListType, length: number): Store {
    const { size } = layoutOf(element);
    const elements: StoreElements = isCopied(element)
      ? (from, to, at) => copy(from, to, at, length * size)
      : this.#elements(element, size);
    return (from, to, at) => {
      // Its count, which the type tells.
      from.at += 4;
      elements(from, to, at, length);
    };
  }

  #elements(element: WitType, size: number): StoreElements {
    if (element.kind === 'scalar' && size === 2) return storeShorts;
    if (size === 0) return messageBytes(element) === 0 ? () => undefined : this.#skipped(element);
    const store = this.of(element);
    return (from, to, at, count) => {
      for (let end = at + count * size; at < end; at += size) store(from, to, at);
    };
  }

  /** Elements that are something in a message and nothing in memory: counts of lists of no elements. */
  #skipped(element: WitType): StoreElements {
    const store = this.of(element);
    return (from, to, at, count) => {
      for (let left = count; left > 0; left--) store(from, to, at);
    };
  }

  #fields(types: readonly WitType[]): Store {
    const { offsets } = fieldsLayout(types);
    const stores = types.map((type) => this.of(type));
    return (from, to, at) => {
      for (let index = 0; index < stores.length; index++) stores[index]!(from, to, at + offsets[index]!);
    };
  }

  /** Option and result: their index is a byte in the message too. */
  #byteCases(payloads: readonly [WitType | null, WitType | null]): Store {
    const { payload } = casesLayout(payloads);
    const [first, second] = payloads.map((type) => type && this.of(type));
    return (from, to, at) => {
      const index = from.bytes[from.at++]!;
      to.bytes[at] = index;
      const store = index === 0 ? first : second;
      if (store) store(from, to, at + payload);
    };
  }

  #cases(payloads: readonly (WitType | null)[]): Store {
    const layout = casesLayout(payloads);
    const { payload } = layout;
    const stores = payloads.map((type) => type && this.of(type));
    const putIndex = storeIndex(layout);
    return (from, to, at) => {
      const store = stores[from.view.getUint32(from.at, true)];
      putIndex(from, to, at);
      if (store) store(from, to, at + payload);
    };
  }
}

const storeByte: Store = (from, to, at) => {
  to.bytes[at] = from.bytes[from.at++]!;
};
const storeShort: Store = (from, to, at) => {
  to.view.setUint16(at, from.view.getUint32(from.at, true), true);
  from.at += 4;
};
const storeWord: Store = (from, to, at) => {
  to.view.setUint32(at, from.view.getUint32(from.at, true), true);
  from.at += 4;
};
/** In two halves: a BigInt would be made for each. */
const storeDouble: Store = (from, to, at) => {
  to.view.setUint32(at, from.view.getUint32(from.at, true), true);
  to.view.setUint32(at + 4, from.view.getUint32(from.at + 4, true), true);
  from.at += 8;
};

const storeScalar: Readonly<Record<ScalarName, Store>> = {
  bool: storeByte,
  s8: storeByte,
  u8: storeByte,
  s16: storeShort,
  u16: storeShort,
  s32: storeWord,
  u32: storeWord,
  s64: storeDouble,
  u64: storeDouble,
  f32: storeWord,
  f64: storeDouble,
  char: storeWord,
};

/** Whether a row of such elements looks the same in a message and in memory. */
function isCopied(element: WitType): boolean {
  if (element.kind === 'scalar') return layoutOf(element).size === messageBytes(element);
  return element.kind === 'flags' && element.labels.length > 16;
}

const storeShorts: StoreElements = (from, to, at, count) => {
  const { view } = from;
  const target = to.view;
  let source = from.at;
  for (let end = at + 2 * count; at < end; at += 2, source += 4)
    target.setUint16(at, view.getUint32(source, true), true);
  from.at = source;
};

/** A string, or a list that looks the same on both sides. */
function copiedBlock(size: number, align: number): StoreBlock {
  return (from, to) => {
    const length = from.u32() * size;
    const pointer = to.allocate(align, length);
    copy(from, to, pointer, length);
    return pointer;
  };
}

function storeAddress(block: StoreBlock): Store {
  return (from, to, at) => {
    const count = from.view.getUint32(from.at, true);
    const pointer = block(from, to);
    to.view.setUint32(at, pointer, true);
    to.view.setUint32(at + 4, count, true);
  };
}

function storeText(text: StoreText): Store {
  return (from, to, at) => {
    const pointer = text(from, to);
    to.view.setUint32(at, pointer, true);
    to.view.setUint32(at + 4, to.textLength, true);
  };
}

function storeHandle(handle: HandleTo): Store {
  return (from, to, at) => to.view.setUint32(at, to.handles!.lower(handle, from.u32()), true);
}

function copy(from: ArgumentBytes, to: GuestMemory, at: number, length: number): void {
  const { bytes, at: start } = from;
  const target = to.bytes;
  // For a few bytes the view that `set` needs costs more than the loop.
  if (length < 32) for (let index = 0; index < length; index++) target[at + index] = bytes[start + index]!;
  else target.set(bytes.subarray(start, start + length), at);
  from.at = start + length;
}

/** The index of a case: four bytes in a message, as many as needed in memory. */
function storeIndex({ discriminant }: CasesLayout): Store {
  switch (discriminant) {
    case 1:
      return (from, to, at) => {
        to.bytes[at] = from.view.getUint32(from.at, true);
        from.at += 4;
      };
    case 2:
      return storeShort;
    case 4:
      return storeWord;
    default:
      return assertNever(discriminant);
  }
}

function storeFlags(type: FlagsType): Store {
  const { size } = layoutOf(type);
  switch (size) {
    case 0:
      return () => undefined;
    case 1:
      return storeIndex({ discriminant: 1, payload: 0, size, align: 1 });
    case 2:
      return storeShort;
    default:
      return (from, to, at) => copy(from, to, at, size);
  }
}
