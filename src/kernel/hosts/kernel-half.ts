import type {
  AnsweredBy,
  ArgumentsOf,
  HostFunction,
  HostFunctionSpec,
  HostInterfaceSpec,
  ResultOf,
} from '../../contract/hosts/host-interface.ts';
import { namedArguments } from '../../contract/hosts/values.ts';
import type { Command, Completion } from '../scheduler/process.ts';

/** A function of a host interface, as the kernel carries it out: a command, and what of its answer goes to the guest. */
export type KernelFunction<F extends HostFunctionSpec> = {
  /** Arguments under their names in the declaration. */
  command(args: ArgumentsOf<F>): Command;
  /** What is answered without a command; null for all that needs one. */
  atOnce?(args: ArgumentsOf<F>): ResultOf<F> | null;
} & (F['result'] extends null
  ? // A failure of the command ends the guest's call.
    object
  : { answer(completion: Completion): ResultOf<F> });

/** The kernel half of an interface: every function that is declared as the kernel's. */
export type KernelHalf<I extends HostInterfaceSpec> = {
  readonly [N in AnsweredBy<I, 'kernel'>]: KernelFunction<I['functions'][N]>;
};

interface AnyFunction {
  command(args: never): Command;
  atOnce?(args: never): unknown;
  answer?(completion: Completion): unknown;
}

/** Kernel halves by the number of their functions. */
export class KernelHalves {
  readonly #functions = new Map<HostFunction, AnyFunction>();

  /** `halves`: by the names that the table has for its interfaces. */
  constructor(
    table: { readonly of: Readonly<Record<string, Readonly<Record<string, HostFunction>>>> },
    halves: Readonly<Record<string, Readonly<Record<string, AnyFunction>>>>,
  ) {
    for (const [key, functions] of Object.entries(table.of))
      for (const [name, fn] of Object.entries(functions)) {
        const half = halves[key]?.[name];
        if (!half) throw new Error(`${fn.interface}#${name} has no kernel half`);
        this.#functions.set(fn, half);
      }
  }

  /** What the guest gets without any command; null where there has to be one. */
  atOnce(fn: HostFunction, args: readonly unknown[]): { readonly value: unknown } | null {
    const value = this.#of(fn).atOnce?.(namedArguments(fn, args) as never) ?? null;
    return value === null ? null : { value };
  }

  commandOf(fn: HostFunction, args: readonly unknown[]): Command {
    return this.#of(fn).command(namedArguments(fn, args) as never);
  }

  /** What the guest gets. A function without result has nothing to say about failures: `null` ends the call. */
  answerOf(fn: HostFunction, completion: Completion): { readonly value: unknown } | null {
    const half = this.#of(fn);
    if (half.answer) return { value: half.answer(completion) };
    return completion.status === 'failed' ? null : { value: undefined };
  }

  #of(fn: HostFunction): AnyFunction {
    const half = this.#functions.get(fn);
    if (!half) throw new Error(`${fn.interface}#${fn.type.name} is not of this table`);
    return half;
  }
}
