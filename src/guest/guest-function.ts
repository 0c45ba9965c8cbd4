/** What a guest keeps of a program, whatever its form: the seam between core modules and components. */
import type { ComponentProgram, CoreProgram, GuestFault, Program } from '../contract/ports.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';

/** One function as one guest keeps it: what does not change from call to call is worked out once, in the making. */
export interface GuestFunction {
  /** Made without code that could not be fetched: each call fails, and another time it may be there. */
  readonly isLacking?: boolean;
  /** Its code was called from within (an allocator, a post-return), and cannot be suspended there. */
  readonly isInside?: boolean;
  /**
   * Runs one call in a fresh instance, on a guest's thread, and blocks it. The arguments are taken out of `args` before
   * any code of the guest runs, because the guest may use the channel in which they lie; `result()` is asked for only
   * when nothing of the guest runs any more, so both may be one buffer. Returns null after the result was written, else
   * why there is none. Never throws.
   */
  run(args: ByteReader, result: () => ByteWriter): GuestFault | null;
  /** As {@link run}, where the ports have a `Suspension`: while the guest waits its thread does something else. Never rejects. */
  runSuspended(args: ByteReader, result: () => ByteWriter): Promise<GuestFault | null>;
}

/** Makes the functions of each form of program. */
export interface GuestFunctionMakers {
  core(program: CoreProgram): GuestFunction;
  component(program: ComponentProgram): GuestFunction;
}

/** The function of a program. Throws only what a maker throws. */
export function createGuestFunction(program: Program, makers: GuestFunctionMakers): GuestFunction {
  return program.form === 'core' ? makers.core(program) : makers.component(program);
}
