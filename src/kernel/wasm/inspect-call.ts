/** Calls that answer with what they left in memory (`contract/inspection.ts`). Fetched with the first that somebody wants. */
import type { Dispose } from '../../base/disposable.ts';
import { exposeModule } from '../../binary/exposed-module.ts';
import { invalid, type Failure } from '../../contract/errors.ts';
import { INSPECTION_TYPE } from '../../contract/inspection.ts';
import { NO_ATTEMPTS, type Compiler } from '../../contract/ports.ts';
import type { ValueReader } from '../../contract/values.ts';
import { failed, type Callable, type Frame, type Outcome } from '../scheduler/process.ts';
import { RefusedFunction } from '../scheduler/refused.ts';
import { WasmFunction } from './wasm-function.ts';

/** Begins the call; `done` is told once, perhaps at once, unless the undo was called. */
export type BeginInspected = (args: ValueReader, done: (outcome: Outcome) => void) => Dispose;

export interface Aside {
  /** Or why there is none. */
  readonly callable: Callable | Failure;
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
  const refused = (why: Failure): BeginInspected => {
    return (_args, done) => {
      done(failed(why));
      return () => {};
    };
  };
  if ('message' in callable) return refused(callable);
  const called = callable.wrapped ?? callable;
  if (called instanceof RefusedFunction) return refused(called.reason);
  if (!(called instanceof WasmFunction))
    return refused(invalid(`${frame.target} is no function of WebAssembly: there is no memory to look into`));
  const inspected = await inspectedFunction(called, compiler);
  if ('message' in inspected) return refused(inspected);
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
): Promise<WasmFunction | Failure> {
  const { bytes, parts, create } = options.source;
  const compiled = await Promise.all(
    (parts ?? [{ offset: 0, sizeBytes: bytes.length }]).map(({ offset, sizeBytes }) =>
      compiler.compileModule(exposeModule(bytes.subarray(offset, offset + sizeBytes))),
    ),
  );
  const modules: WebAssembly.Module[] = [];
  for (const one of compiled) {
    if (!one.ok) return invalid(`its module cannot be looked into: ${one.error}`);
    modules.push(one.value);
  }
  const exposed = create(modules);
  const { result } = exposed.type;
  const program = { ...exposed, type: { ...exposed.type, result: INSPECTION_TYPE }, inspects: { result } };
  return new WasmFunction({ ...options, program, attempts: NO_ATTEMPTS });
}
