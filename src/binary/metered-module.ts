/**
 * Rewrites a core module so that a call of it ends by itself: functions and loops begin with a charge to a counter that every
 * instance has (`contract/module-meter.ts`), and where nothing is left of it the call traps. Instructions whose time depends on an
 * operand are charged by it; where memories and tables cannot grow any further the call traps as well, since that may be our doing.
 * Pure.
 *
 * All else happens as before: no index changes, so that what the module exports, and what it computes, is the same. Names stay
 * true, since functions and locals keep their numbers; custom sections that speak of offsets are left out.
 */
import { err, ok } from '../base/result.ts';
import { MEMORY_SECTION } from '../contract/module-memory.ts';
import { METER_FUEL, METER_SECTION, type ModuleMeter } from '../contract/module-meter.ts';
import { CodeMeter } from './metered-code.ts';
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
import { KIND, SECTION, visitBodies, type ModuleShape } from './module-shape.ts';

/** Globals that are put back between calls: more would take longer than a new instance. */
const MAX_STATE = 16;

/** Custom section with branches that are seldom or mostly taken, before the code. */
const HINT_SECTION = 'metadata.code.branch_hint';
const UNLIKELY = 0;

/** The module, metered. */
export function meterModule(bytes: Uint8Array): Rewritten {
  return atOnce(meterInSlices(bytes, Infinity));
}

/** As {@link meterModule}, in steps of about so many bytes, about 20 ns for each, between which others may have the thread. */
export function meterInSlices(bytes: Uint8Array, sliceBytes: number): Generator<void, Rewritten> {
  return rewriteInSlices(bytes, (shape) => meter(shape, sliceBytes));
}

function* meter(shape: ModuleShape, sliceBytes: number): Generator<void, Rewritten> {
  if (!shape.code) return err('it has no code');
  const { wideMemories, wideTables, globals } = shape;
  const codeMeter = new CodeMeter(shape.bytes, { fuelGlobal: globals, wideMemories, wideTables });
  const hints = new BranchHints();
  const code = new ModuleOutput();
  code.leb(shape.types.length);
  const written = new ModuleOutput();
  yield* visitBodies(shape, sliceBytes, ({ place, parameters, content }) => {
    written.clear();
    hints.add(shape.importedFunctions + place, codeMeter.write(content, parameters, written));
    code.leb(written.at);
    code.all(written.written);
  });
  const state = codeMeter.isFixed ? stateOf(shape) : null;
  const described: ModuleMeter = {
    fuel: nameBeside(shape, 'fuel'),
    state: state?.map(({ name }) => name) ?? null,
    isStateless: !shape.hasState && codeMeter.isStateless,
    mayWait: shape.hasSharedMemory,
  };
  const module = writeModule(shape, {
    described: { section: METER_SECTION, value: described },
    additions: new Map([
      [SECTION.global, addition(1, (out) => putGlobal(METER_FUEL, out))],
      [
        SECTION.export,
        addition(1 + (state?.length ?? 0), (out) => {
          putExport(described.fuel, KIND.global, globals, out);
          for (const { name, index } of state ?? []) putExport(name, KIND.global, index, out);
        }),
      ],
    ]),
    code,
    beforeCode: (out) => hints.write(out),
    kept: KEPT_SECTIONS,
  });
  return ok(module);
}

/** See {@link ModuleMeter.state}: what of it is in globals. */
function stateOf(shape: ModuleShape): { readonly name: string; readonly index: number }[] | null {
  const { importedFrom, ownState, sharesTables, hasSharedMemory } = shape;
  const hasStrangers = [...importedFrom].some((module) => module !== MEMORY_SECTION);
  if (!ownState || hasStrangers || sharesTables || hasSharedMemory || ownState.length > MAX_STATE) return null;
  return ownState.map((index) => ({ name: nameBeside(shape, `state${index}`), index }));
}

/** Branches that are seldom taken. Engines that know them keep what is charged in registers; a loop may take twice as long without. */
class BranchHints {
  readonly #hints = new ModuleOutput();
  #functions = 0;

  add(fn: number, offsets: readonly number[]): void {
    if (offsets.length === 0) return;
    this.#functions++;
    this.#hints.leb(fn);
    this.#hints.leb(offsets.length);
    for (const offset of offsets) {
      this.#hints.leb(offset);
      this.#hints.leb(1);
      this.#hints.u8(UNLIKELY);
    }
  }

  write(out: ModuleOutput): void {
    if (this.#functions === 0) return;
    putCustom(HINT_SECTION, out, (section) => {
      section.leb(this.#functions);
      section.all(this.#hints.written);
    });
  }
}
