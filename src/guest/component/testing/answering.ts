/** Components whose function answers with given values. */
import { componentFrom, FIRST, listCore } from '../../../toolchain/testing/components.ts';
import type { FunctionType, ResultType, ScalarName, WitType } from '../../../wit/types.ts';
import { encodeValue, type WitValue } from '../../../conformance/mapping/wit-value.ts';
import type { ComponentRun } from './component-run.ts';
import { planned } from './planned-harness.ts';

export const scalar = (name: ScalarName): WitType => ({ kind: 'scalar', name });
export const string: WitType = { kind: 'string' };
export const list = (element: WitType): WitType => ({ kind: 'list', element, length: null });
export const option = (some: WitType): WitType => ({ kind: 'option', some });
export const result = (ok: WitType | null, err: WitType | null): ResultType => ({ kind: 'result', ok, err });
export const func = (returns: WitType | null, ...parameters: WitType[]): FunctionType => ({
  name: 'f',
  parameters: parameters.map((type, index) => ({ name: `p${index}`, type })),
  result: returns,
});
export const NOTHING = new Uint8Array();

/** `f: func(v: list<T>) -> T`, which returns the first element. */
export async function first(type: WitType, text: string, definitions = ''): Promise<(value: WitValue) => ComponentRun> {
  const component = await componentFrom(
    listCore({ f: FIRST }),
    `package a:b; world w { ${definitions} export f: func(v: list<${text}>) -> ${text}; }`,
  );
  const run = planned(component, { type: func(type, list(type)) });
  return (value) => run(encodeValue(list(type), [value]));
}

/** A function without parameters, with a memory in which `data` lies at 16. */
export async function answering(
  type: WitType,
  text: string,
  body: string,
  data = '',
  definitions = '',
): Promise<ComponentRun> {
  const core = `(module (memory (export "memory") 1) (data (i32.const 16) "${data}") (func (export "f") (result i32) ${body}))`;
  const run = planned(
    await componentFrom(core, `package a:b; world w { ${definitions} export f: func() -> ${text}; }`),
    { type: func(type) },
  );
  return run(NOTHING);
}
