/** Functions as guests run them. */
import { ComponentFunction } from '../../guest/component/component-function.ts';
import { createGuestFunction, type GuestFunction } from '../../guest/guest-function.ts';
import { CoreFunction } from '../../guest/core-function.ts';
import type { GuestHosts } from '../../guest/hosts/index.ts';
import type { InstanceMaker } from '../../guest/instances.ts';
import type { GuestFault, GuestPorts, Program } from '../../contract/ports.ts';

export interface Surroundings {
  readonly ports: GuestPorts;
  readonly instances: InstanceMaker;
  /** With all that the program needs, or it was not to be had. */
  readonly hosts: GuestHosts;
}

/** Never throws: where it cannot be made each call of it ends with the reason. */
export function createFunctionOf(program: Program, { ports, instances, hosts }: Surroundings): GuestFunction {
  const lacking = hosts.lacking(program.profiles);
  if (lacking !== null) return failing(`the code of ${lacking} could not be fetched`);
  try {
    return createGuestFunction(program, {
      core: (core) => new CoreFunction(core, hosts.core, ports, instances),
      component: (component) => new ComponentFunction(component, hosts.component, ports, instances),
    });
  } catch (error) {
    return failing(error instanceof Error ? error.message : String(error));
  }
}

function failing(message: string): GuestFunction {
  const fault: GuestFault = { kind: 'instantiate', message };
  return { run: () => fault, runSuspended: () => Promise.resolve(fault) };
}
