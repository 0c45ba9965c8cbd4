/**
 * Host interfaces as data. From a declaration follow: which profile gives the interface to which modules (`../profiles.ts`), what its
 * functions take and answer in every half, how that lies in the channel (`values.ts`), and who has to answer: the compiler asks
 * the kernel's half (`kernel/hosts/`) and the guest's (`guest/hosts/`) for exactly the functions that are theirs.
 */
import { ownValue } from '../../base/own.ts';
import type { ProfileName } from '../profile-table.ts';
import type { CoreFunctionType, FunctionType, WitType } from '../../wit/types.ts';

/** An interface of WIT functions, by their names there: `get-stdout`, `[method]pollable.block`. */
export interface HostInterfaceSpec {
  /** `package:name/interface`, without version. */
  readonly name: string;
  /** The profile that gives it to components; null for what only guest halves ask for. */
  readonly profile: ProfileName | null;
  readonly doc: string;
  readonly functions: Readonly<Record<string, HostFunctionSpec>>;
}

export interface HostFunctionSpec {
  readonly doc: string;
  /** The kernel, for which the guest waits, or the guest's own thread, which may ask the kernel for other functions meanwhile. */
  readonly answeredBy: 'kernel' | 'guest';
  /** Of a method the first is `self`. */
  readonly parameters: Readonly<Record<string, WitType>>;
  readonly result: WitType | null;
}

/** An interface that core modules import. All of it is answered on the guest's thread. */
export interface CoreInterfaceSpec {
  /** What modules call it. */
  readonly name: string;
  readonly profile: ProfileName;
  readonly doc: string;
  readonly core: Readonly<Record<string, CoreFunctionSpec>>;
}

export interface CoreFunctionSpec {
  readonly doc: string;
  /** `i32 i64`; empty for none. */
  readonly parameters: string;
  readonly result: 'i32' | null;
}

export type HostInterface = HostInterfaceSpec | CoreInterfaceSpec;
export type HostInterfaces = Readonly<Record<string, HostInterface>>;

/** A function that the kernel answers, among all of them. */
export interface HostFunction<F extends HostFunctionSpec = HostFunctionSpec> {
  readonly interface: string;
  readonly type: FunctionType;
  /** Of its place in the table: both ends of a channel have the same. */
  readonly number: number;
  /** Only a type: the declaration that it was made from. */
  readonly spec: F;
}

/* ---------------------------------------------------------------- values */

/**
 * A value of the type, in every half: records as objects under their labels, a case of a variant as `{ tag, val }` (null for no
 * payload), flags as the set of those that are up, 64 bits as bigint, a handle as the number that the host has given for it.
 */
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
        : T extends { readonly kind: 'tuple'; readonly items: infer I extends readonly WitType[] }
          ? { readonly [N in keyof I]: ValueOf<I[N]> }
          : T extends { readonly kind: 'record'; readonly fields: readonly (infer F extends Member)[] }
            ? { readonly [M in F as M['name']]: PayloadOf<M['type']> }
            : T extends { readonly kind: 'variant'; readonly cases: readonly (infer C extends Member)[] }
              ? {
                  readonly [M in C as M['name']]: { readonly tag: M['name']; readonly val: PayloadOf<M['type']> };
                }[C['name']]
              : T extends { readonly kind: 'enum'; readonly cases: readonly (infer C)[] }
                ? C
                : T extends { readonly kind: 'flags'; readonly labels: readonly (infer L)[] }
                  ? ReadonlySet<L>
                  : T extends { readonly kind: 'option'; readonly some: infer S extends WitType }
                    ? ValueOf<S> | null
                    : T extends { readonly kind: 'result'; readonly ok: infer O; readonly err: infer E }
                      ? { readonly ok: PayloadOf<O> } | { readonly err: PayloadOf<E> }
                      : T extends { readonly kind: 'unsupported'; readonly why: 'handle' }
                        ? number
                        : unknown;

interface Member {
  readonly name: string;
  readonly type: WitType | null;
}

type PayloadOf<T> = T extends WitType ? ValueOf<T> : null;

/** What a call of the function passes, by the names of its parameters. */
export type ArgumentsOf<F extends HostFunctionSpec> = {
  readonly [N in keyof F['parameters']]: ValueOf<F['parameters'][N]>;
};

export type ResultOf<F extends HostFunctionSpec> = F['result'] extends WitType ? ValueOf<F['result']> : void;

/** Names of the functions that one side has to answer. */
export type AnsweredBy<I extends HostInterfaceSpec, Side extends HostFunctionSpec['answeredBy']> = {
  [N in keyof I['functions']]: I['functions'][N]['answeredBy'] extends Side ? N : never;
}[keyof I['functions']];

/** The interfaces for which one side has to answer something. */
export type InterfacesOf<T extends HostInterfaces, Side extends HostFunctionSpec['answeredBy']> = {
  readonly [
    I in keyof T as T[I] extends HostInterfaceSpec ? ([AnsweredBy<T[I], Side>] extends [never] ? never : I) : never
  ]: Extract<T[I], HostInterfaceSpec>;
};

/** What core code passes, by the spelling of its types. */
export type CoreValues<P extends string> = P extends `${infer First} ${infer Rest}`
  ? [CoreValue<First>, ...CoreValues<Rest>]
  : P extends ''
    ? []
    : [CoreValue<P>];

type CoreValue<T extends string> = T extends 'i64' ? bigint : number;

/* ---------------------------------------------------------------- words for declarations */

export const scalar = <const N extends 'bool' | 'u8' | 'u16' | 'u32' | 's32' | 'u64' | 's64' | 'f64' | 'char'>(
  name: N,
) => ({ kind: 'scalar', name }) as const;
export const string = { kind: 'string' } as const;
export const bytes = { kind: 'list', element: { kind: 'scalar', name: 'u8' }, length: null } as const;
export const list = <const E extends WitType>(element: E) => ({ kind: 'list', element, length: null }) as const;
export const tuple = <const I extends readonly WitType[]>(...items: I) => ({ kind: 'tuple', items }) as const;
export const option = <const S extends WitType>(some: S) => ({ kind: 'option', some }) as const;
export const enumeration = <const C extends readonly string[]>(name: string, ...cases: C) =>
  ({ kind: 'enum', name, cases }) as const;
export const flags = <const L extends readonly string[]>(name: string, ...labels: L) =>
  ({ kind: 'flags', name, labels }) as const;
export const result = <const O extends WitType | null, const E extends WitType | null>(ok: O, err: E) =>
  ({ kind: 'result', ok, err }) as const;
export const own = (resource: string) => handle('own', resource);
export const borrow = (resource: string) => handle('borrow', resource);

const handle = (mode: 'own' | 'borrow', resource: string) =>
  ({ kind: 'unsupported', why: 'handle', text: `${mode}<${resource}>` }) as const;

type MembersOf<M extends Readonly<Record<string, WitType | null>>> = readonly {
  readonly [N in keyof M & string]: { readonly name: N; readonly type: M[N] };
}[keyof M & string][];

export const record = <const F extends Readonly<Record<string, WitType>>>(name: string, fields: F) =>
  ({ kind: 'record', name, fields: members(fields) as MembersOf<F> }) as const;
/** Null: a case without payload. */
export const variant = <const C extends Readonly<Record<string, WitType | null>>>(name: string, cases: C) =>
  ({ kind: 'variant', name, cases: members(cases) as MembersOf<C> }) as const;

const members = (of: Readonly<Record<string, WitType | null>>): readonly unknown[] =>
  Object.entries(of).map(([name, type]) => ({ name, type }));

type Parameters = Readonly<Record<string, WitType>>;

export const byKernel = <const P extends Parameters, const R extends WitType | null>(
  doc: string,
  parameters: P,
  to: R,
) => ({ doc, answeredBy: 'kernel', parameters, result: to }) as const;
export const byGuest = <const P extends Parameters, const R extends WitType | null>(
  doc: string,
  parameters: P,
  to: R,
) => ({ doc, answeredBy: 'guest', parameters, result: to }) as const;
/** A function of preview 1, which answers an errno. */
export const errno = <const P extends string>(parameters: P, doc: string) =>
  ({ doc, parameters, result: 'i32' }) as const;

/* ---------------------------------------------------------------- tables */

type KernelFunctions<I> = I extends HostInterfaceSpec
  ? { readonly [N in AnsweredBy<I, 'kernel'>]: HostFunction<I['functions'][N]> }
  : Readonly<Record<string, never>>;

export interface HostTable<T extends HostInterfaces> {
  /** By the table's name of the interface, then by the function's own. */
  readonly of: { readonly [I in keyof T]: KernelFunctions<T[I]> };
  /** By number. */
  readonly all: readonly HostFunction[];
}

/** Numbers the functions of all interfaces that the kernel answers, in order. */
export function hostTable<const T extends HostInterfaces>(interfaces: T): HostTable<T> {
  const all: HostFunction[] = [];
  const of = Object.entries(interfaces).map(([key, declared]) => {
    const made = witFunctions(declared).flatMap(({ spec, type }) => {
      if (spec.answeredBy !== 'kernel') return [];
      const numbered = { interface: declared.name, type, number: all.length, spec };
      all.push(numbered);
      return [[type.name, numbered] as const];
    });
    return [key, Object.fromEntries(made)] as const;
  });
  return { of: Object.fromEntries(of) as unknown as HostTable<T>['of'], all };
}

/** None of a core interface. */
export function witFunctions(
  declared: HostInterface,
): readonly { readonly spec: HostFunctionSpec; readonly type: FunctionType }[] {
  if (!('functions' in declared)) return [];
  return Object.entries(declared.functions).map(([name, spec]) => {
    const parameters = Object.entries(spec.parameters).map(([label, type]) => ({ name: label, type }));
    return { spec, type: { name, parameters, result: spec.result } };
  });
}

/** Null where the interface has no such function. */
export function coreType({ core }: CoreInterfaceSpec, name: string): CoreFunctionType | null {
  const declared = ownValue(core, name);
  if (!declared) return null;
  const { parameters, result: to } = declared;
  return {
    parameters: parameters.split(' ').filter(Boolean) as CoreFunctionType['parameters'],
    results: to === null ? [] : [to],
  };
}
