/** Calls that answer with what they left in memory (`contract/inspection.ts`). Fetched with the first that somebody wants. */
import type { Dispose } from '../../base/disposable.ts';
import { exposeModule } from '../../binary/exposed-module.ts';
import { invalid } from '../../contract/errors.ts';
import { INSPECTION_TYPE } from '../../contract/inspection.ts';
import { NO_ATTEMPTS, type Compiler } from '../../contract/ports.ts';
import type { ValueReader } from '../../contract/values.ts';
import { failed, type Callable, type Frame, type Outcome } from '../scheduler/process.ts';
import { WasmFunction } from './wasm-function.ts';

/** Begins the call; `done` is told once, perhaps at once, unless the undo was called. */
export type BeginInspected = (args: ValueReader, done: (outcome: Outcome) => void) => Dispose;

export interface Aside {
  readonly callable: Callable | null;
  /** What a call wrote has an end. */
  readonly ended: (frame: Frame) => void;
}

/**
 * Makes a program of the function whose modules have all in sight, for one call, which a guest makes in the function’s own pool. The call is
 * neither traced nor recorded.
 */
export async function inspectCall(
  { callable, ended }: Aside,
  compiler: Pick<Compiler, 'compileModule'>,
  frame: Frame,
): Promise<BeginInspected> {
  const inspected = callable instanceof WasmFunction ? await inspectedFunction(callable, compiler) : null;
  if (!inspected)
    return (_args, done) => {
      done(failed(invalid(`${frame.target} is no function of WebAssembly that can be looked into`)));
      return () => {};
    };
  const { guests, program } = inspected.options;
  return (args, done) => {
    guests.publish(program);
    const over = (): void => {
      ended(frame);
      guests.retract(program.id);
    };
    const nobody = (): void => {};
    const cancel = inspected.start({
      frame,
      args,
      done: (outcome) => {
        done(outcome);
        over();
      },
      started: nobody,
      yielded: nobody,
      resumed: nobody,
    });
    return () => {
      cancel();
      over();
    };
  };
}

async function inspectedFunction(
  { options }: WasmFunction,
  compiler: Pick<Compiler, 'compileModule'>,
): Promise<WasmFunction | null> {
  const { bytes, parts, create } = options.source;
  const compiled = await Promise.all(
    (parts ?? [{ offset: 0, sizeBytes: bytes.length }]).map(({ offset, sizeBytes }) =>
      compiler.compileModule(exposeModule(bytes.subarray(offset, offset + sizeBytes))),
    ),
  );
  const modules = compiled.flatMap((one) => (one.ok ? [one.value] : []));
  if (modules.length < compiled.length) return null;
  const exposed = create(modules);
  const { result } = exposed.type;
  const program = { ...exposed, type: { ...exposed.type, result: INSPECTION_TYPE }, inspects: { result } };
  return new WasmFunction({ ...options, program, attempts: NO_ATTEMPTS });
}
