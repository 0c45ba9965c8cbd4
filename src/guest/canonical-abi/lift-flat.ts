/** From core values into a message, strings and lists through memory (spec/wit-mapping §10). */
import { assertNever } from '../../base/assert-never.ts';
import { flattenTypes } from '../../wit/flatten.ts';
import type { WitType } from '../../wit/types.ts';
import type { GuestMemory } from './guest-memory.ts';
import { flagsMasks, type LoadCompiler } from './load.ts';
import { slotsOf } from './lower-flat.ts';
import { messageBytes } from './message-layout.ts';
import type { ResultBytes } from './result-bytes.ts';
import { liftScalar } from './scalars.ts';
import { slotDecoder } from './slots.ts';

/**
 * Appends the value whose slots begin at `at` of `values`. False when the guest returned something that is no such value;
 * `out` then knows what and where. Not reentrant: payloads are decoded into arrays that are reused.
 */
export type LiftFlat = (values: readonly unknown[], at: number, from: GuestMemory, out: ResultBytes) => boolean;

export function liftFlat(type: WitType, loads: LoadCompiler): LiftFlat {
  switch (type.kind) {
    case 'scalar': {
      const lift = liftScalar[type.name];
      return (values, at, _from, out) => {
        const got = lift(values[at], out);
        return got === null || out.refuse(type, got);
      };
    }
    case 'string':
    case 'list': {
      if (type.kind === 'list' && type.length !== null) return liftRepeated(type.element, type.length, loads);
      const load = loads.block(type);
      return (values, at, from, out) => load(from, unsigned(values[at]), unsigned(values[at + 1]), out);
    }
    case 'tuple':
      return liftFields(
        type.items,
        type.items.map((_item, index) => `[${index + 1}]`),
        loads,
      );
    case 'record':
      return liftFields(
        type.fields.map((field) => field.type),
        type.fields.map((field) => `.${field.name}`),
        loads,
      );
    case 'option':
      return liftCases(type, [null, type.some], ['', '.some'], loads, (out, index) => out.u8(index));
    case 'result':
      return liftCases(type, [type.ok, type.err], ['.ok', '.err'], loads, (out, index) => out.u8(index));
    case 'variant':
      return liftCases(
        type,
        type.cases.map((item) => item.type),
        type.cases.map((item) => `.${item.name}`),
        loads,
        (out, index) => out.u32(index),
      );
    case 'enum': {
      const count = type.cases.length;
      return (values, at, _from, out) => {
        const index = unsigned(values[at]);
        if (index >= count) return out.refuse(type, `case ${index}`);
        out.u32(index);
        return true;
      };
    }
    case 'flags': {
      const masks = flagsMasks(type);
      return (values, at, _from, out) => {
        masks.forEach((mask, index) => out.u32(unsigned(values[at + index]) & mask));
        return true;
      };
    }
    case 'unsupported': {
      const { handle } = type;
      if (handle)
        return (values, at, from, out) => {
          out.u32(from.handles!.lift(handle, unsigned(values[at])));
          return true;
        };
      throw new Error(`type ${type.text} is not supported and should have been refused`);
    }
    default:
      return assertNever(type);
  }
}

/** An i32 as JavaScript gets it, unsigned. */
function unsigned(value: unknown): number {
  return (value as number) >>> 0;
}

function liftFields(types: readonly WitType[], steps: readonly string[], loads: LoadCompiler): LiftFlat {
  const parts = types.map((type, index) => ({
    lift: liftFlat(type, loads),
    width: slotsOf(type).length,
    step: steps[index]!,
  }));
  return (values, at, from, out) => {
    let slot = at;
    for (const { lift, width, step } of parts) {
      if (!lift(values, slot, from, out)) return out.inside(step);
      slot += width;
    }
    return true;
  };
}

/** `list<T, N>`: few slots, unless an element is nothing at all and N is huge. */
function liftRepeated(element: WitType, length: number, loads: LoadCompiler): LiftFlat {
  const width = slotsOf(element).length;
  const isNothing = messageBytes(element) === 0;
  const one = liftFlat(element, loads);
  return (values, at, from, out) => {
    out.u32(length);
    if (isNothing) return true;
    for (let index = 0; index < length; index++) {
      if (!one(values, at + index * width, from, out)) return out.inside(`[${index + 1}]`);
    }
    return true;
  };
}

function liftCases(
  type: WitType,
  payloads: readonly (WitType | null)[],
  steps: readonly string[],
  loads: LoadCompiler,
  putIndex: (out: ResultBytes, index: number) => void,
): LiftFlat {
  const slots = flattenTypes([type], Infinity)!.slice(1);
  const cases = payloads.map((payload, index) => {
    if (!payload) return null;
    const own = slotsOf(payload);
    return {
      lift: liftFlat(payload, loads),
      decoders: own.map((core, slot) => slotDecoder(core, slots[slot]!)),
      values: own.map((): unknown => 0),
      step: steps[index]!,
    };
  });
  return (values, at, from, out) => {
    const index = unsigned(values[at]);
    if (index >= cases.length) return out.refuse(type, `case ${index}`);
    putIndex(out, index);
    const chosen = cases[index];
    if (!chosen) return true;
    chosen.decoders.forEach((decode, slot) => {
      const value = values[at + 1 + slot];
      chosen.values[slot] = decode ? decode(value) : value;
    });
    return chosen.lift(chosen.values, 0, from, out) || out.inside(chosen.step);
  };
}
