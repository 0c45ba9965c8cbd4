/**
 * Lua values to WIT values and back, against the function's type (spec/wit-mapping). Used by the kernel; the guest's end
 * of the buffer is the canonical ABI in `wasm/`. How each type lies in the buffer is told in `codec.ts`.
 */
import { inOneGo, Interrupted, type Portions } from '../../base/effort.ts';
import type { HeldValues, ValueReader, ValueSnapshot, ValueSource, ValueWriter } from '../../contract/values.ts';
import {
  canceledFailure,
  ErrorKind,
  failure,
  guestFailure,
  invalid,
  type Details,
  type Failure,
} from '../../contract/errors.ts';
import { ByteLimitExceeded, MAX_VALUE_BYTES, NoMemory, type ByteReader, type ByteWriter } from '../../wit/codec.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { lifterOf, lowererOf } from './converters.ts';
import { LiftedPortions, TupleLifter, type Lifter } from './lift.ts';
import { lowerPart, type Lowerer } from './lower-scalars.ts';
import { Lowering, TooLong } from './lowering.ts';
import type { Misfit } from './misfit.ts';
import type { FunctionType, WitType } from '../../wit/types.ts';
import { unsupportedType } from '../../wit/unsupported.ts';

/** What a function answered (spec/wit-mapping §7). The sources write one value each and read the buffer they came from. */
export type Lifted =
  | { readonly status: 'returned'; readonly source: ValueSource }
  | { readonly status: 'guest-error'; readonly source: ValueSource }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Converts arguments and results of one function. Whoever owns the function keeps it. */
export class FunctionMapper {
  readonly #type: FunctionType;
  readonly #refusal: Failure | null;
  /** Made at the first use: many functions are never called. */
  #parameters: readonly Lowerer[] | null = null;
  #result: ResultMapper | null = null;

  constructor(type: FunctionType) {
    const unsupported = unsupportedType(type);
    this.#type = type;
    this.#refusal = unsupported === null ? null : invalid(unsupported);
  }

  /**
   * Checks the arguments and writes them, one after the other; null when they fit. The first problem is reported, kind
   * `Invalid`, `details` with argument (1-based), path, expected and got; what `out` holds is then of no use. `mayGoOn` is
   * asked every few tenths of a millisecond; false ends it as `Canceled`. For who has the time.
   */
  lowerArguments(args: ValueReader, out: ByteWriter, mayGoOn: () => boolean = always): Failure | null {
    const refused = this.#refusal ?? this.#wrongCount(args);
    if (refused) return refused;
    return attempt(mayGoOn, () => this.#lowerEach(args, out, new Lowering()));
  }

  /** As {@link lowerArguments} where it takes no more than some milliseconds; else `too long`, and what `out` holds is of no use. */
  lowerAtOnce(args: ValueReader, out: ByteWriter, mayGoOn: () => boolean): Failure | null | 'too long' {
    const refused = this.#refusal ?? this.#wrongCount(args);
    if (refused) return refused;
    let looks = 0;
    const mayGoOnAtOnce = (): boolean => {
      if (!mayGoOn()) return false;
      if (++looks > LOOKS_AT_ONCE) throw new TooLong();
      return true;
    };
    try {
      return attempt(mayGoOnAtOnce, () => this.#lowerEach(args, out, new Lowering('at once')));
    } catch (error) {
      if (error instanceof TooLong) return 'too long';
      throw error;
    }
  }

  /**
   * As {@link lowerArguments}, in portions, within a slice of base/effort. Nobody else uses `args` meanwhile; what is changed of the
   * values until they are lowered may show.
   */
  lowering(args: ValueReader, out: ByteWriter): LoweredPortions {
    return new LoweredPortions(this.#loweringEach(args, out, new Lowering()));
  }

  /**
   * Takes a result apart: of a `result` type the side that it is, else the value. Reads the sides only; the value itself
   * is read whenever the source is written. Throws RangeError when the bytes are none of this type.
   */
  liftResult(from: ByteReader): Lifted {
    if (from.remainingBytes > MAX_VALUE_BYTES)
      return { status: 'failed', failure: guestFailure(`result: more than ${MAX_VALUE_BYTES} bytes`) };
    this.#result ??= new ResultMapper(this.#type.result);
    return this.#result.lift(from);
  }

  /** Arguments that were lowered, as one list that borrows `bytes`. */
  argumentsIn(bytes: Uint8Array): ValueSource {
    return new LiftedValue(
      new TupleLifter(this.#type.parameters.map(({ type }) => lifterOf(type))),
      new BytesReader(bytes),
    );
  }

  #wrongCount(args: ValueReader): Failure | null {
    const { parameters } = this.#type;
    const wanted = parameters.length;
    if (args.count === wanted) return null;
    const given = args.count > wanted ? countWithoutTrailingNils(args, wanted) : args.count;
    if (given === wanted) return null;
    if (given < wanted && parameters.slice(given).every((parameter) => parameter.type.kind === 'option')) return null;
    return invalid(`expected ${wanted} ${wanted === 1 ? 'argument' : 'arguments'}, got ${given}`, {
      expected: wanted,
      got: given,
    });
  }

  #lowerEach(args: ValueReader, out: ByteWriter, run: Lowering): Failure | null {
    const { parameters } = this.#type;
    this.#parameters ??= parameters.map((parameter) => lowererOf(parameter.type));
    for (let index = 0; index < parameters.length; index++) {
      args.select(index);
      const misfit = this.#parameters[index]!.lower(args, out, run);
      if (misfit) return reportArgument(misfit, index + 1, parameters[index]!.name);
    }
    return null;
  }

  *#loweringEach(args: ValueReader, out: ByteWriter, run: Lowering): Generator<undefined, Failure | null> {
    const { parameters } = this.#type;
    const refused = this.#refusal ?? this.#wrongCount(args);
    if (refused) return refused;
    for (let index = 0; index < parameters.length; index++) {
      const { name, type } = parameters[index]!;
      args.select(index);
      const misfit = yield* lowerPart(lowererOf(type), args, out, run);
      if (misfit) return reportArgument(misfit, index + 1, name);
    }
    return null;
  }
}

function countWithoutTrailingNils(args: ValueReader, atLeast: number): number {
  let count = args.count;
  for (; count > atLeast; count--) {
    args.select(count - 1);
    if (args.typeName() !== 'nil') break;
  }
  return count;
}

const always = (): boolean => true;

/** So many looks of an overseer pass while arguments are lowered at once: 1 to 4 ms. What takes longer is begun anew, in portions. */
const LOOKS_AT_ONCE = 8;

/** The exceptions that end a lowering end here. */
function attempt(mayGoOn: () => boolean, lower: () => Failure | null): Failure | null {
  try {
    return inOneGo(() => !mayGoOn(), lower);
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ByteLimitExceeded)
    return invalid(`arguments of more than ${MAX_VALUE_BYTES} bytes cannot be passed`);
  if (error instanceof NoMemory) return invalid('arguments are too large to be held');
  if (error instanceof Interrupted) return canceledFailure();
  throw error;
}

/** Arguments on their way into a buffer. */
export class LoweredPortions implements Portions {
  readonly #steps: Generator<undefined, Failure | null>;
  #failure: Failure | null = null;

  constructor(steps: Generator<undefined, Failure | null>) {
    this.#steps = steps;
  }

  /** Once the work is done: why they do not fit, or null. */
  get failure(): Failure | null {
    return this.#failure;
  }

  work(): boolean {
    try {
      const { done, value } = this.#steps.next();
      if (done !== true) return false;
      this.#failure = value;
    } catch (error) {
      this.#failure = failureOf(error);
    }
    return true;
  }
}

function reportArgument(misfit: Misfit, argument: number, name: string): Failure {
  return invalid(`argument ${argument}: ${misfit.path(name)}: ${misfit.problem}`, misfit.details(name, { argument }));
}

/* ---------------------------------------------------------------- results */

const NIL: ValueSource = {
  writeTo(writer) {
    writer.nil();
    return 1;
  },
};
/** A unit payload is `true` everywhere. */
const TRUE: ValueSource = {
  writeTo(writer) {
    writer.boolean(true);
    return 1;
  },
};

/** Up to so many bytes a value is written at once: hardly any has more values than bytes. */
const FEW_BYTES = 4096;

/** A value in the buffer: read when it is written, as often as it is. */
class LiftedValue implements ValueSource {
  protected readonly lifter: Lifter;
  readonly #from: ByteReader;
  readonly #position: number;

  constructor(lifter: Lifter, from: ByteReader) {
    this.lifter = lifter;
    this.#from = from;
    this.#position = from.position;
  }

  get isManyValues(): boolean {
    return this.lifter.lifting !== undefined;
  }

  writeTo(writer: ValueWriter): number {
    this.lifter.lift(this.begin(), writer);
    return 1;
  }

  snapshot(maxBytes: number): KeptValue | null {
    const from = this.begin();
    const sizeBytes = from.remainingBytes;
    return sizeBytes > maxBytes ? null : new KeptValue(this.lifter, from.bytes(sizeBytes));
  }

  hold(maxBytes: number): HeldValues | null {
    return this.begin().remainingBytes <= FEW_BYTES ? null : this.snapshot(maxBytes);
  }

  protected begin(): ByteReader {
    this.#from.seek(this.#position);
    return this.#from;
  }
}

/** A value in bytes of its own. */
class KeptValue extends LiftedValue implements ValueSnapshot, HeldValues {
  readonly #bytes: Uint8Array;

  constructor(lifter: Lifter, bytes: Uint8Array) {
    super(lifter, new BytesReader(bytes));
    this.#bytes = bytes;
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  writing(writer: ValueWriter): Portions {
    return new LiftedPortions(this.lifter, new BytesReader(this.#bytes), writer);
  }

  letGo(): void {}
}

class ResultMapper {
  readonly #type: WitType | null;
  readonly #value: Lifter | null;
  readonly #error: Lifter | null;

  constructor(type: WitType | null) {
    const value = type?.kind === 'result' ? type.ok : type;
    const error = type?.kind === 'result' ? type.err : null;
    this.#type = type;
    this.#value = value && lifterOf(value);
    this.#error = error && lifterOf(error);
  }

  lift(from: ByteReader): Lifted {
    const type = this.#type;
    if (type === null) return { status: 'returned', source: NIL };
    if (type.kind === 'result' && from.u8() !== 0) return this.#liftError(type.err, from);
    return { status: 'returned', source: this.#value ? new LiftedValue(this.#value, from) : TRUE };
  }

  #liftError(type: WitType | null, from: ByteReader): Lifted {
    if (type === null || !this.#error) return { status: 'failed', failure: guestError() };
    // The second value is how Lua sees that a call failed, so it must not be nil or false.
    const position = from.position;
    const falsy = falsyForm(type, from);
    from.seek(position);
    if (falsy !== undefined) return { status: 'failed', failure: guestError({ payload: falsy }) };
    return { status: 'guest-error', source: new LiftedValue(this.#error, from) };
  }
}

/** nil or false if the next value becomes that; it can only be an `option` or a `bool`. */
function falsyForm(type: WitType, from: ByteReader): null | false | undefined {
  if (type.kind === 'option') {
    if (from.u8() === 0) return null;
    // An option inside is boxed: a table.
    return type.some.kind === 'option' ? undefined : falsyForm(type.some, from);
  }
  return type.kind === 'scalar' && type.name === 'bool' && from.u8() === 0 ? false : undefined;
}

function guestError(details?: Details): Failure {
  return failure(ErrorKind.unknown, 'wasm function returned an error', details ? { details } : {});
}
