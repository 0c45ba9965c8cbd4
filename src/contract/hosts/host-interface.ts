/**
 * Host interfaces as data: WIT functions, from whose types follow what the guest half passes, what the kernel half takes and
 * answers, and how both lie in the channel (`values.ts`).
 */
import type { FunctionType, WitType } from '../../wit/types.ts';

/** An interface as it is declared: functions by name, as in WIT. */
export interface HostInterfaceSpec {
  /** `package:name/interface`, without version. */
  readonly name: string;
  readonly functions: Readonly<Record<string, HostFunctionSpec>>;
}

export interface HostFunctionSpec {
  readonly parameters: Readonly<Record<string, WitType>>;
  readonly result: WitType | null;
}

/** A declared function among all of them. */
export interface HostFunction<F extends HostFunctionSpec = HostFunctionSpec> {
  readonly interface: string;
  readonly type: FunctionType;
  /** Of its place in the table: both ends of a channel have the same. */
  readonly number: number;
  /** Only a type: the declaration that it was made from. */
  readonly spec: F;
}

/** A value of the type, in either half. */
export type ValueOf<T extends WitType> = T extends { readonly kind: 'scalar'; readonly name: infer N }
  ? N extends 'u64' | 's64'
    ? bigint
    : N extends 'bool'
      ? boolean
      : N extends 'char'
        ? string
        : number
  : T extends { readonly kind: 'string' }
    ? string
    : T extends { readonly kind: 'list'; readonly element: { readonly kind: 'scalar'; readonly name: 'u8' } }
      ? Uint8Array
      : T extends { readonly kind: 'list'; readonly element: infer E extends WitType }
        ? readonly ValueOf<E>[]
        : T extends { readonly kind: 'enum'; readonly cases: readonly (infer C)[] }
          ? C
          : T extends { readonly kind: 'option'; readonly some: infer S extends WitType }
            ? ValueOf<S> | null
            : T extends { readonly kind: 'result'; readonly ok: infer O; readonly err: infer E }
              ? { readonly ok: PayloadOf<O> } | { readonly err: PayloadOf<E> }
              : unknown;

type PayloadOf<T> = T extends WitType ? ValueOf<T> : null;

/** What a call of the function passes, in the order of its parameters. */
export type ArgumentsOf<F extends HostFunctionSpec> = {
  readonly [N in keyof F['parameters']]: ValueOf<F['parameters'][N]>;
};

export type ResultOf<F extends HostFunctionSpec> = F['result'] extends WitType ? ValueOf<F['result']> : void;

export const scalar = <const N extends 'bool' | 'u8' | 'u32' | 's32' | 'u64' | 's64' | 'f64'>(name: N) =>
  ({ kind: 'scalar', name }) as const;
export const string = { kind: 'string' } as const;
export const bytes = { kind: 'list', element: { kind: 'scalar', name: 'u8' }, length: null } as const;
export const enumeration = <const C extends readonly string[]>(name: string, ...cases: C) =>
  ({ kind: 'enum', name, cases }) as const;
export const result = <const O extends WitType | null, const E extends WitType | null>(ok: O, err: E) =>
  ({ kind: 'result', ok, err }) as const;

type Functions<I extends HostInterfaceSpec> = { readonly [N in keyof I['functions']]: HostFunction<I['functions'][N]> };

export interface HostTable<T extends Readonly<Record<string, HostInterfaceSpec>>> {
  /** By the table's name of the interface, then by the function's own. */
  readonly of: { readonly [I in keyof T]: Functions<T[I]> };
  /** By number. */
  readonly all: readonly HostFunction[];
}

/** Numbers the functions of all interfaces, in order. */
export function hostTable<const T extends Readonly<Record<string, HostInterfaceSpec>>>(interfaces: T): HostTable<T> {
  const all: HostFunction[] = [];
  const of = Object.entries(interfaces).map(([key, { name: owner, functions }]) => {
    const made = Object.entries(functions).map(([name, spec]) => {
      const parameters = Object.entries(spec.parameters).map(([own, type]) => ({ name: own, type }));
      const declared = {
        interface: owner,
        type: { name, parameters, result: spec.result },
        number: all.length,
        spec,
      };
      all.push(declared);
      return [name, declared] as const;
    });
    return [key, Object.fromEntries(made)] as const;
  });
  return { of: Object.fromEntries(of) as unknown as HostTable<T>['of'], all };
}
