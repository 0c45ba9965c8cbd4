/** Types to the objects that convert their values. Made once per type: types are shared, and so are these. */
import { assertNever } from '../../base/assert-never.ts';
import {
  BoxedOptionLifter,
  EnumLifter,
  FlagsLifter,
  liftBytes,
  ListLifter,
  OptionLifter,
  RecordLifter,
  scalarLifters,
  TupleLifter,
  type Lifter,
} from './lift.ts';
import { ResultLifter, VariantLifter } from './lift-cases.ts';
import { BoxedOptionLowerer, EnumLowerer, OptionLowerer, ResultLowerer, VariantLowerer } from './lower-cases.ts';
import { ByteListLowerer, ListLowerer, OptionListLowerer, TupleLowerer } from './lower-lists.ts';
import { FlagsLowerer, RecordLowerer } from './lower-records.ts';
import {
  BoolLowerer,
  CharLowerer,
  FloatLowerer,
  LongIntegerLowerer,
  SmallIntegerLowerer,
  StringLowerer,
  type Lowerer,
} from './lower-scalars.ts';
import { isByteList, type ListType, type ScalarName, type WitType } from '../../wit/types.ts';

const lowerers = new WeakMap<WitType, Lowerer>();
const lifters = new WeakMap<WitType, Lifter>();
/** Of options where nil has no room (spec/wit-mapping §6). */
const boxLowerers = new WeakMap<WitType, Lowerer>();
const boxLifters = new WeakMap<WitType, Lifter>();

/** Throws for types that calls cannot carry: they are to be refused before. */
export function lowererOf(type: WitType): Lowerer {
  return remember(lowerers, type, makeLowerer);
}

export function lifterOf(type: WitType): Lifter {
  return remember(lifters, type, makeLifter);
}

function remember<T>(known: WeakMap<WitType, T>, type: WitType, make: (type: WitType) => T): T {
  const old = known.get(type);
  if (old !== undefined) return old;
  const made = make(type);
  known.set(type, made);
  return made;
}

/** What is a payload has no room for nil. */
function payloadLowerer(type: WitType): Lowerer {
  if (type.kind !== 'option') return lowererOf(type);
  return remember(boxLowerers, type, () => new BoxedOptionLowerer(type, payloadLowerer(type.some)));
}

function payloadLifter(type: WitType): Lifter {
  if (type.kind !== 'option') return lifterOf(type);
  return remember(boxLifters, type, () => new BoxedOptionLifter(payloadLifter(type.some)));
}

function makeLowerer(type: WitType): Lowerer {
  switch (type.kind) {
    case 'scalar':
      return scalarLowerer(type.name);
    case 'string':
      return new StringLowerer();
    case 'list':
      return listLowerer(type);
    case 'tuple':
      return new TupleLowerer(type, type.items.map(lowererOf));
    case 'option':
      return new OptionLowerer(payloadLowerer(type.some));
    case 'result':
      return new ResultLowerer(type, type.ok && payloadLowerer(type.ok), type.err && payloadLowerer(type.err));
    case 'record':
      return new RecordLowerer(
        type,
        type.fields.map((field) => lowererOf(field.type)),
      );
    case 'variant':
      return new VariantLowerer(
        type,
        type.cases.map((one) => one.type && payloadLowerer(one.type)),
      );
    case 'enum':
      return new EnumLowerer(type);
    case 'flags':
      return new FlagsLowerer(type);
    case 'unsupported':
      throw unsupported(type.text);
    default:
      return assertNever(type);
  }
}

function scalarLowerer(name: ScalarName): Lowerer {
  switch (name) {
    case 'bool':
      return new BoolLowerer();
    case 'char':
      return new CharLowerer();
    case 'f32':
    case 'f64':
      return new FloatLowerer(name);
    case 's64':
    case 'u64':
      return new LongIntegerLowerer(name);
    default:
      return new SmallIntegerLowerer(name);
  }
}

function listLowerer(type: ListType): Lowerer {
  const element = lowererOf(type.element);
  if (isByteList(type)) return new ByteListLowerer(type, element);
  return type.element.kind === 'option' ? new OptionListLowerer(type, element) : new ListLowerer(type, element);
}

function makeLifter(type: WitType): Lifter {
  switch (type.kind) {
    case 'scalar':
      return scalarLifters[type.name];
    case 'string':
      return liftBytes;
    case 'list':
      return isByteList(type) ? liftBytes : new ListLifter(lifterOf(type.element), type.element.kind === 'option');
    case 'tuple':
      return new TupleLifter(type.items.map(lifterOf));
    case 'option':
      return new OptionLifter(payloadLifter(type.some));
    case 'result':
      return new ResultLifter(type.ok && payloadLifter(type.ok), type.err && payloadLifter(type.err));
    case 'record':
      return new RecordLifter(
        type.fields.map((field) => field.name),
        type.fields.map((field) => lifterOf(field.type)),
      );
    case 'variant':
      return new VariantLifter(
        type.cases.map((one) => one.name),
        type.cases.map((one) => one.type && payloadLifter(one.type)),
      );
    case 'enum':
      return new EnumLifter(type.cases);
    case 'flags':
      return new FlagsLifter(type);
    case 'unsupported':
      throw unsupported(type.text);
    default:
      return assertNever(type);
  }
}

function unsupported(text: string): Error {
  return new Error(`type ${text} is not supported and should have been refused`);
}
