/** Values of preview 1 in a guest's memory, by the types of `contract/hosts/wasi1-records.ts`; numbers are little-endian. */
import type { ValueOf } from '../../../contract/hosts/host-interface.ts';
import type * as declared from '../../../contract/hosts/wasi1-records.ts';
import { casesLayout, fieldsLayout, layoutOf } from '../../../wit/layout.ts';
import type { RecordType, ScalarName, VariantType, WitType } from '../../../wit/types.ts';

/** A value as it was found: a guest may write a case that is none. */
export type Found<T extends WitType> = T extends { readonly kind: 'record'; readonly fields: readonly (infer F)[] }
  ? { readonly [M in Extract<F, Named> as M['name']]: Found<M['type']> }
  : T extends { readonly kind: 'variant'; readonly cases: readonly (infer C)[] }
    ? | { [M in Extract<C, Named> as M['name']]: { readonly tag: M['name']; readonly val: Found<M['type']> } }[Extract<
          C,
          Named
        >['name']]
      | { readonly tag: null; readonly val: number }
    : ValueOf<T>;

interface Named {
  readonly name: string;
  readonly type: WitType;
}

export interface InMemory<Value, FoundValue> {
  readonly sizeBytes: number;
  /** Of a tag that is no case, `val` is the tag. */
  load(view: DataView, at: number): FoundValue;
  /** Writes each byte of it: those between fields are 0. */
  store(view: DataView, at: number, value: Value): void;
}

interface Access {
  load(view: DataView, at: number): unknown;
  store(view: DataView, at: number, value: unknown): void;
}

type Declared = (typeof declared)[keyof typeof declared];

/** Once for each type. */
export function inMemory<const T extends Declared>(type: T): InMemory<ValueOf<T>, Found<T>> {
  const sizeBytes = layoutOf(type).size;
  const access = accessTo(type);
  return {
    sizeBytes,
    load: (view, at) => access.load(view, at) as Found<T>,
    store(view, at, value) {
      for (let index = 0; index < sizeBytes; index++) view.setUint8(at + index, 0);
      access.store(view, at, value);
    },
  };
}

const NUMBERS: { readonly [N in ScalarName]?: Access } = {
  u8: {
    load: (view, at) => view.getUint8(at),
    store: (view, at, value) => view.setUint8(at, value as number),
  },
  u16: {
    load: (view, at) => view.getUint16(at, true),
    store: (view, at, value) => view.setUint16(at, value as number, true),
  },
  u32: {
    load: (view, at) => view.getUint32(at, true),
    store: (view, at, value) => view.setUint32(at, value as number, true),
  },
  u64: {
    load: (view, at) => view.getBigUint64(at, true),
    store: (view, at, value) => view.setBigUint64(at, value as bigint, true),
  },
};

function accessTo(type: WitType): Access {
  if (type.kind === 'record') return recordAccess(type);
  if (type.kind === 'variant') return variantAccess(type);
  const number = type.kind === 'scalar' ? NUMBERS[type.name] : undefined;
  if (!number) throw new Error(`preview 1 has no ${type.kind} in memory`);
  return number;
}

function recordAccess({ fields }: RecordType): Access {
  const { offsets } = fieldsLayout(fields.map((field) => field.type));
  const parts = fields.map(({ name, type }, index) => ({ name, offset: offsets[index]!, access: accessTo(type) }));
  return {
    load: (view, at) =>
      Object.fromEntries(parts.map(({ name, offset, access }) => [name, access.load(view, at + offset)])),
    store(view, at, value) {
      const values = value as Readonly<Record<string, unknown>>;
      for (const { name, offset, access } of parts) access.store(view, at + offset, values[name]);
    },
  };
}

/** None of them has so many cases that its tag would take more than a byte. */
function variantAccess({ cases }: VariantType): Access {
  const { payload } = casesLayout(cases.map((item) => item.type));
  const parts = cases.map(({ name, type }) => ({ name, access: type && accessTo(type) }));
  return {
    load(view, at) {
      const index = view.getUint8(at);
      const part = parts[index];
      return part ? { tag: part.name, val: part.access?.load(view, at + payload) ?? null } : { tag: null, val: index };
    },
    store(view, at, value) {
      const { tag, val } = value as { readonly tag: string; readonly val: unknown };
      const index = parts.findIndex(({ name }) => name === tag);
      view.setUint8(at, index);
      parts[index]?.access?.store(view, at + payload, val);
    },
  };
}
