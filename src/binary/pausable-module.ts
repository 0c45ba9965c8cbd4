/**
 * Rewrites a core module so that a call of it asks its host now and then whether it may go on, and is suspended there for a while if it
 * may not (`contract/module-pause.ts`): for engines that suspend WebAssembly, where nobody can raise a flag for lack of shared memory.
 * It looks where a stoppable module does (`stoppable-module.ts`), at a counter, and where that has run out calls a function behind all
 * others, which asks the host through a table behind all others.
 *
 * No index changes, so that what the module exports, and what it computes, is the same. Names stay true, since functions and
 * locals keep their numbers; custom sections that speak of offsets are left out. Pure.
 */
import { ok } from '../base/result.ts';
import { PAUSE_SECTION, PAUSER, type ModulePause, type PausePlaces } from '../contract/module-pause.ts';
import { EMPTY_BLOCK, Instruction } from './instructions.ts';
import { ModuleOutput } from './module-output.ts';
import {
  addition,
  atOnce,
  KEPT_SECTIONS,
  nameBeside,
  putCustom,
  putExport,
  putGlobal,
  rewriteInSlices,
  writeModule,
  type Rewritten,
} from './module-rewriting.ts';
import { KIND, PREAMBLE_BYTES, SECTION, type ModuleShape } from './module-shape.ts';
import { StoppableCode, writeBodies } from './stoppable-code.ts';

const FUNCTION_TYPE = 0x60;
const I32 = 0x7f;
const FUNCREF = 0x70;
/** Flags of limits. */
const WITH_MAXIMUM = 1;

/** The module, pausable. */
export function pausableModule(bytes: Uint8Array): Rewritten {
  return atOnce(pausableInSlices(bytes, Infinity));
}

/** As {@link pausableModule}, in steps of about so many bytes, about 30 ns for each, between which others may have the thread. */
export function pausableInSlices(bytes: Uint8Array, sliceBytes: number): Generator<void, Rewritten> {
  return rewriteInSlices(bytes, (shape) => rewrite(shape, sliceBytes));
}

/** By their indices in the module that is written. */
interface Added {
  readonly fuel: number;
  readonly seat: number;
  readonly table: number;
  /** The type of what is in the table. */
  readonly asked: number;
  /** What is called where the fuel has run out. */
  readonly pause: number;
}

function* rewrite(shape: ModuleShape, sliceBytes: number): Generator<void, Rewritten> {
  const { globals, start, types, parameters } = shape;
  const added: Added = {
    fuel: globals,
    seat: globals + 1,
    table: shape.wideTables.length,
    asked: parameters.length,
    pause: shape.importedFunctions + types.length,
  };
  const code = new ModuleOutput();
  code.leb(types.length + 1);
  const stoppable = new StoppableCode(shape.bytes, lookAtFuel(added));
  yield* writeBodies(shape, sliceBytes, stoppable, code);
  if (stoppable.looks === 0) return ok(described(shape));
  const body = new ModuleOutput();
  putPause(added, body);
  code.leb(body.at);
  code.all(body.written);
  const places: PausePlaces = {
    fuel: nameBeside(shape, 'fuel'),
    seat: nameBeside(shape, 'seat'),
    table: nameBeside(shape, 'pause'),
    start: start === null ? null : nameBeside(shape, 'start'),
  };
  const module = writeModule(shape, {
    described: describing(places),
    additions: new Map([
      [SECTION.type, addition(2, putTypes)],
      [SECTION.function, addition(1, (out) => out.leb(added.asked + 1))],
      [SECTION.table, addition(1, putTable)],
      [
        SECTION.global,
        addition(2, (out) => {
          putGlobal(0, out);
          putGlobal(0, out);
        }),
      ],
      [
        SECTION.export,
        addition(start === null ? 3 : 4, (out) => {
          putExport(places.fuel, KIND.global, added.fuel, out);
          putExport(places.seat, KIND.global, added.seat, out);
          putExport(places.table, KIND.table, added.table, out);
          if (start !== null && places.start !== null) putExport(places.start, KIND.function, start, out);
        }),
      ],
    ]),
    dropped: SECTION.start,
    code,
    kept: KEPT_SECTIONS,
  });
  return ok(module);
}

const describing = (places: PausePlaces | null): { readonly section: string; readonly value: ModulePause } => ({
  section: PAUSE_SECTION,
  value: { places },
});

/** As it was, but that it says so. */
function described({ bytes }: ModuleShape): Uint8Array {
  const out = new ModuleOutput();
  out.all(bytes.subarray(0, PREAMBLE_BYTES));
  const { section, value } = describing(null);
  putCustom(section, out, (said) => said.all(new TextEncoder().encode(JSON.stringify(value))));
  out.all(bytes.subarray(PREAMBLE_BYTES));
  return out.take();
}

/** One goes, and the host is asked where none is left. */
function lookAtFuel({ fuel, pause }: Added): (out: ModuleOutput) => void {
  return (out) => {
    get(fuel, out);
    out.u8(Instruction.i32Const);
    out.sleb(1);
    out.u8(Instruction.i32Sub);
    set(fuel, out);
    get(fuel, out);
    beginIfNegative(out);
    out.u8(Instruction.call);
    out.leb(pause);
    out.u8(Instruction.end);
  };
}

/** The body of what the host is asked by. Other code than the host's cannot catch the trap in it. */
function putPause(added: Added, out: ModuleOutput): void {
  const { fuel } = added;
  out.leb(0);
  putQuestion(added, PAUSER.ask, out);
  get(fuel, out);
  out.u8(Instruction.i32Eqz);
  out.u8(Instruction.if);
  out.u8(EMPTY_BLOCK);
  putQuestion(added, PAUSER.pause, out);
  out.u8(Instruction.end);
  get(fuel, out);
  beginIfNegative(out);
  out.u8(Instruction.unreachable);
  out.u8(Instruction.end);
  out.u8(Instruction.end);
}

/** `fuel = pauser(seat)` */
function putQuestion({ fuel, seat, asked, table }: Added, pauser: number, out: ModuleOutput): void {
  get(seat, out);
  out.u8(Instruction.i32Const);
  out.sleb(pauser);
  out.u8(Instruction.callIndirect);
  out.leb(asked);
  out.leb(table);
  set(fuel, out);
}

function get(global: number, out: ModuleOutput): void {
  out.u8(Instruction.globalGet);
  out.leb(global);
}

function set(global: number, out: ModuleOutput): void {
  out.u8(Instruction.globalSet);
  out.leb(global);
}

function beginIfNegative(out: ModuleOutput): void {
  out.u8(Instruction.i32Const);
  out.sleb(0);
  out.u8(Instruction.i32LtS);
  out.u8(Instruction.if);
  out.u8(EMPTY_BLOCK);
}

/** `i32 -> i32`, and one of nothing. */
function putTypes(out: ModuleOutput): void {
  out.u8(FUNCTION_TYPE);
  for (let side = 0; side < 2; side++) {
    out.leb(1);
    out.u8(I32);
  }
  out.u8(FUNCTION_TYPE);
  out.leb(0);
  out.leb(0);
}

/** Of as many as there are {@link PAUSER}. */
function putTable(out: ModuleOutput): void {
  out.u8(FUNCREF);
  out.u8(WITH_MAXIMUM);
  out.leb(Object.keys(PAUSER).length);
  out.leb(Object.keys(PAUSER).length);
}
