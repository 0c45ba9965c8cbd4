/** Components that are linked by their plans and run, and the interfaces that they are given. */
import { encodeValue } from '../../../conformance/mapping/wit-value.ts';
import { componentOf } from '../../../toolchain/testing/components.ts';
import type { FunctionType, WitType } from '../../../wit/types.ts';
import type { BoundInterface, ComponentInterface, HostFunction } from '../component-host.ts';
import { planned } from './planned-harness.ts';

export const u32: WitType = { kind: 'scalar', name: 'u32' };

export const string: WitType = { kind: 'string' };

export const NUMBER: FunctionType = { name: 'f', parameters: [{ name: 'a', type: u32 }], result: u32 };

export const number = (value: number): Uint8Array => encodeValue(u32, BigInt(value));

export async function runs(text: string, type = NUMBER, interfaces: readonly ComponentInterface[] = [], method = 'f') {
  const run = planned(await componentOf(`(component ${text})`), { type, method, interfaces, profiles: ['p'] });
  return (sent: Uint8Array = number(1)) => {
    const { fault, result } = run(sent);
    return fault ?? new DataView(result.buffer).getUint32(0, true);
  };
}

export const trap = (message: string) => ({ kind: 'trap', message });

/** An interface `a:b/host`. */
export function interfaceOf(
  functions: Record<string, HostFunction>,
  more: Partial<BoundInterface> = {},
): ComponentInterface {
  const bound = {
    functions: new Map(Object.entries(functions)),
    drop: () => {},
    enter: () => {},
    leave: () => {},
    ...more,
  };
  return { interface: 'a:b/host', profiles: ['p'], bind: () => bound };
}
