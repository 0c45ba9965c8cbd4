/** Links a component by its plan and runs it on the test's own thread. */
import { boundModule } from '../../../binary/bound-module.ts';
import { readLinkPlan } from '../../../binary/component/link-reader.ts';
import type { LinkPlan } from '../../../contract/link-plan.ts';
import type { FunctionType } from '../../../wit/types.ts';
import { Instances } from '../../instances.ts';
import { MemoryBuffer, ScriptedHost } from '../../testing/guest-harness.ts';
import type { ComponentInterface } from '../component-host.ts';
import { ComponentFunction, type LinkedProgram } from '../component-function.ts';
import type { ComponentRun } from './component-run.ts';

export interface PlannedOptions {
  /** `name`, or `interface#name`. */
  readonly method?: string;
  readonly type: FunctionType;
  readonly profiles?: readonly string[];
  readonly interfaces?: readonly ComponentInterface[];
}

export function planOf(bytes: Uint8Array): LinkPlan {
  const plan = readLinkPlan(bytes);
  if (!plan.ok) throw new Error(`${plan.error.message} at ${plan.error.offset}`);
  return plan.value;
}

export function plannedProgram(bytes: Uint8Array, { method, type, profiles = [] }: PlannedOptions): LinkedProgram {
  const plan = planOf(bytes);
  const modules = plan.modules.map(
    ({ offset, sizeBytes }) =>
      new WebAssembly.Module(boundModule(bytes.subarray(offset, offset + sizeBytes)) as Uint8Array<ArrayBuffer>),
  );
  const wanted = method ?? type.name;
  const exported = plan.exports.find(
    (item) => (item.interface === null ? item.name : `${item.interface}#${item.name}`) === wanted,
  );
  if (!exported) throw new Error(`the component exports no ${wanted}`);
  return { plan, modules, function: exported.function, type, profiles };
}

/** Runs calls with these bytes as their arguments, each in fresh instances. */
export async function createPlanned(
  bytes: Uint8Array,
  options: PlannedOptions,
): Promise<(sent: Uint8Array) => ComponentRun> {
  return planned(bytes, options);
}

export function planned(bytes: Uint8Array, options: PlannedOptions): (sent: Uint8Array) => ComponentRun {
  const { interfaces = [] } = options;
  const guest = new ComponentFunction(plannedProgram(bytes, options), interfaces, new ScriptedHost(), new Instances());
  return (sent) => {
    const result = new MemoryBuffer();
    const fault = guest.run(MemoryBuffer.of(sent), () => result);
    return { fault, result: result.written };
  };
}
