/**
 * Rewrites a core module so that a call of it ends soon after a flag was raised, on whatever thread that happens: loops, and as many
 * functions as it takes, begin with a look at the flag and trap where it is not 0 (`contract/module-stop.ts`). The flag lies in a
 * memory that the module imports behind all others, at an address that an instance is told in a global behind all others.
 *
 * No index changes, so that what the module exports, and what it computes, is the same. Names stay true, since functions and
 * locals keep their numbers; custom sections that speak of offsets are left out. Pure.
 */
import { err, ok } from '../base/result.ts';
import { FLAGS_NAME, STOP_SECTION, type ModuleStop } from '../contract/module-stop.ts';
import { EMPTY_BLOCK, Instruction } from './instructions.ts';
import { ModuleOutput } from './module-output.ts';
import {
  addition,
  atOnce,
  KEPT_SECTIONS,
  nameBeside,
  putExport,
  putGlobal,
  putName,
  rewriteInSlices,
  writeModule,
  type Rewritten,
} from './module-rewriting.ts';
import { KIND, SECTION, type ModuleShape } from './module-shape.ts';
import { StoppableCode, writeBodies } from './stoppable-code.ts';

/** Flags of limits. */
const SHARED_WITH_MAXIMUM = 3;
/** In the alignment of an access: the number of a memory follows. */
const WITH_MEMORY = 0x40;
/** As a power of two. */
const ALIGNMENT = 2;

export interface StoppableOptions {
  /** Whether the engine takes more than one memory in a module. */
  readonly severalMemories: boolean;
  /** Others may have the thread between steps of about so many bytes, about 30 ns for each. */
  readonly sliceBytes: number;
}

/** The module, stoppable, for an engine that takes several memories. */
export function stoppableModule(bytes: Uint8Array): Rewritten {
  return atOnce(stoppableInSlices(bytes, { severalMemories: true, sliceBytes: Infinity }));
}

export function stoppableInSlices(bytes: Uint8Array, options: StoppableOptions): Generator<void, Rewritten> {
  return rewriteInSlices(bytes, (shape) => rewrite(shape, options));
}

function* rewrite(shape: ModuleShape, { severalMemories, sliceBytes }: StoppableOptions): Generator<void, Rewritten> {
  // It would have the flags of all calls.
  if (shape.importedFrom.has(STOP_SECTION)) return err(`it imports from ${STOP_SECTION}`);
  if (shape.wideMemories.length > 0 && !severalMemories) return err('this browser takes one memory in a module');
  const { globals } = shape;
  const code = new ModuleOutput();
  code.leb(shape.types.length);
  const stoppable = new StoppableCode(shape.bytes, lookAtFlag(shape.wideMemories.length, globals));
  yield* writeBodies(shape, sliceBytes, stoppable, code);
  const { start } = shape;
  const described: ModuleStop = {
    address: nameBeside(shape, 'stop'),
    start: start === null ? null : nameBeside(shape, 'start'),
    mayWait: shape.hasSharedMemory,
  };
  const module = writeModule(shape, {
    described: { section: STOP_SECTION, value: described },
    additions: new Map([
      [SECTION.import, addition(1, putFlags)],
      [SECTION.global, addition(1, (out) => putGlobal(0, out))],
      [
        SECTION.export,
        addition(start === null ? 1 : 2, (out) => {
          putExport(described.address, KIND.global, globals, out);
          if (start !== null && described.start !== null) putExport(described.start, KIND.function, start, out);
        }),
      ],
    ]),
    dropped: SECTION.start,
    code,
    kept: KEPT_SECTIONS,
  });
  return ok(module);
}

/**
 * And a trap where it is raised: no code of a module can catch that. `flags`: the memory with the flags, `address`: the global that holds
 * an address in it, by their indices.
 */
function lookAtFlag(flags: number, address: number): (out: ModuleOutput) => void {
  return (out) => {
    out.u8(Instruction.globalGet);
    out.leb(address);
    // No atomic one: engines look at the bounds of those, and others they leave where they are.
    out.u8(Instruction.i32Load);
    out.u8(flags === 0 ? ALIGNMENT : ALIGNMENT | WITH_MEMORY);
    if (flags > 0) out.leb(flags);
    out.leb(0);
    out.u8(Instruction.if);
    out.u8(EMPTY_BLOCK);
    out.u8(Instruction.unreachable);
    out.u8(Instruction.end);
  };
}

function putFlags(out: ModuleOutput): void {
  putName(STOP_SECTION, out);
  putName(FLAGS_NAME, out);
  out.u8(KIND.memory);
  out.u8(SHARED_WITH_MAXIMUM);
  out.leb(1);
  out.leb(1);
}
