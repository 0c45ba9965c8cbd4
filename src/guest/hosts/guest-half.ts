/** What the guest's thread answers of the declared interfaces. */
import { ownValue } from '../../base/own.ts';
import {
  witFunctions,
  type AnsweredBy,
  type ArgumentsOf,
  type CoreInterfaceSpec,
  type CoreValues,
  type HostFunction as AskedFunction,
  type HostInterfaceSpec,
  type ResultOf,
} from '../../contract/hosts/host-interface.ts';
import { namedArguments, putValue, takeArguments } from '../../contract/hosts/values.ts';
import type { GuestPorts } from '../../contract/ports.ts';
import type { FunctionType } from '../../wit/types.ts';
import type { BoundInterface, ComponentInterface, HostFunction } from '../component/component-host.ts';
import { HostHandles } from './host-handles.ts';
import { PassageReader, PassageWriter } from './passage.ts';

/** The functions of an interface of core modules, by its declaration. */
export type CoreFunctions<I extends CoreInterfaceSpec> = {
  readonly [N in keyof I['core']]: (
    ...parameters: CoreValues<I['core'][N]['parameters']>
  ) => I['core'][N]['result'] extends null ? void : number;
};

/** What halves have at hand: the guest's ports, and the things that its handles stand for, which last as long as a call. */
export interface HalfPorts extends GuestPorts {
  readonly handles: HostHandles;
}

/**
 * The functions of an interface that are declared as the guest's, made once for each program. A function takes its arguments under
 * their names and returns a value of its type; what it throws is a trap. It may ask the kernel (`ports.calls`), which blocks the guest,
 * or has the function run again with the answer: what it changes of its own it changes after its last answer (README).
 */
export type GuestHalf<I extends HostInterfaceSpec> = (ports: HalfPorts) => {
  readonly [N in AnsweredBy<I, 'guest'>]: (args: ArgumentsOf<I['functions'][N]>) => ResultOf<I['functions'][N]>;
};

type AnyHalf = (ports: HalfPorts) => Readonly<Record<string, (args: never) => unknown>>;

/** With the types of all its functions. */
export type TypedInterface = ComponentInterface & Required<Pick<ComponentInterface, 'types'>>;

type Declared = HostInterfaceSpec | CoreInterfaceSpec;
type Table = { readonly of: Readonly<Record<string, Readonly<Record<string, AskedFunction>>>> };

/** One table for all interfaces of a guest, whenever they were fetched. */
const handlesOf = new WeakMap<GuestPorts, HostHandles>();

/**
 * Interfaces as components import them: functions of their guest halves, and those that go to the kernel as they are. `table`
 * numbers the latter, `halves` has the former, both by the keys of `interfaces`. Those without a profile are no component's.
 */
export function componentInterfaces(
  interfaces: Readonly<Record<string, Declared>>,
  table: Table,
  halves: Readonly<Record<string, AnyHalf>>,
): readonly TypedInterface[] {
  return Object.entries(interfaces).flatMap(([key, declared]) => {
    if (!('functions' in declared) || declared.profile === null) return [];
    const functions = witFunctions(declared);
    const half = halves[key];
    const orphan = functions.find(({ spec }) => spec.answeredBy === 'guest' && !half);
    if (orphan) throw new Error(`${declared.name}#${orphan.type.name} has no guest half`);
    const types = new Map(functions.map(({ type }) => [type.name, type] as const));
    const bind = (ports: GuestPorts): BoundInterface => {
      let handles = handlesOf.get(ports);
      if (!handles) handlesOf.set(ports, (handles = new HostHandles()));
      const own = half?.({ ...ports, handles }) ?? {};
      const boundOf = (name: string): HostFunction | undefined => {
        const type = types.get(name);
        if (!type) return undefined;
        const asked = ownValue(ownValue(table.of, key) ?? {}, name);
        const answer = asked
          ? (args: readonly unknown[]): unknown => ports.calls.call(asked, ...args)
          : (args: readonly unknown[]): unknown => own[name]!(namedArguments({ type }, args) as never);
        return overPassage(type, answer, ports);
      };
      return {
        functions: { get: boundOf },
        drop: (_resource, representation) =>
          ports.suspension
            ? ports.suspension.repeated(() => handles.drop(representation))
            : handles.drop(representation),
        enter: () => handles.clear(),
        leave: () => handles.clear(),
      };
    };
    return [{ interface: declared.name, profiles: [declared.profile], types, bind }];
  });
}

/** Values out of the message and into it, by the types of the declaration. */
function overPassage(
  type: FunctionType,
  answer: (args: readonly unknown[]) => unknown,
  { calls, suspension }: GuestPorts,
): HostFunction {
  return (args, result) => {
    calls.checkInterrupt();
    const given = takeArguments({ type }, new PassageReader(args));
    const answered = suspension ? suspension.repeated(() => answer(given)) : answer(given);
    const put = (value: unknown): void => {
      if (type.result) putValue(type.result, value, new PassageWriter(result));
    };
    return answered instanceof Promise ? answered.then(put) : put(answered);
  };
}
