/** Lifting of what is one of several cases. */
import type { ValueWriter } from '../../contract/values.ts';
import type { ByteReader } from '../../wit/codec.ts';
import { ifLong, malformed, type Lifter, type Lifting } from './lift.ts';

/** `{case = payload}`, `{case = true}`. */
export class VariantLifter implements Lifter {
  readonly bytes = null;
  readonly #names: readonly string[];
  readonly #payloads: readonly (Lifter | null)[];

  readonly lifting: Lifting | undefined;

  constructor(names: readonly string[], payloads: readonly (Lifter | null)[]) {
    this.#names = names;
    this.#payloads = payloads;
    this.lifting = ifLong(payloads, (from, to) => liftingCase(from.u32(), names, payloads, from, to));
  }

  lift(from: ByteReader, to: ValueWriter): void {
    liftCase(from.u32(), this.#names, this.#payloads, from, to);
  }

  skip(from: ByteReader): void {
    skipCase(from.u32(), this.#payloads, from);
  }
}

const RESULT_SIDES: readonly string[] = ['ok', 'err'];

/** A result inside of other values, and one that is a parameter. */
export class ResultLifter implements Lifter {
  readonly bytes = null;
  readonly #payloads: readonly (Lifter | null)[];

  readonly lifting: Lifting | undefined;

  constructor(ok: Lifter | null, err: Lifter | null) {
    const payloads = [ok, err];
    this.#payloads = payloads;
    this.lifting = ifLong(payloads, (from, to) => liftingCase(from.u8(), RESULT_SIDES, payloads, from, to));
  }

  lift(from: ByteReader, to: ValueWriter): void {
    liftCase(from.u8(), RESULT_SIDES, this.#payloads, from, to);
  }

  skip(from: ByteReader): void {
    skipCase(from.u8(), this.#payloads, from);
  }
}

function liftCase(
  index: number,
  names: readonly string[],
  payloads: readonly (Lifter | null)[],
  from: ByteReader,
  to: ValueWriter,
): void {
  const name = names[index] ?? malformed();
  const payload = payloads[index];
  to.map();
  if (payload) payload.lift(from, to);
  else to.boolean(true);
  to.setField(name);
}

function* liftingCase(
  index: number,
  names: readonly string[],
  payloads: readonly (Lifter | null)[],
  from: ByteReader,
  to: ValueWriter,
): Generator<undefined, void> {
  const payload = payloads[index];
  if (!payload?.lifting) return liftCase(index, names, payloads, from, to);
  to.map();
  yield* payload.lifting(from, to);
  to.setField(names[index]!);
}

function skipCase(index: number, payloads: readonly (Lifter | null)[], from: ByteReader): void {
  const payload = payloads[index];
  if (payload === undefined) malformed();
  payload?.skip(from);
}
