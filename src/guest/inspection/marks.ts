/** Where the values of a call lie in linear memory, by their types (Canonical ABI; spec/wit-mapping §10). On a guest's thread. */
import type { StringEncoding } from '../../contract/link-plan.ts';
import { MAX_MARKS, type InspectedMark } from '../../contract/inspection.ts';
import { discriminantBytes, casesLayout, fieldsLayout, layoutOf } from '../../wit/layout.ts';
import { flattenTypes, MAX_FLAT_PARAMETERS, MAX_FLAT_RESULTS } from '../../wit/flatten.ts';
import { formatType } from '../../wit/print.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';

/** Of a string in UTF-16 whose encoding may be another. */
const UTF16_TAG = 0x8000_0000;

export interface MarkedMemory {
  /** Number that marks have of it. */
  readonly index: number;
  readonly buffer: ArrayBufferLike;
  readonly encoding: StringEncoding;
}

/** Follows values to where they lie. Addresses outside of memory lead nowhere: what is wrong with them the call itself says. */
export class MarkWalk {
  readonly marks: InspectedMark[] = [];
  isCut = false;
  readonly #memory: MarkedMemory;
  readonly #view: DataView;
  readonly #role: InspectedMark['role'];

  constructor(memory: MarkedMemory, role: InspectedMark['role']) {
    this.#memory = memory;
    this.#view = new DataView(memory.buffer);
    this.#role = role;
  }

  /** `values`: what the core function is entered with. */
  parameters({ parameters }: FunctionType, values: readonly unknown[]): void {
    const types = parameters.map(({ type }) => type);
    if (flattenTypes(types, MAX_FLAT_PARAMETERS) !== null) {
      let at = 0;
      for (const { name, type } of parameters) at = this.#flat(type, values, at, name);
      return;
    }
    const pointer = addressOf(values[0]);
    const { offsets, size } = fieldsLayout(types);
    if (!this.#isInside(pointer, size)) return;
    for (const [index, { name, type }] of parameters.entries()) this.#stored(type, pointer + offsets[index]!, name);
  }

  /** `value`: what the core function gives. */
  result(type: WitType, value: unknown): void {
    if (flattenTypes([type], MAX_FLAT_RESULTS) !== null) return;
    if (Array.isArray(value)) this.#flat(type, value, 0, 'result');
    else this.#stored(type, addressOf(value), 'result');
  }

  /** Returns the slot behind it. */
  #flat(type: WitType, values: readonly unknown[], at: number, path: string): number {
    switch (type.kind) {
      case 'string':
        this.#string(addressOf(values[at]), addressOf(values[at + 1]), path);
        return at + 2;
      case 'list':
        if (type.length === null) {
          this.#elements(type, addressOf(values[at]), addressOf(values[at + 1]), path);
          return at + 2;
        }
        for (let index = 0; index < type.length; index++)
          at = this.#flat(type.element, values, at, `${path}[${index}]`);
        return at;
      case 'tuple':
        for (const [index, item] of type.items.entries()) at = this.#flat(item, values, at, `${path}[${index}]`);
        return at;
      case 'record':
        for (const field of type.fields) at = this.#flat(field.type, values, at, `${path}.${field.name}`);
        return at;
      case 'option':
      case 'result':
      case 'variant': {
        const chosen = casesOf(type)[addressOf(values[at])];
        if (chosen?.type) this.#flat(chosen.type, values, at + 1, pathInto(path, chosen.name));
        return at + (flattenTypes([type], Infinity)?.length ?? 1);
      }
      default:
        return at + (flattenTypes([type], Infinity)?.length ?? 1);
    }
  }

  /** With a mark for all of it. */
  #stored(type: WitType, at: number, path: string): void {
    const { size } = layoutOf(type);
    const isBlock = type.kind === 'string' || (type.kind === 'list' && type.length === null);
    const said = formatType(type);
    if (this.#add(at, size, path, isBlock ? `address and length of ${said}` : said)) this.#inside(type, at, path);
  }

  /** What a stored value leads to, and what it consists of. */
  #inside(type: WitType, at: number, path: string): void {
    if (this.isCut) return;
    switch (type.kind) {
      case 'string':
        return this.#string(this.#u32(at), this.#u32(at + 4), path);
      case 'list': {
        if (type.length === null) return this.#elements(type, this.#u32(at), this.#u32(at + 4), path);
        if (isPlain(type.element)) return;
        const { size } = layoutOf(type.element);
        for (let index = 0; index < type.length && !this.isCut; index++)
          this.#inside(type.element, at + index * size, `${path}[${index}]`);
        return;
      }
      case 'tuple': {
        const { offsets } = fieldsLayout(type.items);
        for (const [index, item] of type.items.entries()) this.#stored(item, at + offsets[index]!, `${path}[${index}]`);
        return;
      }
      case 'record': {
        const { offsets } = fieldsLayout(type.fields.map((field) => field.type));
        for (const [index, field] of type.fields.entries())
          this.#stored(field.type, at + offsets[index]!, `${path}.${field.name}`);
        return;
      }
      case 'option':
      case 'result':
      case 'variant': {
        const cases = casesOf(type);
        const { payload } = casesLayout(cases.map((one) => one.type));
        const chosen = cases[this.#discriminant(at, cases.length)];
        if (chosen?.type) this.#stored(chosen.type, at + payload, pathInto(path, chosen.name));
        return;
      }
      default:
        return;
    }
  }

  #elements(type: Extract<WitType, { kind: 'list' }>, at: number, count: number, path: string): void {
    const { element } = type;
    const { size } = layoutOf(element);
    if (count === 0 || !this.#add(at, size * count, path, formatType(type)) || isPlain(element)) return;
    for (let index = 0; index < count && !this.isCut; index++)
      this.#stored(element, at + index * size, `${path}[${index}]`);
  }

  #string(at: number, length: number, path: string): void {
    const { encoding } = this.#memory;
    const isTagged = encoding === 'latin1+utf16' && length >= UTF16_TAG;
    const units = isTagged ? length - UTF16_TAG : length;
    const isWide = encoding === 'utf16' || isTagged;
    const sizeBytes = isWide ? units * 2 : units;
    if (sizeBytes > 0)
      this.#add(at, sizeBytes, path, 'string', isWide ? 'utf16' : encoding === 'utf8' ? 'utf8' : 'latin1');
  }

  #add(at: number, sizeBytes: number, path: string, type: string, encoding?: InspectedMark['encoding']): boolean {
    if (sizeBytes === 0 || !this.#isInside(at, sizeBytes)) return false;
    if (this.marks.length >= MAX_MARKS) {
      this.isCut = true;
      return false;
    }
    const { index: memory } = this.#memory;
    const mark = { memory, at, sizeBytes, role: this.#role, path, type };
    this.marks.push(encoding ? { ...mark, encoding } : mark);
    return true;
  }

  #discriminant(at: number, cases: number): number {
    const size = discriminantBytes(cases);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at, true) : this.#u32(at);
  }

  #u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  #isInside(at: number, sizeBytes: number): boolean {
    return at + sizeBytes <= this.#view.byteLength;
  }
}

/** Nothing of it is worth a mark of its own in a list. */
function isPlain(type: WitType): boolean {
  return type.kind === 'scalar' || type.kind === 'enum' || type.kind === 'flags';
}

type CasesType = Extract<WitType, { kind: 'option' | 'result' | 'variant' }>;

function casesOf(type: CasesType): readonly { readonly name: string; readonly type: WitType | null }[] {
  switch (type.kind) {
    case 'option':
      return [
        { name: '', type: null },
        { name: '', type: type.some },
      ];
    case 'result':
      return [
        { name: 'ok', type: type.ok },
        { name: 'err', type: type.err },
      ];
    case 'variant':
      return type.cases;
  }
}

function pathInto(path: string, name: string): string {
  return name === '' ? path : `${path}.${name}`;
}

/** Of a slot that another case may share, which has more bits then. */
function addressOf(value: unknown): number {
  return typeof value === 'bigint' ? Number(BigInt.asUintN(32, value)) : Number(value) >>> 0;
}
