/** For a value of a type, every way to spoil it at one place: what a mapper has to refuse, and the path it has to name. */
import type { PlainValue } from '../../contract/api.ts';
import type { WitType } from '../../wit/types.ts';
import { casesOf, isByteList, toPlain, type CaseValue, type WitValue } from './wit-value.ts';
import { witType } from './wit-text.ts';

export interface WrongValue {
  readonly plain: PlainValue;
  /** From the value on: `.rect.x`, `[2].ok`; empty for the value itself. */
  readonly path: string;
  /** null where the words are not fixed. */
  readonly problem: string | null;
}

/** Each place of the value in turn is wrong, the rest is as it was. */
export function* wrongValues(type: WitType, value: WitValue): Generator<WrongValue> {
  yield { ...wrongFor(type), path: '' };
  yield* wrongInside(type, value);
}

function* wrongInside(type: WitType, value: WitValue): Generator<WrongValue> {
  switch (type.kind) {
    case 'list':
    case 'tuple': {
      const items = value as readonly WitValue[];
      const plain = isByteList(type) ? items.map(Number) : toPlain(type, value);
      for (const [index, item] of items.entries()) {
        const itemType = type.kind === 'list' ? type.element : type.items[index]!;
        for (const wrong of wrongValues(itemType, item))
          yield { ...wrong, plain: withPosition(plain, index, wrong.plain), path: `[${index + 1}]${wrong.path}` };
      }
      return;
    }
    case 'record':
      for (const [index, field] of type.fields.entries()) {
        for (const wrong of wrongValues(field.type, (value as readonly WitValue[])[index]!))
          yield {
            ...wrong,
            plain: withField(toPlain(type, value), field.name, wrong.plain),
            path: `.${field.name}${wrong.path}`,
          };
      }
      return;
    case 'option': {
      const { payload } = value as CaseValue;
      if (payload !== null) yield* wrongPayload(type.some, payload);
      return;
    }
    case 'variant':
    case 'result': {
      const { case: index, payload } = value as CaseValue;
      const chosen = casesOf(type)[index]!;
      if (chosen.type === null) return;
      for (const wrong of [wrongAsPayload(chosen.type), ...wrongPayload(chosen.type, payload!)])
        yield { ...wrong, plain: withField({}, chosen.name, wrong.plain), path: `.${chosen.name}${wrong.path}` };
      return;
    }
    default:
    // Nothing is inside of the others.
  }
}

/** Inside of a payload: an option there is boxed (spec/wit-mapping §6). */
function* wrongPayload(type: WitType, value: WitValue): Generator<WrongValue> {
  if (type.kind !== 'option') return yield* wrongInside(type, value);
  const { payload } = value as CaseValue;
  if (payload === null) return;
  for (const wrong of [wrongAsPayload(type.some), ...wrongPayload(type.some, payload)])
    yield { ...wrong, plain: { some: wrong.plain }, path: `.some${wrong.path}` };
}

function wrongAsPayload(type: WitType): WrongValue {
  return type.kind === 'option' ? { plain: 7, path: '', problem: null } : { ...wrongFor(type), path: '' };
}

/** A value that the type takes in no form. */
function wrongFor(type: WitType): Omit<WrongValue, 'path'> {
  if (type.kind === 'option') return type.some.kind === 'option' ? { plain: 7, problem: null } : wrongFor(type.some);
  const [plain, what] = wrongScalar(type);
  const text = witType(type);
  // A long type is shortened in the message.
  return { plain, problem: text.length > 100 ? null : `expected ${text}, got ${what}` };
}

function wrongScalar(type: WitType): readonly [PlainValue, string] {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'char' ? [5, 'number'] : ['wrong', 'string'];
    case 'list':
      return isByteList(type) ? [true, 'boolean'] : ['wrong', 'string'];
    case 'enum':
      return [true, 'boolean'];
    default:
      return [7, 'number'];
  }
}

function withPosition(plain: PlainValue, index: number, item: PlainValue): PlainValue {
  if (!Array.isArray(plain)) return withField(plain, String(index + 1), item);
  return plain.map((other: PlainValue, at) => (at === index ? item : other));
}

function withField(plain: PlainValue, key: string, item: PlainValue): PlainValue {
  const copy = Object.assign(Object.create(null), plain) as Record<string, PlainValue>;
  copy[key] = item;
  return copy;
}
