/** Functions as guests run them. */
import { ComponentFunction } from '../../guest/component/component-function.ts';
import { createGuestFunction, type GuestFunction } from '../../guest/guest-function.ts';
import { CoreFunction } from '../../guest/core-function.ts';
import { COMPONENT_HOSTS, CORE_HOSTS } from '../../guest/hosts/index.ts';
import type { InstanceMaker } from '../../guest/instances.ts';
import type { GuestFault, GuestPorts, Program } from '../../contract/ports.ts';

/** Never throws: where it cannot be made each call of it ends with the reason. */
export function createFunctionOf(program: Program, ports: GuestPorts, instances: InstanceMaker): GuestFunction {
  try {
    return createGuestFunction(program, {
      core: (core) => new CoreFunction(core, CORE_HOSTS, ports, instances),
      component: (component) => new ComponentFunction(component, COMPONENT_HOSTS, ports, instances),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fault: GuestFault = { kind: 'instantiate', message };
    return { run: () => fault, runSuspended: () => Promise.resolve(fault) };
  }
}
